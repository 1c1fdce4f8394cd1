"""What bank and books still do not agree about after some days becomes somebody's case, once.

It ends by itself when the other side turns up. Money whose purpose nobody knows is a case from the
moment it was told of; what is left here is what nobody has told us of at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select, update

from storefront import clock
from storefront.db import deed, session
from storefront.money import Money
from storefront.payments import cases
from storefront.payments.models import (
    CaseAction,
    CaseKind,
    CaseState,
    PaymentCase,
    Receipt,
)
from storefront.reconciliation import actions, daily, queries
from storefront.reconciliation.differences import Difference, Kind
from storefront.reconciliation.matching import went_back
from storefront.reconciliation.models import BankStatement, StatementLine
from storefront.reconciliation.planning import Fate
from storefront.reconciliation.statement import Line
from storefront.shops.models import PaymentAccount

GRACE = timedelta(days=3)
"""A bank may book a day or two later, and over a Sunday; earlier it is nobody's duty to look."""
BACK = timedelta(days=90)


def notice(*, at: datetime) -> int:
    """Open what has waited long enough, end what has turned up. Says how many were opened."""
    today = clock.village_date(at)
    first, last = today - BACK, today - GRACE
    for account in _with_something_gone(first):
        with deed():
            _pair(account, first, at=at)
    with deed():
        _end_what_turned_up(at=at)
    return sum(_noticed(account, first, last, at=at) for account in _with_statements(first))


def _with_something_gone(since: date) -> Sequence[PaymentAccount]:
    """Where money went out for an order, and nobody has written down that it was given back."""
    gone = select(StatementLine.account_id).where(*_unpaired(since))
    return session.scalars(select(PaymentAccount).where(PaymentAccount.id.in_(gone))).all()


def _pair(account: PaymentAccount, since: date, *, at: datetime) -> None:
    """Somebody may have done so after the statement was brought."""
    wanted = select(StatementLine).where(StatementLine.account_id == account.id, *_unpaired(since))
    gone = session.scalars(wanted.order_by(StatementLine.id)).all()
    lines = [Line(it.row, it.day, it.amount, it.memo) for it in gone]
    for place, back in went_back(lines, queries.back(account, since=since)).items():
        actions.pair(gone[place], back, by=None, at=at)


def _unpaired(since: date) -> tuple[daily.Which, ...]:
    is_gone = (StatementLine.fate == Fate.WENT_BACK, StatementLine.receipt_id.is_(None))
    return *is_gone, StatementLine.day >= since


def _with_statements(since: date) -> Sequence[PaymentAccount]:
    """Where no statement was brought the bank has not been asked."""
    brought = select(BankStatement.account_id).where(
        BankStatement.taken_in_at.is_not(None), BankStatement.to_day >= since
    )
    wanted = select(PaymentAccount).where(PaymentAccount.id.in_(brought))
    return session.scalars(wanted.order_by(PaymentAccount.id)).all()


def _noticed(account: PaymentAccount, first: date, last: date, *, at: datetime) -> int:
    days = daily.between(PaymentAccount.id == account.id, first, last)
    new = _without_those_known(row for day in days for row in day.rows if row.kind in _KINDS)
    if not new:
        return 0
    with deed():
        opened = [_open(row, account, at=at) for row in new]
    return sum(number is not None for number in opened)


_KINDS = {Kind.MISSING_HERE: CaseKind.MISSING_HERE, Kind.MISSING_THERE: CaseKind.MISSING_THERE}


def _without_those_known(rows: Iterable[Difference]) -> list[Difference]:
    """A receipt that is a case already, by itself or by the word it confirms, needs no second."""
    found = {_cause(row): row for row in rows}
    opened = set(session.scalars(select(PaymentCase.cause).where(PaymentCase.cause.in_(found))))
    told = {row.receipt_id for row in found.values() if row.kind is Kind.MISSING_HERE}
    looked_at = _looked_at({number for number in told if number})
    return [
        row
        for cause, row in found.items()
        if cause not in opened and not (row.receipt_id in told and row.receipt_id in looked_at)
    ]


def _looked_at(receipts: set[int]) -> set[int]:
    wanted = (
        select(Receipt.id, Receipt.confirmed_by_id)
        .join(PaymentCase, PaymentCase.receipt_id == Receipt.id)
        .where(or_(Receipt.id.in_(receipts), Receipt.confirmed_by_id.in_(receipts)))
    )
    return {number for pair in session.execute(wanted) for number in pair if number}


def _cause(row: Difference) -> str:
    return f"{row.kind}:line:{row.line_id}" if row.line_id else f"{row.kind}:{row.receipt_id}"


def _open(row: Difference, account: PaymentAccount, *, at: datetime) -> int | None:
    receipt = session.get(Receipt, row.receipt_id) if row.receipt_id else None
    amount = row.bank or row.here or Money(0)
    return cases.open_(
        _KINDS[row.kind],
        _cause(row),
        max(amount, -amount),
        suggestion=CaseAction.CLOSE,
        of=(receipt.order or receipt.bill) if receipt else None,
        household_id=account.household_id,
        receipt_id=row.receipt_id,
        details={
            "day": row.day.isoformat(),
            "memo": row.note,
            "went_out": amount < Money(0),
            "line": row.line_id,
        },
        at=at,
    )


def _end_what_turned_up(*, at: datetime) -> None:
    on_a_statement = select(StatementLine.receipt_id).where(StatementLine.receipt_id.is_not(None))
    told_again = select(Receipt.id).where(Receipt.confirmed_by_id.is_not(None))
    there = or_(PaymentCase.receipt_id.in_(on_a_statement), PaymentCase.receipt_id.in_(told_again))
    _end(PaymentCase.kind == CaseKind.MISSING_THERE, there, at=at)
    _end(PaymentCase.cause.in_(_found_here()), at=at)


def _found_here() -> list[str]:
    """Lines nobody knew the purpose of, and somebody does now."""
    waiting = select(PaymentCase).where(
        PaymentCase.kind == CaseKind.MISSING_HERE, PaymentCase.state == CaseState.OPEN
    )
    lines = {it.details["line"]: it.cause for it in session.scalars(waiting) if it.details["line"]}
    known = select(StatementLine.id).where(
        StatementLine.id.in_(lines), StatementLine.receipt_id.is_not(None)
    )
    return [lines[number] for number in session.scalars(known)]


def _end(*which: daily.Which, at: datetime) -> None:
    session.execute(
        update(PaymentCase)
        .where(*which, PaymentCase.state == CaseState.OPEN)
        .values(state=CaseState.DONE, ended_at=at)
        .execution_options(synchronize_session=False)
    )
