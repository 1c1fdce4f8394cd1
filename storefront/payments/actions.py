"""Money has one door: `settle` alone says that it came, `refund` alone that it went back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update

from storefront.accounts.models import Person
from storefront.db import session
from storefront.ledger.models import Account
from storefront.money import Money
from storefront.orders import actions as orders
from storefront.orders.models import Happened, Order
from storefront.orders.refusals import NotNow
from storefront.orders.telling import note_down, tell
from storefront.payments import counting, memo, queries
from storefront.payments.models import Means, Outcome, RawMessage, Receipt, Verdict
from storefront.payments.provider import Notice
from storefront.payments.refusals import MoreThanCame
from storefront.rows import add_once, put_once

KEEPER = "keeper"
"""In the place of a provider's name, when the word is the keeper's."""

_HAPPENED = {
    Means.BANK_NOTICE: Happened.BANK_SAID,
    Means.KEEPER_SAYS_BANK: Happened.KEEPER_SAID_BANK,
    Means.KEEPER_SAYS_CASH: Happened.KEEPER_SAID_CASH,
}


def keep(
    provider: str, headers: Mapping[str, str], body: bytes, verdict: Verdict, *, at: datetime
) -> int:
    """Store a message as it came, in a deed of its own, before anything is made of it."""
    message = {"provider": provider, "headers": dict(headers), "body": body, "verdict": verdict}
    number = put_once(RawMessage, unless=(), **message, heard_at=at)
    assert number is not None  # noqa: S101  nothing it would yield to
    return number


@dataclass(frozen=True, slots=True)
class Said:
    """Who says that money moved, and how it did."""

    means: Means
    by: Person | None = None
    raw_message_id: int | None = None


def settle(notice: Notice, *, raw_message_id: int | None = None, at: datetime) -> Receipt:
    """Believe a bank that money came, once, and act on it.

    The order is locked before the receipt is written, so that of two who tell of the same
    transaction one waits and then finds it told.
    """
    order = queries.order_meant(memo.codes_in(notice.memo), to_account=notice.to_account)
    said = Said(Means.BANK_NOTICE, raw_message_id=raw_message_id)
    receipt = _once(notice, order, said, at=at)
    if receipt is None:
        receipt = queries.told_before(notice.provider, notice.transaction_id)
    else:
        _bank_told(receipt, order, at=at)
    session.execute(update(RawMessage).where(RawMessage.id == raw_message_id).values(settled_at=at))
    return receipt


def keeper_received(order: Order, *, by: Person, cash: bool, at: datetime) -> Receipt | None:
    """The keeper, or somebody for the keeper, says that what was due has come.

    Nothing when nothing was due any more: pressed twice, or the bank was quicker.
    """
    orders.lock(order)
    if order.has_ended_unsold:
        raise NotNow(order.code)
    if not order.due:
        return None
    said = Said(Means.KEEPER_SAYS_CASH if cash else Means.KEEPER_SAYS_BANK, by=by)
    receipt = _once(_word(order, str(said.means), order.due), order, said, at=at)
    if receipt is not None:
        _came(order, receipt, by=by, at=at)
    return receipt


def refund(
    order: Order, amount: Money, *, by: Person, cash: bool, once: str, at: datetime
) -> Receipt | None:
    """Note that money was given back by hand. The same `once` again notes nothing.

    Raises MoreThanCame.
    """
    orders.lock(order)
    receipt = _once(_word(order, f"back:{once}", -amount), order, Said(Means.REFUND, by), at=at)
    if receipt is None:
        return None
    if not Money(0) < amount <= order.paid:
        raise MoreThanCame(order.code)
    order.refunded += amount
    out_of = Account.CASH if cash else Account.BANK
    counting.book_refund(order, receipt, out_of, at=at)
    counting.recount(order, receipt, at=at)
    tell(order, Happened.REFUNDED, by=by, amount=amount, at=at)
    return receipt


def _word(order: Order, what: str, amount: Money) -> Notice:
    """A person's word, in the shape of a bank's."""
    return Notice(KEEPER, f"{order.code}:{what}", "", amount, order.code)


def _once(notice: Notice, order: Order | None, said: Said, *, at: datetime) -> Receipt | None:
    """Write the receipt down, unless this transaction was told before."""
    return add_once(
        Receipt,
        unless=("provider", "transaction_id"),
        provider=notice.provider,
        transaction_id=notice.transaction_id,
        order_id=order.id if order else None,
        means=said.means,
        amount=notice.amount,
        memo=notice.memo,
        to_account=notice.to_account,
        outcome=_outcome(order, notice.amount),
        said_by_id=said.by.id if said.by else None,
        raw_message_id=said.raw_message_id,
        at=at,
    )


def _outcome(order: Order | None, amount: Money) -> Outcome:
    if order is None:
        return Outcome.UNMATCHED
    if amount < Money(0):
        return Outcome.REFUNDED
    if order.has_ended_unsold:
        return Outcome.LATE
    if amount == order.due:
        return Outcome.PAID
    return Outcome.SHORT if amount < order.due else Outcome.OVER


def _bank_told(receipt: Receipt, order: Order | None, *, at: datetime) -> None:
    account = order.account if order else queries.only_account(receipt.to_account)
    if account:
        counting.account_received(account, at=at)
    if order is None:
        if account:
            counting.book_unmatched(account, receipt, at=at)
    elif word := queries.word_of_keeper(order.id, receipt.amount):
        _bank_agrees(order, word, receipt, at=at)
    else:
        _came(order, receipt, by=None, at=at)


def _bank_agrees(order: Order, word: Receipt, receipt: Receipt, *, at: datetime) -> None:
    """The bank tells of the money a keeper spoke of: one sum, now on the bank's word.

    The books have had it since the keeper's word, so that nothing is added to them.
    """
    word.confirmed_by_id = receipt.id
    receipt.outcome = Outcome.PAID
    note_down(order, Happened.BANK_AGREED, by=None, note=receipt.transaction_id, at=at)


def _came(order: Order, receipt: Receipt, *, by: Person | None, at: datetime) -> None:
    counting.book_receipt(order, receipt, at=at)
    counting.recount(order, receipt, at=at)
    note = None if by else receipt.transaction_id
    tell(order, _HAPPENED[receipt.means], by=by, amount=receipt.amount, note=note, at=at)
