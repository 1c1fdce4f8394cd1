"""What it does to an order that money has come for it: books, story, and what needs a look."""

from __future__ import annotations

from datetime import datetime

from storefront.accounts.models import Person
from storefront.db import session
from storefront.orders.models import Happened, Order
from storefront.orders.telling import note_down, tell
from storefront.payments import attempts, cases, counting, moving, queries
from storefront.payments.models import Means, Outcome, PaymentAttempt, Receipt
from storefront.payments.states import UNDECIDED

_HAPPENED = {
    Means.BANK_NOTICE: Happened.BANK_SAID,
    Means.STATEMENT: Happened.BANK_SAID,
    Means.GATEWAY: Happened.GATEWAY_SAID,
    Means.KEEPER_SAYS_BANK: Happened.KEEPER_SAID_BANK,
    Means.KEEPER_SAYS_CASH: Happened.KEEPER_SAID_CASH,
}


def bank_told(receipt: Receipt, order: Order, *, at: datetime) -> None:
    """A bank tells of money for an order: new, or what its keeper has spoken of already."""
    known = _may_be_known(order)
    if known and (word := queries.word_of_keeper(order.id, receipt.amount)):
        _bank_agrees(order, word, receipt, at=at)
    else:
        came(order, receipt, by=None, at=at)


def _may_be_known(order: Order | None) -> bool:
    """Nobody has told of money for an order that never had any: there is nothing to look for.

    What it had may have gone back, or, when the order ended, to another.
    """
    return order is None or bool(order.paid or order.refunded) or order.has_ended_unsold


def _bank_agrees(order: Order, word: Receipt, receipt: Receipt, *, at: datetime) -> None:
    """The bank tells of the money a keeper spoke of: one sum, now on the bank's word.

    The books have had it since the keeper's word, so that nothing is added to them.
    """
    word.confirmed_by_id = receipt.id
    receipt.outcome = Outcome.PAID
    note_down(order, Happened.BANK_AGREED, by=None, note=receipt.transaction_id, at=at)


def named_at_last(line: Receipt, receipt: Receipt, order: Order | None, *, at: datetime) -> None:
    """A statement told of it before anybody knew for what; the messenger's note says it."""
    is_nobodys = line.outcome is Outcome.UNMATCHED and moving.left(line) == line.amount
    if order is not None and is_nobodys and not order.has_ended_unsold:
        moving.apply(receipt, order, receipt.amount, by=None, at=at)
        cases.end(f"receipt:{line.id}", at=at)


def came(order: Order, receipt: Receipt, *, by: Person | None, at: datetime) -> None:
    """New money for an order: booked, counted, told. Too little, too much, too late: a case."""
    had, due = order.paid, order.due
    counting.book_receipt(order, receipt, at=at)
    counting.recount(order, receipt, at=at)
    note = None if by else _whose_word(receipt)
    tell(order, _HAPPENED[receipt.means], by=by, amount=receipt.amount, note=note, at=at)
    if receipt.outcome is not Outcome.PAID and not _more_may_come(receipt):
        cases.odd(receipt, order, was_due=due, at=at)
    elif had:
        cases.rest_came(order, at=at)


def _more_may_come(receipt: Receipt) -> bool:
    """A part of what a gateway's page was opened for: until it closes nobody needs to look."""
    if receipt.outcome is not Outcome.SHORT or receipt.attempt_id is None:
        return False
    return session.get_one(PaymentAttempt, receipt.attempt_id).state in UNDECIDED


def _whose_word(receipt: Receipt) -> str:
    if receipt.means is Means.GATEWAY:
        return f"{receipt.provider} {receipt.transaction_id}"
    return receipt.transaction_id


def ended_short(attempt: PaymentAttempt, *, at: datetime) -> None:
    """Its page has closed, and only a part had come."""
    order = attempts.lock(attempt)
    if attempts.collected(attempt) and order.asked:
        cases.ended_short(attempt, order, at=at)
