"""Taking back what somebody decided about odd money, while what was given is still there.

Money that moved is moved back by receipts and journals of their own; nothing is edited. When it has
been used meanwhile (more came or went, the goods left, the order ended), it is put right there.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, select

from storefront.accounts.models import Person
from storefront.bills.models import Bill
from storefront.db import session
from storefront.ledger import actions as ledger
from storefront.money import Money
from storefront.orders import actions as orders
from storefront.orders import states
from storefront.orders.models import Happened, Order, OrderEvent
from storefront.orders.telling import tell
from storefront.payments import billing, cases, counting, deciding, moving, owed, queries
from storefront.payments.models import CaseAction, PaymentCase, Receipt
from storefront.payments.owed import Owed
from storefront.payments.refusals import AlreadyDone, UsedMeanwhile

_MOVED_ON = (Happened.SENT, Happened.DONE, Happened.CANCELLED, Happened.EXPIRED)


def may_be_undone(case: PaymentCase) -> bool:
    """As far as can be said without asking what became of the money."""
    return case.ended_by_id is not None and case.resolution in deciding.CAN_BE_UNDONE


def undo(case: PaymentCase, *, by: Person, at: datetime) -> None:
    """By whoever may decide it. Raises AlreadyDone and UsedMeanwhile."""
    if case.resolution is CaseAction.APPLY:
        _move_back(case, by=by, at=at)
    elif case.resolution is CaseAction.REVIVE:
        _end_again(case, by=by, at=at)
    elif case.resolution is CaseAction.KEEP_AS_CREDIT:
        _must_be_there(case)
    deciding.reopen(case, by=by, at=at)


def _must_be_there(case: PaymentCase) -> None:
    of = deciding.owed_of(case)
    if of.over < case.amount:
        raise UsedMeanwhile(of.code)


def _move_back(case: PaymentCase, *, by: Person, at: datetime) -> None:
    """All of it or nothing: of a sum that was carried over both sides."""
    moved = [session.get_one(Receipt, number) for number in case.details.get("moved", [])]
    if not moved:
        raise AlreadyDone(case.cause)
    owed.lock(*map(_of, moved))
    for receipt in moved:
        _must_be_untouched(receipt)
    for receipt in moved:
        _reverse(receipt, by=by, at=at)


def _of(receipt: Receipt) -> Owed:
    of = receipt.order or receipt.bill
    assert of is not None  # noqa: S101  money is moved to something
    return of


def _must_be_untouched(receipt: Receipt) -> None:
    of = _of(receipt)
    newer = queries.newest_receipt_of(of) != receipt.id
    came = receipt.amount > Money(0)
    if newer or _promised_back(of) or (came and _has_moved_on(of, since=receipt.at)):
        raise UsedMeanwhile(of.code)


def _promised_back(of: Owed) -> bool:
    return isinstance(of, Order) and bool(queries.spoken_for(of.id))


def _has_moved_on(of: Owed, *, since: datetime) -> bool:
    if isinstance(of, Bill):
        return of.is_void
    gone = exists().where(
        OrderEvent.order_id == of.id, OrderEvent.kind.in_(_MOVED_ON), OrderEvent.at >= since
    )
    return bool(session.scalar(select(gone)))


def _reverse(receipt: Receipt, *, by: Person, at: datetime) -> None:
    of = _of(receipt)
    back = moving.moved_back(receipt, of, by=by, at=at)
    if isinstance(of, Bill):
        ledger.reverse(f"receipt:{receipt.id}", by=f"receipt:{back.id}", at=at)
        billing.moved_back(of, back, by=by, at=at)
    else:
        counting.undo_receipt(of, receipt, back, at=at)
        if back.amount < Money(0):
            tell(of, Happened.MONEY_TAKEN_OFF, by=by, amount=-back.amount, at=at)
    cases.end(f"receipt:{receipt.id}", at=at)
    if not of.over:
        cases.went_back(of, at=at)
    if back.amount < Money(0) and of.paid and owed.asked(of):
        cases.odd(back, of, was_due=of.due, at=at)


def _end_again(case: PaymentCase, *, by: Person, at: datetime) -> None:
    """The order that was opened again is called off, and earned what it had before."""
    order = deciding.owed_of(case)
    before = case.details.get("before")
    if before is None or isinstance(order, Bill):
        raise AlreadyDone(case.cause)
    touched = queries.newest_receipt_of(order) != before["receipt"] or _promised_back(order)
    if touched or order.state not in states.ON_THE_SHELF:
        raise UsedMeanwhile(order.code)
    orders.cancel(order, by=by, at=at)
    counting.recount_ended(order, earned=Money(before["earned"]), at=at)
