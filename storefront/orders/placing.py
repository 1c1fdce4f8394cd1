"""A basket becomes orders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from itertools import chain, groupby
from typing import Any, TypeAlias

from sqlalchemy.orm.attributes import set_committed_value

from storefront import clock, codes
from storefront.accounts.models import Person
from storefront.db import Base
from storefront.delivery.ways import Way
from storefront.ledger.models import Account
from storefront.money import Money
from storefront.orders import books, counting, deposits, going, queries, stock
from storefront.orders.deadlines import ANSWER_WITHIN, GRACE, PAY_WITHIN
from storefront.orders.going import Outlook
from storefront.orders.models import (
    Checkout,
    Delivery,
    Happened,
    Institution,
    Order,
    OrderEvent,
    OrderLine,
    Origin,
    PayBy,
    Scale,
)
from storefront.orders.refusals import LARGEST, EmptyBasket, NothingToPayWith, Paused, TooMuch
from storefront.orders.sellers import Sellers, sellers
from storefront.orders.stock import Taken
from storefront.orders.telling import tell_of_new
from storefront.rows import add_all, add_once
from storefront.shops.models import Shop

Parcels: TypeAlias = Mapping[int, list[Taken]]
"""What is to come from each shop, in the order of their ids: always the same, so that two who
order at the same moment never wait for each other crosswise."""
Row: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class OnBehalf:
    """For whom else than a household is bought."""

    institution: Institution
    institution_name: str
    tax_code: str | None = None


@dataclass(frozen=True, slots=True)
class Buyer:
    name: str
    phone: str
    delivery: Delivery = Delivery.SEND
    address: str = ""
    commune_id: int | None = None
    note: str = ""
    language: str = "vi"
    person_id: int | None = None
    mark: str | None = None
    """Of the browser it is ordered in."""
    ways: Mapping[str, Way] = field(default_factory=dict)
    """How each parcel shall go, by shop code; otherwise the cheapest that keeps the goods."""
    not_before: date | None = None
    """No parcel leaves earlier: a weekly box has a day of its own."""
    origin: Origin = Origin.BASKET
    entered_by: Person | None = None
    """Who of the household or of its helpers enters it, when the buyer does not."""
    on_behalf: OnBehalf | None = None


def place(
    basket: Mapping[int, int], *, buyer: Buyer, pay_by: PayBy, once: str, at: datetime
) -> Checkout:
    """Turn a basket of product ids and quantities into one order per household.

    The same `once` again gives the checkout that is there. Raises a refusal, and then the deed
    must be given up: goods may already have left the shelf.
    """
    checkout = _checkout(buyer, once=once, at=at)
    if checkout is None:
        return queries.by_once(once)
    if not basket or min(basket.values()) < 1:
        raise EmptyBasket
    parcels = _by_shop(stock.take(basket, at=at))
    found = sellers(parcels, to=buyer.commune_id, on=clock.village_date(at))
    wanted = _orders(found, parcels, buyer, pay_by=pay_by, at=at)
    orders = _under_new_codes(checkout, wanted)
    _complete(checkout, orders, found.shops, parcels, by=buyer.entered_by, at=at)
    counting.placed(orders, at=at)
    owed = [{Account.RECEIVABLE: it.total, Account.SALES: -it.total} for it in orders]
    books.post_all(zip(orders, owed, strict=True), "placed", at=at)
    tell_of_new(checkout, orders, by=buyer.entered_by, at=at)
    return checkout


def _checkout(buyer: Buyer, *, once: str, at: datetime) -> Checkout | None:
    return add_once(
        Checkout,
        unless=("once",),
        once=once,
        secret=codes.secret(),
        buyer_id=buyer.person_id,
        buyer_name=buyer.name,
        buyer_phone=buyer.phone,
        delivery=buyer.delivery,
        address=buyer.address,
        commune_id=buyer.commune_id,
        note=buyer.note,
        language=buyer.language,
        mark=buyer.mark,
        placed_at=at,
        origin=buyer.origin,
        entered_by_id=buyer.entered_by.id if buyer.entered_by else None,
        **(asdict(buyer.on_behalf) if buyer.on_behalf else {}),
    )


def _by_shop(taken: list[Taken]) -> Parcels:
    lines = sorted(taken, key=lambda it: it.shop_id)
    return {shop_id: list(of_one) for shop_id, of_one in groupby(lines, key=lambda it: it.shop_id)}


def _orders(
    found: Sellers, parcels: Parcels, buyer: Buyer, *, pay_by: PayBy, at: datetime
) -> list[Row]:
    taken = chain.from_iterable(parcels.values())
    coming = {it.lot_id: it.coming for it in taken if it.lot_id and it.coming}
    outlook = Outlook(found.roads, found.promised, coming)
    return [
        _order(found.shops[shop_id], lines, buyer, outlook, pay_by=pay_by, at=at)
        for shop_id, lines in parcels.items()
    ]


def _order(
    shop: Shop, lines: list[Taken], buyer: Buyer, outlook: Outlook, *, pay_by: PayBy, at: datetime
) -> Row:
    if not shop.is_open:
        raise Paused(lines[0].name)
    goods = Money.sum(line.amount for line in lines)
    journey = going.choose(
        shop,
        lines,
        outlook,
        wanted=buyer.ways.get(shop.code),
        fetched=buyer.delivery is Delivery.PICK_UP,
        has_address=bool(buyer.address),
        not_before=buyer.not_before,
        at=at,
    )
    if goods + journey.fee > LARGEST:
        raise TooMuch
    deposit = deposits.of(lines, outlook.coming) if outlook.coming else None
    pays_later = pay_by is PayBy.CASH and deposit is None
    terms = _terms(shop, pay_by=None if pays_later else pay_by, at=at) | going.frozen(journey)
    if deposit:
        terms["deposit"] = deposit.amount
        terms["terms"] |= {"deposit": deposit.frozen}
    if any(line.is_weighed for line in lines):
        terms["scale"] = Scale.WAITS
    of_it = {"shop_id": shop.id, "goods": goods, "placed_at": at, "pay_by": pay_by}
    return of_it | {"answer_key": codes.short_secret()} | terms


def _terms(shop: Shop, *, pay_by: PayBy | None, at: datetime) -> dict[str, Any]:
    """Where to pay and until when: two clocks, the buyer's and the shelf's. Nothing in `pay_by`
    means that all of it is paid at the door."""
    if pay_by is None:
        return {"hold_until": at + ANSWER_WITHIN}
    account = queries.paid_at(shop.household)
    if account is None and pay_by is not PayBy.GATEWAY:
        raise NothingToPayWith(shop.name)
    deadline = at + PAY_WITHIN
    until = {"pay_until": deadline, "hold_until": deadline + GRACE}
    return until | {"account_id": account.id if account else None}


def _under_new_codes(checkout: Checkout, wanted: list[Row]) -> list[Order]:
    # Among two million codes one in four hundred new ones is taken already.
    placed: dict[int, Order] = {}
    while left := [row for row in wanted if row["shop_id"] not in placed]:
        rows = ({"checkout_id": checkout.id, "code": codes.new_code()} | row for row in left)
        new = add_all(Order, *rows, told_by=("shop_id",), unless=("code",))
        placed |= {order.shop_id: order for order in new}
    return [placed[row["shop_id"]] for row in wanted]


def _complete(
    checkout: Checkout,
    orders: list[Order],
    shops: Mapping[int, Shop],
    parcels: Parcels,
    *,
    by: Person | None,
    at: datetime,
) -> None:
    """Each with its lines, and knowing all that a page of it shows."""
    rows = [_line(order, line) for order in orders for line in parcels[order.shop_id]]
    lines = add_all(OrderLine, *rows, told_by=("order_id", "product_id"))
    for line in lines:
        if line.lot_id is None:
            _know(line, lot=None)
    who = {"actor_id": by.id, "actor": by} if by else {}
    for order in orders:
        shop = shops[order.shop_id]
        told = OrderEvent(order_id=order.id, kind=Happened.PLACED, at=at, **who)
        of_it = [line for line in lines if line.order_id == order.id]
        account = next((it for it in shop.household.accounts if it.id == order.account_id), None)
        _know(order, checkout=checkout, shop=shop, account=account, lines=of_it, events=[told])
    _know(checkout, orders=orders)
    for name in ("buyer", "commune"):
        if getattr(checkout, f"{name}_id") is None:
            _know(checkout, **{name: None})


def _know(thing: Base, **values: Any) -> None:
    """As if the session had read it."""
    for name, value in values.items():
        set_committed_value(thing, name, value)


def _line(order: Order, line: Taken) -> Row:
    return {
        "order_id": order.id,
        "product_id": line.product_id,
        "lot_id": line.lot_id,
        "name": line.name,
        "unit": line.unit,
        "quantity": line.quantity,
        "unit_price": line.price,
    }
