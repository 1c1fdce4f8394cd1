from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from itertools import chain

from storefront import addresses, codes
from storefront.db import session
from storefront.delivery.ways import Way
from storefront.groups import letters, queries
from storefront.groups.dealing import deal
from storefront.groups.models import GroupOrder, Member, Wish
from storefront.groups.refusals import Ended, Full, RanShort
from storefront.notifications import actions as notifications
from storefront.orders import placing, stock
from storefront.orders.models import Checkout, Delivery, Origin, PayBy
from storefront.orders.placing import Buyer, OnBehalf
from storefront.shops.models import Product, Shop

MOST_PEOPLE = 200
MOST_KINDS = 40
MOST_SHOPS = 5
LATELY = timedelta(days=1)
"""Who was not told by then, while the worker stood still, is not told any more."""
AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Plan:
    """What the organiser says when opening it."""

    title: str
    organiser: str
    phone: str
    language: str
    delivery: Delivery
    address: str
    commune_id: int | None
    wanted_on: date
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class Closing:
    """How it is ordered in the end."""

    pay_by: PayBy
    ways: Mapping[str, Way] = field(default_factory=dict)
    deal_out: bool = False
    """What ran short goes to whoever wished first."""
    person_id: int | None = None
    mark: str | None = None
    """Of the browser in which it was pressed."""


def begin(
    plan: Plan, shops: Sequence[Shop], *, on_behalf: OnBehalf | None = None, at: datetime
) -> GroupOrder:
    whose = asdict(on_behalf) if on_behalf else {}
    group = GroupOrder(
        secret=codes.secret(), invite=codes.secret(), made_at=at, **asdict(plan), **whose
    )
    group.shops = list(shops)
    session.add(group)
    session.flush()
    body = letters.opened(group, link=addresses.group(group.secret))
    notifications.write(body, to=group.phone, at=at)
    return group


def join(group_id: int, name: str, *, at: datetime) -> Member:
    """Raises Ended or Full."""
    group = _open(group_id, at=at)
    if queries.many(group.id) >= MOST_PEOPLE:
        raise Full(group.title)
    member = Member(group_id=group.id, secret=codes.secret(), name=name, joined_at=at)
    session.add(member)
    session.flush()
    return member


def choose(secret: str, wanted: Mapping[int, int], *, at: datetime) -> None:
    """Say how much of these a member wants; nought takes it out. Raises Ended or Full.

    The group is locked: whoever closes it at this moment either orders this too, or is first, and
    then this is refused. Nothing is lost in between.
    """
    group = _open(queries.id_of_member(secret), at=at)
    member = next(it for it in group.members if it.secret == secret)
    goods = queries.goods(group, wanted)
    for product_id, many in wanted.items():
        _wish(member, product_id, goods.get(product_id), many)
    if len(member.wishes) > MOST_KINDS:
        raise Full(group.title)


def _wish(member: Member, product_id: int, product: Product | None, many: int) -> None:
    there = next((it for it in member.wishes if it.product_id == product_id), None)
    if many < 1 or (product is None and there is None):
        member.wishes[:] = [it for it in member.wishes if it.product_id != product_id]
    elif there is not None:
        there.quantity = many
        there.unit_price = product.price if product else there.unit_price
    elif product is not None:
        wish = Wish(product_id=product.id, name=product.full_name, unit=product.unit)
        wish.quantity, wish.unit_price = many, product.price
        member.wishes.append(wish)


def left(group: GroupOrder, *, at: datetime) -> dict[int, int]:
    """How much there is of what is wished, by product."""
    return stock.left({wish.product_id for wish in wishes(group)}, at=at)


def wishes(group: GroupOrder) -> list[Wish]:
    return list(chain.from_iterable(member.wishes for member in group.members))


def close(secret: str, closing: Closing, *, at: datetime) -> Checkout:
    """Order what everybody wants: one order per household, one delivery, one who pays.

    Pressed twice, it gives what was ordered. Raises Ended, RanShort, or why nothing can be placed;
    then the deed must be given up.
    """
    group = _locked(queries.lock(GroupOrder.secret == secret))
    if group.checkout is not None:
        return group.checkout
    if group.ended_at is not None:
        raise Ended(group.title)
    wanted = wishes(group)
    got = deal(wanted, left(group, at=at))
    if any(got[it.id] < it.quantity for it in wanted) and not closing.deal_out:
        raise RanShort(group.title)
    checkout = _place(group, _basket(wanted, got), closing, at=at)
    _write_down(group, wanted, got, checkout, at=at)
    return checkout


def call_off(secret: str, *, at: datetime) -> None:
    """Nothing is ordered. Doing it twice changes nothing. Raises Ended when it was ordered."""
    group = _locked(queries.lock(GroupOrder.secret == secret))
    if group.checkout_id is not None:
        raise Ended(group.title)
    group.ended_at = group.ended_at or at


def tell_of_cut_offs(*, at: datetime) -> int:
    """The worker's duty: each organiser once, by however many workers."""
    found = queries.over(since=at - LATELY, at=at, limit=AT_ONCE)
    for group_id in found:
        group = _locked(queries.lock(GroupOrder.id == group_id))
        if group.ended_at is None and group.told_at is None:
            group.told_at = at
            body = letters.over(group, link=addresses.group(group.secret))
            notifications.write(body, to=group.phone, at=at)
    return len(found)


def _open(group_id: int | None, *, at: datetime) -> GroupOrder:
    group = _locked(queries.lock(GroupOrder.id == group_id))
    if not group.takes_wishes(at=at):
        raise Ended(group.title)
    return group


def _locked(group_id: int | None) -> GroupOrder:
    """As it is now: read after it was locked."""
    group = queries.by_id(group_id) if group_id is not None else None
    if group is None:
        raise Ended
    return group


def _basket(wanted: Sequence[Wish], got: Mapping[int, int]) -> dict[int, int]:
    basket: dict[int, int] = {}
    for wish in wanted:
        if got[wish.id]:
            basket[wish.product_id] = basket.get(wish.product_id, 0) + got[wish.id]
    return basket


def _place(
    group: GroupOrder, basket: Mapping[int, int], closing: Closing, *, at: datetime
) -> Checkout:
    buyer = Buyer(
        name=group.organiser,
        phone=group.phone,
        delivery=group.delivery,
        address=group.address,
        commune_id=group.commune_id,
        note=group.title,
        language=group.language,
        person_id=closing.person_id,
        mark=closing.mark,
        ways=closing.ways,
        not_before=group.wanted_on,
        origin=Origin.GROUP,
        on_behalf=_on_behalf(group),
    )
    once = f"group:{group.id}"  # no form can say it: theirs are 22 letters long
    return placing.place(basket, buyer=buyer, pay_by=closing.pay_by, once=once, at=at)


def _on_behalf(group: GroupOrder) -> OnBehalf | None:
    if group.institution is None:
        return None
    return OnBehalf(group.institution, group.institution_name or "", group.tax_code)


def _write_down(
    group: GroupOrder,
    wanted: Sequence[Wish],
    got: Mapping[int, int],
    checkout: Checkout,
    *,
    at: datetime,
) -> None:
    """What everybody gets, at the prices it was ordered at."""
    ordered = {line.product_id: line for order in checkout.orders for line in order.lines}
    for wish in wanted:
        wish.got = got[wish.id]
        if wish.product_id in ordered:
            wish.unit_price = ordered[wish.product_id].unit_price
    group.ended_at, group.checkout_id = at, checkout.id
