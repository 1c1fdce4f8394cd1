from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy.orm.attributes import set_committed_value

from storefront import codes
from storefront.accounts.models import Person
from storefront.db import session
from storefront.delivery.ways import Way
from storefront.ledger import actions as ledger
from storefront.ledger import queries as ledger_queries
from storefront.ledger.models import Account
from storefront.money import Money
from storefront.orders import counting, going, queries, states, stock
from storefront.orders.going import Outlook
from storefront.orders.models import (
    Checkout,
    Delivery,
    Handover,
    Happened,
    Order,
    OrderEvent,
    OrderLine,
    OrderState,
    PayBy,
)
from storefront.orders.refusals import (
    LARGEST,
    EmptyBasket,
    NothingToPayWith,
    NotNow,
    Paused,
    TooMuch,
)
from storefront.orders.stock import Taken
from storefront.orders.telling import note_down, tell, tell_of_new
from storefront.rows import add, add_once, put
from storefront.shops.models import Photo, Shop

PAY_WITHIN = timedelta(minutes=30)
"""The deadline a buyer who pays by QR is shown."""
GRACE = timedelta(minutes=45)
"""Longer than banks' services go on repeating a notice (33 minutes); then goods go back."""
ANSWER_WITHIN = timedelta(days=2)
"""How long goods of a cash order wait for the household to accept it."""


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


@dataclass(frozen=True, slots=True)
class Slip:
    """What is written down when a parcel is handed over."""

    plate: str = ""
    phone: str = ""
    station: str = ""
    hour: str = ""
    tracking: str = ""

    @property
    def words(self) -> str:
        """Short enough for an SMS."""
        said = (self.plate, self.phone, self.station, self.hour, self.tracking)
        return ", ".join(word for word in said if word)


NO_SLIP = Slip()


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
        at=at,
    )
    if goods + journey.fee > LARGEST:
        raise TooMuch
    terms = _terms(shop, pay_by=pay_by, at=at) | going.frozen(journey)
    order = _under_a_new_code(
        checkout_id=checkout.id, shop_id=shop.id, goods=goods, placed_at=at, pay_by=pay_by, **terms
    )
    set_committed_value(order, "checkout", checkout)
    set_committed_value(order, "shop", shop)
    set_committed_value(order, "lines", _lines(order, lines))
    note_down(order, Happened.PLACED, by=None, at=at)
    told = OrderEvent(order_id=order.id, kind=Happened.PLACED, at=at)
    set_committed_value(order, "events", [told])
    counting.placed(order, at=at)
    owed = {Account.RECEIVABLE: order.total, Account.SALES: -order.total}
    _post(order, "placed", owed, at=at)
    return order


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


def confirm(order: Order, *, by: Person, at: datetime) -> None:
    """The household promises the goods."""
    if _move(order, OrderState.CONFIRMED):
        order.confirmed_at = at
        counting.answered(order, at=at)
        tell(order, Happened.CONFIRMED, by=by, at=at)


def send(
    order: Order, *, slip: Slip = NO_SLIP, photo: Photo | None = None, by: Person, at: datetime
) -> None:
    """Handed to whoever carries it, with what the buyer needs to meet it."""
    if _move(order, OrderState.SENT):
        order.sent_at = at
        _keep(slip, photo, order, by=by, at=at)
        tell(order, Happened.SENT, by=by, more=slip.words, at=at)


def _keep(slip: Slip, photo: Photo | None, order: Order, *, by: Person, at: datetime) -> None:
    if photo is None and slip == NO_SLIP:
        return
    session.flush()  # the photo has its number
    row = {"order_id": order.id, "at": at, "by_id": by.id, "photo_id": photo.id if photo else None}
    put(Handover, asdict(slip) | row)


def hand_over(order: Order, *, by: Person, at: datetime) -> None:
    """The buyer has the goods."""
    if _move(order, OrderState.DONE):
        order.done_at = at
        tell(order, Happened.DONE, by=by, at=at)
        counting.completed(order, at=at)


def cancel(
    order: Order,
    *,
    by: Person | None,
    reason: str = "",
    buyer_may: frozenset[OrderState] = states.BY_BUYER,
    at: datetime,
) -> None:
    """Call it off. Nobody in `by` means the buyer, who may until the household has promised."""
    lock(order)
    if by is None and order.state not in buyer_may | {OrderState.CANCELLED}:
        raise NotNow(order.code)
    goods_are_here = order.state in states.ON_THE_SHELF
    if _move(order, OrderState.CANCELLED):
        order.cancelled_at, order.cancel_reason = at, reason or None
        if by:
            counting.answered(order, at=at)
        if goods_are_here:
            stock.give_back([order.id], at=at)
        _owe_nothing(order, at=at)
        tell(order, Happened.CANCELLED, by=by, note=reason or None, at=at)


def expire_due(*, at: datetime, limit: int = 100) -> int:
    """Put goods back on the shelf for which nobody paid, or that no household promised, in time.

    An order for which some money came waits for a person.
    """
    expired = queries.out_of_time(at=at, limit=limit)
    stock.give_back([order.id for order in expired], at=at)
    for order in expired:
        _expire(order, at=at)
    return len(expired)


def run_out(order: Order, *, at: datetime) -> None:
    """End an order's time now, for practice. Only one that nobody has paid or promised."""
    lock(order)
    if order.state is not OrderState.PLACED or order.paid:
        raise NotNow(order.code)
    stock.give_back([order.id], at=at)
    _expire(order, at=at)


def revive(order: Order, *, by: Person | None, at: datetime) -> None:
    """Open an ended order again, because its money came after all. Raises OutOfStock or NotNow.

    Its revenue is counted by whoever asked for this: see payments.
    """
    lock(order)
    if order.state not in states.ENDED_UNSOLD or order.refunded or not order.paid:
        raise NotNow(order.code)
    taken = stock.take({line.product_id: line.quantity for line in order.lines}, at=at)
    harvests = {it.product_id: it.lot_id for it in taken}
    for line in order.lines:
        line.lot_id = harvests[line.product_id]
    order.state, order.cancelled_at, order.cancel_reason = OrderState.PLACED, None, None
    order.hold_until = at + ANSWER_WITHIN
    paid = min(order.paid, order.total)
    owed = {
        Account.CUSTOMER_CREDIT: paid,
        Account.RECEIVABLE: order.total - paid,
        Account.SALES: -order.total,
    }
    _post(order, f"revived:{_turn(order)}", owed, at=at)
    tell(order, Happened.REVIVED, by=by, at=at)


def _turn(order: Order) -> int:
    """How often things have happened to it: tells a second end from the first."""
    return len(queries.timeline(order.id))


def _expire(order: Order, *, at: datetime) -> None:
    order.state, order.cancelled_at = OrderState.EXPIRED, at
    if order.pay_by is PayBy.CASH:
        counting.left_unanswered(order, at=at)
    _owe_nothing(order, at=at)
    tell(order, Happened.EXPIRED, by=None, at=at)


def lock(order: Order) -> None:
    """Read the order's state and money as they are now, and keep others from changing them."""
    session.flush()  # refreshing forgets what was changed and not yet written
    session.refresh(order, ["state", "paid", "refunded", "earned"], with_for_update=True)


def _move(order: Order, to: OrderState) -> bool:
    """Whether this call moved it: pressing twice moves once. Raises NotNow."""
    lock(order)
    if order.state is to:
        return False
    if to not in states.NEXT[order.state]:
        raise NotNow(order.code)
    order.state = to
    return True


def _owe_nothing(order: Order, *, at: datetime) -> None:
    """The buyer owes nothing any more, and is owed what was paid."""
    owed = ledger_queries.balances(order.id)
    undone = {account: -owed[account] for account in (Account.RECEIVABLE, Account.SALES)}
    undone[Account.CUSTOMER_CREDIT] = -Money.sum(undone.values())
    had_money = order.paid or order.refunded  # only then may it have ended before
    _post(order, f"undone:{_turn(order)}" if had_money else "undone", undone, at=at)


def _post(order: Order, what: str, movements: dict[Account, Money], *, at: datetime) -> None:
    ledger.post(
        f"order:{order.code}:{what}",
        movements,
        household_id=order.shop.household_id,
        order_id=order.id,
        at=at,
    )
