"""Taking back one's word that money had come, while nobody else has agreed.

A finger slips, or the statement never shows the transfer. The word stays written down; its opposite
is written beside it, and the sum is owed again.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from storefront.accounts.models import Person
from storefront.bills.models import Bill
from storefront.db import session
from storefront.ledger import actions as ledger
from storefront.money import Money
from storefront.orders.models import Happened, Order, OrderState
from storefront.orders.telling import tell
from storefront.payments import billing, cases, cash, counting, owed, queries
from storefront.payments.models import Means, Outcome, Receipt
from storefront.payments.owed import Owed
from storefront.payments.refusals import AlreadyDone, UsedMeanwhile
from storefront.rows import add

WORDS = (Means.KEEPER_SAYS_BANK, Means.KEEPER_SAYS_CASH)

TIME_TO_PAY = timedelta(days=1)
"""From then on the goods are kept anew for whoever has not paid after all."""


def word_on(of: Owed) -> Receipt | None:
    """What may be taken back: the newest that was said of it, if nobody has agreed since."""
    newest = session.get(Receipt, queries.newest_receipt_of(of))
    return newest if newest is not None and stands(newest) else None


def stands(receipt: Receipt) -> bool:
    """It is somebody's word alone, as far as it tells itself."""
    said = receipt.means in WORDS and receipt.confirmed_by_id is None
    return said and receipt.outcome is not Outcome.WITHDRAWN


def withdraw(word: Receipt, *, by: Person, at: datetime) -> Receipt:
    """The money has not come: it is owed again. Gives the word's opposite.

    Raises AlreadyDone when it was taken back or a bank has agreed, and UsedMeanwhile when more came
    or went since, the order or bill was called off, or others have the cash in hand.
    """
    of = _locked(word)
    if not stands(word):
        raise AlreadyDone(of.code)
    if word.id != queries.newest_receipt_of(of) or owed.takes_no_money(of) or _promised(of):
        raise UsedMeanwhile(of.code)
    cash.was_never_held(word, at=at)
    back = _opposite(word, of, by=by, at=at)
    word.outcome = Outcome.WITHDRAWN
    _owed_again(of, word, back, by=by, at=at)
    _cases_follow(of, word, back, at=at)
    return back


def _locked(word: Receipt) -> Owed:
    of = word.order or word.bill
    assert of is not None  # noqa: S101  a keeper speaks of an order or a bill
    owed.lock(of)
    session.refresh(word, ["confirmed_by_id", "outcome"])
    return of


def _promised(of: Owed) -> bool:
    return isinstance(of, Order) and bool(queries.spoken_for(of.id))


def _opposite(word: Receipt, of: Owed, *, by: Person, at: datetime) -> Receipt:
    """By the same means, so that what came in which way stays true."""
    return add(
        Receipt,
        provider=word.provider,
        transaction_id=f"{word.transaction_id}:withdrawn",
        means=word.means,
        amount=-word.amount,
        memo=word.memo,
        outcome=Outcome.WITHDRAWN,
        said_by_id=by.id,
        **owed.names(of),
        at=at,
    )


def _owed_again(of: Owed, word: Receipt, back: Receipt, *, by: Person, at: datetime) -> None:
    if isinstance(of, Bill):
        ledger.reverse(f"receipt:{word.id}", by=f"receipt:{back.id}", at=at)
        billing.withdrawn(of, back, by=by, at=at)
        return
    counting.undo_receipt(of, word, back, at=at)
    if of.state is OrderState.PLACED and of.hold_until:
        of.hold_until = max(of.hold_until, at + TIME_TO_PAY)
    tell(of, Happened.WORD_WITHDRAWN, by=by, amount=-back.amount, at=at)


def _cases_follow(of: Owed, word: Receipt, back: Receipt, *, at: datetime) -> None:
    """What the word had opened is gone; what was missing before it is missing again."""
    cases.end_those_of(word, at=at)
    if not of.over:
        cases.went_back(of, at=at)
    if of.paid > Money(0) and owed.asked(of):
        cases.odd(back, of, was_due=of.due, at=at)
