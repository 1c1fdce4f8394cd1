"""Bringing a bank's statement, and taking in what it tells: whole, and once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import delete

from storefront import codes
from storefront.accounts import actions as accounts
from storefront.accounts.models import Person
from storefront.db import gone, session
from storefront.errors import MarketError
from storefront.payments import actions as payments
from storefront.payments import refunding, tellings
from storefront.payments.merchants import Merchant
from storefront.payments.models import Means, PaymentRefund, Receipt
from storefront.payments.provider import Notice
from storefront.reconciliation import queries
from storefront.reconciliation.matching import Back, How
from storefront.reconciliation.models import BankStatement, StatementLine
from storefront.reconciliation.planning import Books, Fate, Planned, codes_in, counted, plan
from storefront.reconciliation.statement import Statement
from storefront.rows import put_once
from storefront.shops.models import PaymentAccount

PROVIDER = "statement"
"""In the place of a provider's name."""
FORGET_AFTER = timedelta(days=1)
"""A statement nobody decided about."""

_SETTLED = (Fate.PAYS, Fate.UNSURE)
_WRITTEN = (*_SETTLED, Fate.TOLD, Fate.OTHER, Fate.WENT_BACK)


class OtherAccount(MarketError):
    """The file is of an account that is not this household's."""


class NotWhole(MarketError):
    """Some of its rows cannot be read."""


def account_meant(statement: Statement, accounts: list[PaymentAccount]) -> PaymentAccount | None:
    """The household's account the file is of, when the file says so. Raises OtherAccount."""
    if not statement.account:
        return None
    for account in accounts:
        if account.number.lstrip("0") == statement.account.lstrip("0"):
            return account
    raise OtherAccount(statement.account)


def bring(
    account: PaymentAccount,
    statement: Statement,
    *,
    name: str,
    body: bytes,
    by: Person,
    at: datetime,
) -> BankStatement:
    """Keep a file until somebody has looked at what it would do. Raises NotWhole."""
    if statement.faults:
        raise NotWhole(name)
    _forget_undecided(account, by=by, at=at)
    first, last = statement.days
    brought = BankStatement(
        code=codes.short_code(10),
        account=account,
        name=name,
        from_day=first,
        to_day=last,
        body=body,
        brought_at=at,
        brought_by_id=by.id,
        counts={},
    )
    session.add(brought)
    session.flush()
    _trace("statement.bring", brought, by=by, at=at)
    return brought


def _forget_undecided(account: PaymentAccount, *, by: Person, at: datetime) -> None:
    stale = (BankStatement.brought_at < at - FORGET_AFTER) | (BankStatement.brought_by_id == by.id)
    session.execute(
        delete(BankStatement).where(
            BankStatement.account_id == account.id, BankStatement.taken_in_at.is_(None), stale
        )
    )


def forget_left_lying(*, at: datetime) -> int:
    """Of whoever never came back to decide."""
    old = BankStatement.brought_at < at - FORGET_AFTER
    return gone(delete(BankStatement).where(BankStatement.taken_in_at.is_(None), old))


def throw_away(statement: BankStatement, *, by: Person, at: datetime) -> None:
    """Nothing of it was taken in. One that was stays."""
    if queries.locked(statement).taken_in_at is None:
        _trace("statement.throw_away", statement, by=by, at=at)
        session.delete(statement)


def take_in(
    brought: BankStatement,
    statement: Statement,
    *,
    chosen: Mapping[str, str] | None = None,
    by: Person,
    at: datetime,
) -> None:
    """Write down every line that is new, and settle the money it tells of. Twice does it once.

    `chosen` says for lines by their identity which of the orders suggested they are for.
    """
    brought = queries.locked(brought)
    if brought.taken_in_at is not None:
        return
    chosen = chosen or {}
    named = codes_in(statement.lines) | set(chosen.values())
    queries.lock(brought.account, statement.lines, named)
    books = queries.books(brought.account, statement.lines)
    planned = _decided(plan(statement.lines, books), chosen, books)
    for it in planned:
        if it.fate in _WRITTEN:
            _take(brought, it, _code_chosen(it, chosen), by=by, at=at)
    brought.taken_in_at, brought.taken_in_by_id, brought.body = at, by.id, None
    brought.counts = {fate.value: count for fate, count in counted(planned).items()}
    _trace("statement.take_in", brought, by=by, at=at)


def _code_chosen(planned: Planned, chosen: Mapping[str, str]) -> str:
    code = chosen.get(planned.identity, "")
    return code if any(code == it.code for it in planned.perhaps) else ""


def _decided(planned: Sequence[Planned], chosen: Mapping[str, str], books: Books) -> list[Planned]:
    """With what somebody says of money that went out: that it was given back, and for what."""
    taken = {it.back for it in planned}
    left = [back for back in books.back if back not in taken]
    return [_chosen_back(it, _code_chosen(it, chosen), left) for it in planned]


def _chosen_back(planned: Planned, code: str, left: list[Back]) -> Planned:
    meant = (code, -planned.line.amount)
    back = next((it for it in left if (it.code, it.amount) == meant), None)
    if planned.fate is not Fate.MAYBE_BACK or back is None:
        return planned
    left.remove(back)
    return replace(planned, fate=Fate.WENT_BACK, back=back)


def _take(brought: BankStatement, planned: Planned, code: str, *, by: Person, at: datetime) -> None:
    line = planned.line
    number = put_once(
        StatementLine,
        unless=("account_id", "identity"),
        statement_id=brought.id,
        account_id=brought.account_id,
        identity=planned.identity,
        row=line.row,
        day=line.day,
        amount=line.amount,
        memo=line.memo,
        reference=line.reference,
        payer=line.payer,
        fate=planned.fate,
        receipt_id=planned.receipt_id,
    )
    if number is None:
        return
    written = session.get_one(StatementLine, number)
    if planned.back is not None:
        pair(written, planned.back, by=by, at=at)
    if planned.fate in _SETTLED:
        cut = planned.codes[0] if planned.how is How.CUT else ""
        named = code or cut
        written.receipt_id = _settle(brought.account, written, named, at=at).id


def pair(line: StatementLine, back: Back, *, by: Person | None, at: datetime) -> None:
    """The bank has sent what was promised: now it is booked, if nobody had said so."""
    if back.receipt_id is not None or back.refund_id is None:
        line.receipt_id = back.receipt_id
        return
    refund = session.get_one(PaymentRefund, back.refund_id)
    refunding.transferred(refund, by=by, at=at)
    line.receipt_id = refund.receipt_id


def apply(
    line: StatementLine, account: PaymentAccount, code: str, *, by: Person, at: datetime
) -> None:
    """Somebody knows that a line that looked like nobody's business pays an order."""
    if line.fate is not Fate.OTHER:
        return
    line.receipt_id = _settle(account, line, code, at=at).id
    line.fate = Fate.PAYS
    keeper = account.household.keeper_id
    accounts.trace("statement.apply", f"order:{code}"[:60], actor=by, for_id=keeper, at=at)


def _settle(account: PaymentAccount, line: StatementLine, code: str, *, at: datetime) -> Receipt:
    """A code that was cut, or that a person knows, is written out behind what the bank wrote."""
    note = tellings.written_out(line.memo, code) if code else line.memo
    notice = Notice(
        provider=PROVIDER,
        transaction_id=f"{account.id}:{line.identity}"[:80],
        to_account=account.number,
        amount=line.amount,
        memo=note,
        bank_reference=line.reference,
        moved_on=line.day,
    )
    household = Merchant(household_id=account.household_id)
    receipt = payments.settle(notice, through=household, means=Means.STATEMENT, at=at).receipt
    assert receipt is not None  # noqa: S101  news of money always leaves one
    return receipt


def _trace(verb: str, brought: BankStatement, *, by: Person, at: datetime) -> None:
    accounts.trace(
        verb,
        f"statement:{brought.code}",
        actor=by,
        for_id=brought.account.household.keeper_id,
        detail={"counts": brought.counts, "tail": brought.account.tail},
        at=at,
    )
