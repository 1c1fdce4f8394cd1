"""Money for bills. It comes in by the one door, and is treated as an order's money is."""

from __future__ import annotations

from datetime import datetime

from storefront import codes
from storefront.accounts.models import Person
from storefront.bills import actions as bills
from storefront.bills import letters
from storefront.bills import queries as bills_queries
from storefront.bills.letters import About
from storefront.bills.models import Bill, BillFor
from storefront.bills.refusals import IsVoid
from storefront.ledger import actions as ledger
from storefront.ledger import queries as ledger_queries
from storefront.ledger.models import Account
from storefront.money import Money
from storefront.payments import cases, counting, memo, pairing, queries, receipts
from storefront.payments.merchants import Merchant
from storefront.payments.models import Means, Outcome, Receipt
from storefront.payments.provider import Notice
from storefront.payments.refusals import MoreThanCame
from storefront.rows import add_once


def meant(notice: Notice, through: Merchant) -> list[Bill]:
    """The bills that a transfer's note names and that were to be paid to this account, locked."""
    named = memo.codes_in(notice.memo, codes.BILL)
    found = bills_queries.meant(named, to_account=notice.to_account)
    return [bill for bill in found if through.covers(bill.shop.household)]


def transferred(
    bill: Bill, notice: Notice, *, means: Means, raw_message_id: int | None, at: datetime
) -> Receipt | None:
    """A bank tells of money for a bill. Nothing when this transaction was told before."""
    receipt = _once(notice, bill, means, by=None, raw_message_id=raw_message_id, at=at)
    if receipt is None:
        return None
    _believed(bill, receipt, at=at)
    if bill.account and bill.what_for is not BillFor.TRIAL:
        counting.account_received(bill.account, at=at)
    return receipt


def _believed(bill: Bill, receipt: Receipt, *, at: datetime) -> None:
    if (bill.paid or bill.refunded) and pairing.read_of_before(receipt):
        return
    if word := queries.word_on_bill(bill.id, receipt.amount):
        word.confirmed_by_id = receipt.id  # the books have had it since the keeper's word
        receipt.outcome = Outcome.PAID
    else:
        _came(bill, receipt, at=at)
        letters.to_payer(bill, About.BANK_SAID, amount=receipt.amount, at=at)
        letters.to_keeper(bill, receipt.amount, at=at)
    bills.trace(bill, "bill.bank_said", by=None, at=at, amount=receipt.amount.dong)


def keeper_received(bill: Bill, *, by: Person, cash: bool, at: datetime) -> Receipt | None:
    """The keeper, or somebody for the keeper, says that what was due has come.

    Nothing when nothing was due any more. Raises IsVoid.
    """
    bills.lock(bill)
    if bill.is_void:
        raise IsVoid(bill.code)
    if not bill.due:
        return None
    means = Means.KEEPER_SAYS_CASH if cash else Means.KEEPER_SAYS_BANK
    word = receipts.word(bill, queries.name_of_word(bill, means), bill.due)
    receipt = _once(word, bill, means, by=by, at=at)
    if receipt is not None:
        _came(bill, receipt, at=at)
        letters.to_payer(bill, About.KEEPER_SAID, amount=receipt.amount, at=at)
        bills.trace(bill, f"bill.{means}", by=by, at=at, amount=receipt.amount.dong)
    return receipt


def moved_in(bill: Bill, receipt: Receipt, *, by: Person | None, at: datetime) -> None:
    """Money that had come turned out to be for this bill."""
    _came(bill, receipt, at=at)
    about = About.KEEPER_SAID if by else About.BANK_SAID
    letters.to_payer(bill, about, amount=receipt.amount, at=at)
    if by is None:
        letters.to_keeper(bill, receipt.amount, at=at)
    bills.trace(bill, "bill.money_found", by=by, at=at, amount=receipt.amount.dong)


def moved_out(bill: Bill, receipt: Receipt, *, by: Person, at: datetime) -> None:
    """What a bill has too much is for something else; the receipt is below zero."""
    movements = {Account.CUSTOMER_CREDIT: -receipt.amount, Account.UNMATCHED: receipt.amount}
    _post(bill, receipt, movements, at=at)
    counting.recount_bill(bill, receipt, at=at)
    bills.trace(bill, "bill.moved", by=by, at=at, amount=receipt.amount.dong)


def moved_back(bill: Bill, receipt: Receipt, *, by: Person, at: datetime) -> None:
    """A decision about money was taken back; the books have it already."""
    counting.recount_bill(bill, receipt, at=at)
    if receipt.amount < Money(0):
        letters.to_payer(bill, About.TAKEN_OFF, amount=-receipt.amount, at=at)
    bills.trace(bill, "bill.moved_back", by=by, at=at, amount=receipt.amount.dong)


def withdrawn(bill: Bill, receipt: Receipt, *, by: Person, at: datetime) -> None:
    """A word that money had come was taken back; the books have it already."""
    counting.recount_bill(bill, receipt, at=at)
    letters.to_payer(bill, About.NOT_COME, amount=-receipt.amount, at=at)
    bills.trace(bill, "bill.word_withdrawn", by=by, at=at, amount=receipt.amount.dong)


def void(bill: Bill, *, reason: str, by: Person, at: datetime) -> None:
    """Nobody owes it any more; what had come is somebody's case."""
    bills.lock(bill)
    if not bill.is_void:
        bills.void(bill, reason=reason, by=by, at=at)
        cases.voided(bill, at=at)


def refund(
    bill: Bill, amount: Money, *, by: Person, cash: bool, once: str, at: datetime
) -> Receipt | None:
    """Note that money was given back by hand. The same `once` again notes nothing.

    Raises MoreThanCame.
    """
    bills.lock(bill)
    word = receipts.word(bill, f"back:{once}", -amount)
    receipt = _once(word, bill, Means.REFUND, by=by, at=at)
    if receipt is None:
        return None
    if not Money(0) < amount <= bill.paid:
        raise MoreThanCame(bill.code)
    bill.refunded += amount
    _book_refund(bill, receipt, Account.CASH if cash else Account.BANK, at=at)
    counting.recount_bill(bill, receipt, at=at)
    if not bill.over:
        cases.went_back(bill, at=at)
    letters.to_payer(bill, About.REFUNDED, amount=amount, at=at)
    bills.trace(bill, "bill.refunded", by=by, at=at, amount=amount.dong)
    return receipt


def _once(
    notice: Notice,
    bill: Bill,
    means: Means,
    *,
    by: Person | None,
    raw_message_id: int | None = None,
    at: datetime,
) -> Receipt | None:
    """Write the receipt down, unless this transaction was told before."""
    return add_once(
        Receipt,
        unless=("provider", "transaction_id"),
        provider=notice.provider,
        transaction_id=notice.transaction_id,
        bill_id=bill.id,
        means=means,
        amount=notice.amount,
        memo=notice.memo,
        to_account=notice.to_account,
        outcome=_outcome(bill, notice.amount),
        said_by_id=by.id if by else None,
        raw_message_id=raw_message_id,
        bank_reference=notice.bank_reference or None,
        moved_on=notice.moved_on,
        at=at,
    )


def _outcome(bill: Bill, amount: Money) -> Outcome:
    if amount < Money(0):
        return Outcome.REFUNDED
    if bill.is_void:
        return Outcome.LATE
    if bill.over_with(amount):
        return Outcome.OVER
    return Outcome.SHORT if amount < bill.due else Outcome.PAID


def _came(bill: Bill, receipt: Receipt, *, at: datetime) -> None:
    had, due = bill.paid, bill.due
    _book(bill, receipt, at=at)
    counting.recount_bill(bill, receipt, at=at)
    if receipt.outcome is not Outcome.PAID:
        cases.odd(receipt, bill, was_due=due, at=at)
    elif had:
        cases.rest_came(bill, at=at)


def _book(bill: Bill, receipt: Receipt, *, at: datetime) -> None:
    """What was given back before and now comes again is neither owed nor too much."""
    owed, too_much = min(receipt.amount, bill.due), bill.over_with(receipt.amount)
    movements = {
        _INTO.get(receipt.means, Account.BANK): receipt.amount,
        Account.RECEIVABLE: -owed,
        Account.CUSTOMER_CREDIT: -too_much,
        bills.income(bill): owed + too_much - receipt.amount,
    }
    _post(bill, receipt, movements, at=at)


_INTO = {Means.KEEPER_SAYS_CASH: Account.CASH, Means.MOVED: Account.UNMATCHED}


def _book_refund(bill: Bill, receipt: Receipt, out_of: Account, *, at: datetime) -> None:
    """What was owed back goes first; beyond it the price is lowered."""
    amount = -receipt.amount
    owed_back = -ledger_queries.balances_of_bill(bill.id)[Account.CUSTOMER_CREDIT]
    from_credit = min(amount, owed_back)
    movements = {
        out_of: receipt.amount,
        Account.CUSTOMER_CREDIT: from_credit,
        bills.income(bill): amount - from_credit,
    }
    _post(bill, receipt, movements, at=at)


def _post(bill: Bill, receipt: Receipt, movements: dict[Account, Money], *, at: datetime) -> None:
    household_id = bill.shop.household_id
    ledger.post(
        f"receipt:{receipt.id}", movements, household_id=household_id, bill_id=bill.id, at=at
    )
