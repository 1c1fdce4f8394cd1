"""What the organiser and the members of a group order see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template, url_for
from flask_babel import gettext as _

from storefront import addresses, clock
from storefront.catalogue import queries as catalogue
from storefront.catalogue.rows import Card
from storefront.groups import actions
from storefront.groups.dealing import deal, fees
from storefront.groups.models import GroupOrder, Member, Wish
from storefront.money import Money
from storefront.orders import queries as orders
from storefront.orders.models import Delivery
from storefront.reports.papers import Cell, Listing, Table
from storefront.web import basket, checkout, going
from storefront.web.basket import Line
from storefront.web.filters import day, number, phone
from storefront.web.forms.draft import Draft
from storefront.web.forms.groups import ClosingForm
from storefront.web.languages import language
from storefront.web.picking import NEVER
from storefront.web.posters import drawing


@dataclass(frozen=True, slots=True)
class House:
    """A stall, and how much of its goods a member wants."""

    card: Card
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Part:
    """What one person gets, and owes the organiser."""

    name: str
    wishes: Sequence[Wish]
    goods: Money
    delivery: Money

    @property
    def total(self) -> Money:
        return self.goods + self.delivery


@dataclass(frozen=True, slots=True)
class Short:
    """Goods of which there is less than is wished, and who would get less."""

    name: str
    wanted: int
    left: int
    unit: str
    who: str


def organisers(group: GroupOrder) -> str:
    link, at = addresses.market() + url_for("groups.invited", invite=group.invite), clock.now()
    return render_template(
        "groups/show.html",
        group=group,
        link=link,
        drawing=drawing(link, _("QR to join")),
        parts=parts(group),
        goods=Money.sum(member.share for member in group.members),
        takes=group.takes_wishes(at=at),
        over=group.closes_at <= at,
    )


def members(group: GroupOrder, member: Member) -> str:
    takes = group.takes_wishes(at=clock.now())
    mine = next((it for it in parts(group) if it.wishes is member.wishes), None)
    return render_template(
        "groups/mine.html",
        group=group,
        member=member,
        houses=_houses(group, member) if takes else [],
        all_of_it=Money.sum(it.share for it in group.members),
        takes=takes,
        mine=mine,
    )


def parts(group: GroupOrder) -> list[Part]:
    """By person, those who want something. The parts add up to what was ordered."""
    some = [it for it in group.members if any(wish.counts for wish in it.wishes)]
    placed = group.checkout.orders if group.checkout else []
    delivery = fees(Money.sum(order.fee for order in placed), [it.id for it in some])
    return [Part(it.name, it.wishes, it.share, delivery[it.id]) for it in some]


def _houses(group: GroupOrder, member: Member) -> list[House]:
    wanted = {wish.product_id: wish.quantity for wish in member.wishes}
    month = clock.village_date(clock.now()).month
    found = []
    for shop in group.shops:
        cards = catalogue.orderable(shop.code)
        lines = [Line(card.id, wanted.get(card.id, 0), card, month, None) for card in cards]
        ready = [line for line in lines if line.quantity or line.trouble not in NEVER]
        if ready:
            found.append(House(ready[0].card, ready))
    return found


def closing(group: GroupOrder, draft: Draft[ClosingForm]) -> str:
    wishes = actions.wishes(group)
    left = actions.left(group, at=clock.now())
    got = deal(wishes, left)
    goings = going.of(
        _parcels(wishes, got), to=group.commune, fetched=group.delivery is Delivery.PICK_UP
    )
    cash_only = orders.cash_only([it.parcel.code for it in goings])
    wallets = checkout.payable(draft, cash_only)
    return render_template(
        "groups/closing.html",
        group=group,
        draft=draft,
        goings=goings,
        short=_short(group, left, got),
        total=Money.sum(it.total for it in goings),
        cash_only=cash_only,
        wallets=wallets,
    )


def _parcels(wishes: Sequence[Wish], got: dict[int, int]) -> list[basket.Parcel]:
    many: dict[int, int] = {}
    for wish in wishes:
        if got[wish.id]:
            many[wish.product_id] = many.get(wish.product_id, 0) + got[wish.id]
    month = clock.village_date(clock.now()).month
    by_shop: dict[str, list[Line]] = {}
    for card in catalogue.by_ids(list(many)) if many else ():
        line = Line(card.id, many[card.id], card, month, None)
        by_shop.setdefault(card.shop_code, []).append(line)
    return [basket.parcel(lines[0].card, lines) for lines in by_shop.values()]


def _short(group: GroupOrder, left: dict[int, int], got: dict[int, int]) -> list[Short]:
    wishes, names = actions.wishes(group), {it.id: it.name for it in group.members}
    found = []
    for product_id in dict.fromkeys(it.product_id for it in wishes):
        of_it = [it for it in wishes if it.product_id == product_id]
        wanted, there = sum(it.quantity for it in of_it), left.get(product_id, 0)
        if wanted > there:
            less = [it for it in of_it if got[it.id] < it.quantity]
            who = ", ".join(f"{names[it.member_id]} {it.quantity} → {got[it.id]}" for it in less)
            found.append(Short(of_it[0].name, wanted, there, of_it[0].unit, who))
    return found


def listing(group: GroupOrder) -> Listing:
    """On A4, to hand out by."""
    found = parts(group)
    rows: list[list[Cell]] = [
        [it.name, _goods(it), it.goods.dong, it.delivery.dong, it.total.dong, "…………"]
        for it in found
    ]
    sums = (
        Money.sum(it.goods for it in found).dong,
        Money.sum(it.delivery for it in found).dong,
        Money.sum(it.total for it in found).dong,
    )
    heads = [
        _("Name"),
        _("Goods"),
        _("For goods, ₫"),
        _("Delivery, ₫"),
        _("Together, ₫"),
        _("Got it"),
    ]
    foot: list[Cell] = [_("Together"), "", *sums, ""]
    return Listing(
        lang=language(),
        at=group.ended_at or group.made_at,
        place=group.institution_name or group.organiser,
        facts=[
            (_("For the day"), day(group.wanted_on)),
            (_("Organiser"), f"{group.organiser}, {phone(group.phone)}"),
            (_("Address"), group.address or _("fetched at the house")),
            (_("Houses"), ", ".join(shop.name for shop in group.shops)),
        ],
        table=Table(group.title, heads, rows, foot, words=2),
        page_words=_("Page"),
    )


def _goods(part: Part) -> str:
    return ", ".join(f"{number(it.counts)} {it.unit} {it.name}" for it in part.wishes if it.counts)
