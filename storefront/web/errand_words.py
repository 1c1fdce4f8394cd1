"""What the market says about an errand that it cannot simply do."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from flask_babel import gettext as _

from storefront import banks
from storefront.accounts.models import Consent
from storefront.field.models import ErrandKind
from storefront.orders.models import Order
from storefront.places.search import Match
from storefront.shops.models import Household, PaymentAccount, Product, Shop
from storefront.web import consents, place_picker
from storefront.web.filters import day, in_digits, number, phone


class Side(NamedTuple):
    """What the market knows, as it is shown beside what the phone wrote."""

    title: str
    lines: list[str]


class Choice(NamedTuple):
    words: str
    sets: dict[str, str]
    """What the errand says from then on."""


Question = tuple[str, list[Side], list[Choice]]


def kind(it: ErrandKind) -> str:
    names = {
        ErrandKind.HOUSEHOLD: _("New house"),
        ErrandKind.CONSENT: _("Consent"),
        ErrandKind.SHOP: _("Shop"),
        ErrandKind.ACCOUNT: _("Account"),
        ErrandKind.GOODS: _("Goods"),
        ErrandKind.VISIT: _("Visit"),
        ErrandKind.ORDER: _("Phone order"),
        ErrandKind.STICKER: _("Sticker"),
        ErrandKind.SIGNAL: _("Signal"),
        ErrandKind.QUESTION: _("Question"),
    }
    return str(names[it])


def alike(households: Sequence[Household], *, mine: Collection[str]) -> Question:
    """Those of other teams stay names: nothing can be added to them."""
    same = [
        Choice(_("The same house: %(who)s", who=it.keeper.name), {"same": it.code, "another": ""})
        for it in households
        if it.code in mine
    ]
    another = Choice(_("Another household"), {"another": "yes", "same": ""})
    sides = [Side(it.keeper.name, _known(it, whole=it.code in mine)) for it in households]
    return _("Perhaps it is in the book already"), sides, [*same, another]


def _known(household: Household, *, whole: bool) -> list[str]:
    if not whole:
        return [household.village.full_name]
    told = [
        household.village.full_name,
        _("born %(year)s", year=household.birth_year) if household.birth_year else "",
        phone(household.keeper.phone) if household.keeper.phone else "",
        household.shop.name if household.shop else "",
        _("in the book since %(day)s", day=day(household.registered_at)),
    ]
    return [line for line in told if line]


def taken_back(given: Sequence[Consent]) -> Question:
    """After the phone wrote the yes down, by its clock."""
    sides = [
        Side(consents.short(it.purpose), [_("taken back on %(day)s", day=day(it.withdrawn_at))])
        for it in given
        if it.withdrawn_at
    ]
    return (
        _("The household has taken this back meanwhile"),
        sides,
        [Choice(_("They have said yes again since"), {"again": "yes"})],
    )


def named_already(shop: Shop) -> Question:
    lines = [
        line for line in (shop.story, _("open since %(day)s", day=day(shop.opened_at))) if line
    ]
    return (
        _("The shop is open already, under another name"),
        [Side(shop.name, lines)],
        [
            Choice(_("Leave it as it is in the market"), {"keep": "there"}),
            Choice(_("Take the name from the phone"), {"keep": "here"}),
        ],
    )


def paid_already(account: PaymentAccount) -> Question:
    return (
        _("The household is paid at another account already"),
        [Side(banks.name_of(account.bank_bin), [f"… {account.tail}", account.holder])],
        [
            Choice(_("Leave it as it is in the market"), {"keep": "there"}),
            Choice(_("Ask for the change: code, second person, two days"), {"keep": "here"}),
        ],
    )


def paid_there_too(others: Iterable[Household]) -> Question:
    return (
        _("The same account as another household"),
        [Side(it.keeper.name, [it.village.full_name]) for it in others],
        [Choice(_("It is right: they share one account"), {"shared": "yes"})],
    )


def kept_away(why: str) -> Question:
    return (
        why,
        [],
        [Choice(_("It is something else: let the commune look first"), {"ask": "yes"})],
    )


def too_few(product: Product, box: str) -> Question:
    left = max(product.stock, 0)
    fewer = _("Only the %(left)s that are left", left=left) if left else _("Without it")
    held = _("Left: %(stock)s %(unit)s", stock=number(left), unit=product.unit)
    return (
        _("There is not as much any more"),
        [Side(product.full_name, [held])],
        [Choice(fewer, {box: str(left) if left else ""})],
    )


def another_sum(order: Order) -> Question:
    """What it comes to now: prices may have changed, and the way to the buyer costs."""
    goods = [
        Side(f"{it.quantity} × {it.name}", [f"{in_digits(it.unit_price)}/{it.unit}"])
        for it in order.lines
    ]
    fee = [Side(_("Delivery"), [in_digits(order.fee)])] if order.fee else []
    at_once = [_("of it at once, as a deposit: %(sum)s", sum=order.deposit)]
    whole = Side(_("Altogether"), [in_digits(order.total), *(at_once if order.deposit else [])])
    agreed = {"seen": str(order.total.dong), "seen_deposit": str(order.deposit.dong)}
    return (
        _("It comes to another sum. Ring the buyer up first."),
        [*goods, *fee, whole],
        [Choice(_("The buyer agrees to %(sum)s", sum=order.total), agreed)],
    )


def which_commune(matches: Sequence[Match]) -> Question:
    choices = [
        Choice(place_picker.full_label(it.place), place_picker.typed("commune", it.place))
        for it in matches
    ]
    return _("Which commune is it?"), [], choices


def labels(fields: Iterable[str]) -> dict[str, str]:
    """What the boxes are called that something is wrong with."""
    known = {
        "name": _("Name"),
        "honorific": _("The village says"),
        "village": _("Lives in"),
        "birth_year": _("Year of birth"),
        "phone": _("Phone number"),
        "purposes": _("Consent"),
        "witness": _("Witness"),
        "voice": _("Voice note"),
        "paper": _("Photo of the paper"),
        "text_version": _("Consent"),
        "delivery": _("How the goods get there"),
        "commune": _("Commune or ward"),
        "address": _("House number, street or hamlet"),
        "pay_by": _("How you pay"),
        "serial": _("Serial under it"),
        "spot": _("Where you stand"),
        "bank": _("Bank or wallet"),
        "number": _("Account number"),
        "holder": _("Account holder"),
        "photo": _("Photo"),
        "category": _("Kind"),
        "unit": _("Sold by"),
        "price": _("Price"),
        "stock": _("How many are left"),
        "day": _("Day"),
        "next_on": _("Come again on"),
        "words": _("What happens"),
        "step": _("At which step"),
    }
    return {name: known[name] for name in fields if name in known}
