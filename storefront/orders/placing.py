"""A basket becomes orders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy.orm.attributes import set_committed_value

from storefront import codes
from storefront.accounts.models import Person
from storefront.delivery.ways import Way
from storefront.ledger.models import Account
from storefront.money import Money
from storefront.orders import books, counting, going, queries, stock
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
from storefront.orders.stock import Taken
from storefront.orders.telling import note_down, tell_of_new
from storefront.rows import add, add_once
from storefront.shops.models import Shop


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
    taken = sorted(stock.take(basket, at=at), key=lambda line: line.shop_id)
    shops = queries.sellers({line.shop_id for line in taken})
    lots = [line.lot_id for line in taken]
    outlook = going.outlook(shops, lots, to=buyer.commune_id, at=at)
    orders = [
        _order(checkout, shops[shop_id], list(lines), buyer, outlook, pay_by=pay_by, at=at)
        for shop_id, lines in groupby(taken, key=lambda line: line.shop_id)
    ]
    set_committed_value(checkout, "orders", orders)
    tell_of_new(checkout, orders, at=at)
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
        placed_at=at,
        origin=buyer.origin,
        entered_by_id=buyer.entered_by.id if buyer.entered_by else None,
        **(asdict(buyer.on_behalf) if buyer.on_behalf else {}),
    )


def _order(
    checkout: Checkout,
    shop: Shop,
    lines: list[Taken],
    buyer: Buyer,
    outlook: Outlook,
    *,
    pay_by: PayBy,
    at: datetime,
) -> Order:
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
    terms = _terms(shop, pay_by=pay_by, at=at) | going.frozen(journey)
    if any(line.is_weighed for line in lines):
        terms["scale"] = Scale.WAITS
    order = _under_a_new_code(
        checkout_id=checkout.id,
        shop_id=shop.id,
        goods=goods,
        placed_at=at,
        pay_by=pay_by,
        answer_key=codes.short_secret(),
        **terms,
    )
    set_committed_value(order, "checkout", checkout)
    set_committed_value(order, "shop", shop)
    set_committed_value(order, "lines", _lines(order, lines))
    _say_who(order, buyer.entered_by, at=at)
    counting.placed(order, at=at)
    owed = {Account.RECEIVABLE: order.total, Account.SALES: -order.total}
    books.post(order, "placed", owed, at=at)
    return order


def _say_who(order: Order, by: Person | None, *, at: datetime) -> None:
    note_down(order, Happened.PLACED, by=by, at=at)
    who = {"actor_id": by.id, "actor": by} if by else {}
    told = OrderEvent(order_id=order.id, kind=Happened.PLACED, at=at, **who)
    set_committed_value(order, "events", [told])


def _terms(shop: Shop, *, pay_by: PayBy, at: datetime) -> dict[str, Any]:
    """Where to pay and until when: two clocks, the buyer's and the shelf's."""
    if pay_by is PayBy.CASH:
        return {"hold_until": at + ANSWER_WITHIN}
    account = queries.paid_at(shop.household)
    if account is None and pay_by is PayBy.VIETQR:
        raise NothingToPayWith(shop.name)
    deadline = at + PAY_WITHIN
    until = {"pay_until": deadline, "hold_until": deadline + GRACE}
    return until | {"account_id": account.id if account else None}


def _under_a_new_code(**values: Any) -> Order:
    # Among two million codes one in four hundred new ones is taken already.
    while True:
        order = add_once(Order, unless=("code",), code=codes.new_code(), **values)
        if order is not None:
            return order


def _lines(order: Order, lines: list[Taken]) -> list[OrderLine]:
    return [
        add(
            OrderLine,
            order_id=order.id,
            product_id=line.product_id,
            lot_id=line.lot_id,
            name=line.name,
            unit=line.unit,
            quantity=line.quantity,
            unit_price=line.price,
        )
        for line in lines
    ]
