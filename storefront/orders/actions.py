"""What moves an order that is placed."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from storefront import jobs
from storefront.accounts.models import Person
from storefront.db import session
from storefront.ledger import queries as ledger_queries
from storefront.ledger.models import Account
from storefront.money import Money
from storefront.orders import books, counting, deposits, queries, states, stock
from storefront.orders.deadlines import ANSWER_WITHIN, TAKE_BACK_WITHIN
from storefront.orders.models import Handover, Happened, Order, OrderState, PayBy
from storefront.orders.refusals import NotNow, NotWeighed
from storefront.orders.telling import note_down, tell
from storefront.rows import put
from storefront.shops.models import Photo

COUNT_RECEIVED = "count_received"


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


def confirm(order: Order, *, by: Person, at: datetime) -> None:
    """The household promises the goods."""
    if _move(order, OrderState.CONFIRMED):
        order.confirmed_at = at
        counting.answered(order, at=at)
        tell(order, Happened.CONFIRMED, by=by, at=at)


def promise(order: Order, *, by: Person, at: datetime) -> None:
    """The household took the order by itself, on the phone: the buyer was told there and then."""
    if _move(order, OrderState.CONFIRMED):
        order.confirmed_at = at
        note_down(order, Happened.CONFIRMED, by=by, at=at)


def send(
    order: Order, *, slip: Slip = NO_SLIP, photo: Photo | None = None, by: Person, at: datetime
) -> None:
    """Handed to whoever carries it, with what the buyer needs to meet it."""
    _must_have_its_price(order)
    if _move(order, OrderState.SENT):
        order.sent_at = at
        _ask_rest(order, at=at)
        _keep(slip, photo, order, by=by, at=at)
        tell(order, Happened.SENT, by=by, more=slip.words, at=at)


def _ask_rest(order: Order, *, at: datetime) -> None:
    """Whoever has the goods, or is about to, owes more than the deposit."""
    if order.waits_for_rest:
        order.rest_asked_at = at


def _must_have_its_price(order: Order) -> None:
    lock(order)
    if order.must_be_weighed and not order.has_ended_unsold:
        raise NotWeighed(order.code)


def _keep(slip: Slip, photo: Photo | None, order: Order, *, by: Person, at: datetime) -> None:
    if photo is None and slip == NO_SLIP:
        return
    session.flush()  # the photo has its number
    row = {"order_id": order.id, "at": at, "by_id": by.id, "photo_id": photo.id if photo else None}
    put(Handover, asdict(slip) | row)


def hand_over(order: Order, *, by: Person | None, at: datetime) -> None:
    """The buyer has the goods. Nobody in `by` means that the buyer says so, of what was sent."""
    _must_have_its_price(order)
    if by is None and not may_be_received(order):
        raise NotNow(order.code)
    if _move(order, OrderState.DONE):
        order.done_at = at
        _ask_rest(order, at=at)
        tell(order, Happened.DONE, by=by, at=at)
        if by is None:  # who may have pressed by mistake: see receiving
            jobs.enqueue(COUNT_RECEIVED, {"order": order.id}, at=at + TAKE_BACK_WITHIN)
        else:
            counting.completed(order, at=at)


def may_be_received(order: Order) -> bool:
    """Whether its buyer may say that it has come; having said so, it may be said again."""
    return not order.is_fetched and order.state in (OrderState.SENT, OrderState.DONE)


def cancel(
    order: Order,
    *,
    by: Person | None,
    reason: str = "",
    buyer_may: frozenset[OrderState] = states.BY_BUYER,
    forfeits: bool = False,
    at: datetime,
) -> None:
    """Call it off. Nobody in `by` means the buyer, who may until the household has promised. With
    `forfeits` the household keeps what was agreed that it keeps."""
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
        order.kept = deposits.forfeited(order, at=at) if forfeits else Money(0)
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
    before = books.standing(order)
    if order.state not in states.ENDED_UNSOLD or order.refunded or not order.paid:
        raise NotNow(order.code)
    taken = stock.take({line.product_id: line.quantity for line in order.lines}, at=at)
    harvests = {it.product_id: it.lot_id for it in taken}
    for line in order.lines:
        line.lot_id = harvests[line.product_id]
    order.state, order.cancelled_at, order.cancel_reason = OrderState.PLACED, None, None
    order.hold_until = at + ANSWER_WITHIN
    order.kept = Money(0)
    books.follow(order, before, f"revived:{queries.turn(order)}", at=at)
    tell(order, Happened.REVIVED, by=by, at=at)


def _expire(order: Order, *, at: datetime) -> None:
    order.state, order.cancelled_at = OrderState.EXPIRED, at
    if order.pay_by is PayBy.CASH and not order.deposit:
        counting.left_unanswered(order, at=at)
    _owe_nothing(order, at=at)
    tell(order, Happened.EXPIRED, by=None, at=at)


def lock(order: Order) -> None:
    """Read the order's state and money as they are now, and keep others from changing them."""
    session.flush()  # refreshing forgets what was changed and not yet written
    session.refresh(order, _MOVING, with_for_update=True)


_MOVING = [
    "state",
    "goods",
    "paid",
    "refunded",
    "let_go",
    "earned",
    "scale",
    "rest_asked_at",
    "kept",
]


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
    undone[Account.SALES] -= order.kept
    undone[Account.CUSTOMER_CREDIT] = -Money.sum(undone.values())
    had_money = order.paid or order.refunded  # only then may it have ended before
    books.post(order, f"undone:{queries.turn(order)}" if had_money else "undone", undone, at=at)
