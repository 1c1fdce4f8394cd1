"""Reads what the bank and our books say of accounts between two days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from storefront import clock
from storefront.accounts.models import Consent, Person, Purpose
from storefront.accounts.permissions import Permission
from storefront.bills.models import Bill
from storefront.db import session
from storefront.money import Money
from storefront.orders.models import Order
from storefront.payments.models import Means, Outcome, PaymentRefund, Receipt, RefundWay
from storefront.places.models import Place
from storefront.places.queries import lying_in
from storefront.reconciliation.differences import AtBank, Covered, Day, Here, days
from storefront.reconciliation.models import BankStatement, StatementLine
from storefront.reconciliation.planning import Fate
from storefront.shops import queries as shops
from storefront.shops.models import Household, PaymentAccount

LATEST = timedelta(days=7)
"""How long after a day we may still hear of its money."""
AT_ONCE = 500
"""Accounts read in one go: a question to the database has room for so many names."""

_OURS = (Fate.PAYS, Fate.TOLD, Fate.UNSURE, Fate.WENT_BACK)
_ON_ACCOUNTS = (Means.BANK_NOTICE, Means.STATEMENT, Means.KEEPER_SAYS_BANK)

Which = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Age:
    """How fresh what we know of an account is."""

    statement_until: date | None
    heard_at: datetime | None


def of_household(household: Household) -> Which:
    return PaymentAccount.household_id == household.id


def where_may_look(person: Person, *, on: date) -> Which | None:
    """Accounts in places where this person watches money, and of the households it presses for.
    Nothing when there are no such places."""
    watched = person.places_where(Permission.MONEY_WATCH, on=on)
    helped = person.places_where(Permission.ORDER_HANDLE, on=on)
    if not (watched or helped):
        return None
    agreed = exists().where(
        Consent.person_id == Household.keeper_id,
        Consent.purpose == Purpose.ASSIST,
        Consent.withdrawn_at.is_(None),
    )
    living = (
        select(Household.id)
        .join(Place, Place.id == Household.village_id)
        .where(or_(_inside(watched), and_(_inside(helped), agreed)))
    )
    return PaymentAccount.household_id.in_(living)


def household_to_read(code: str, person: Person, *, on: date) -> Household | None:
    return shops.household_for(code, person, Permission.ORDER_HANDLE, on=on) or (
        shops.household_for(code, person, Permission.MONEY_WATCH, on=on)
    )


def _inside(places: Sequence[Place]) -> Which:
    return lying_in(places)


def between(which: Which, first: date, last: date) -> list[Day]:
    lines = _lines(which, first, last)
    linked = [line.receipt_id for line in lines if line.receipt_id]
    here = _here(which, first, last, linked)
    return days(lines, here, _covered(which, first, last))


def of_day(which: Which, day: date) -> list[Day]:
    """All accounts on which something moved, however many they are."""
    moved = sorted(_active(which, day))
    return [
        it
        for start in range(0, len(moved), AT_ONCE)
        for it in between(PaymentAccount.id.in_(moved[start : start + AT_ONCE]), day, day)
    ]


def _active(which: Which, day: date) -> set[int]:
    at_bank = (
        select(StatementLine.account_id)
        .join(PaymentAccount, PaymentAccount.id == StatementLine.account_id)
        .where(which, StatementLine.day == day, StatementLine.fate.in_(_OURS))
    )
    here = [
        wanted.with_only_columns(PaymentAccount.id).where(which, *_that_counts(day, day))
        for wanted in (_for_orders(), _for_bills(), _for_nobody())
    ]
    return {number for wanted in (at_bank, *here) for number in session.scalars(wanted.distinct())}


def accounts(ids: Sequence[int]) -> dict[int, PaymentAccount]:
    wanted = select(PaymentAccount).options(
        joinedload(PaymentAccount.household).options(
            joinedload(Household.keeper), joinedload(Household.village)
        )
    )
    return {
        account.id: account
        for start in range(0, len(ids), AT_ONCE)
        for account in session.scalars(
            wanted.where(PaymentAccount.id.in_(ids[start : start + AT_ONCE]))
        )
    }


def ages(ids: Sequence[int]) -> dict[int, Age]:
    """Until which day a statement tells, and when a messenger last told of money."""
    until = (
        select(BankStatement.account_id, func.max(BankStatement.to_day))
        .where(BankStatement.account_id.in_(ids), BankStatement.taken_in_at.is_not(None))
        .group_by(BankStatement.account_id)
    )
    heard = (
        select(Order.account_id, func.max(Receipt.at))
        .join(Receipt, Receipt.order_id == Order.id)
        .where(Order.account_id.in_(ids), Receipt.means == Means.BANK_NOTICE)
        .group_by(Order.account_id)
    )
    statements = _pairs(until)
    messages = _pairs(heard)
    return {it: Age(statements.get(it), messages.get(it)) for it in ids}


def _pairs(wanted: Select[Any, Any]) -> dict[Any, Any]:
    return {key: value for key, value in session.execute(wanted)}  # noqa: C416  rows are no pairs


def _lines(which: Which, first: date, last: date) -> list[AtBank]:
    """The receipt of a line is the one that counts: a messenger's, when it told later."""
    wanted = (
        select(StatementLine, func.coalesce(Receipt.confirmed_by_id, Receipt.id))
        .join(PaymentAccount, PaymentAccount.id == StatementLine.account_id)
        .outerjoin(Receipt, Receipt.id == StatementLine.receipt_id)
        .where(which, StatementLine.day.between(first, last), StatementLine.fate.in_(_OURS))
        .order_by(StatementLine.day, StatementLine.id)
    )
    return [
        AtBank(line.account_id, line.day, line.amount, line.memo, receipt_id, line.id)
        for line, receipt_id in session.execute(wanted)
    ]


def _covered(which: Which, first: date, last: date) -> list[Covered]:
    wanted = (
        select(BankStatement)
        .join(BankStatement.account)
        .where(
            which,
            BankStatement.taken_in_at.is_not(None),
            BankStatement.from_day <= last,
            BankStatement.to_day >= first,
        )
    )
    return [
        Covered(it.account_id, it.from_day, it.to_day, it.brought_at)
        for it in session.scalars(wanted)
    ]


def _here(which: Which, first: date, last: date, linked: Sequence[int]) -> list[Here]:
    asked = or_(Receipt.id.in_(linked), and_(which, *_that_counts(first, last)))
    found = [
        _money(receipt, account_id)
        for wanted, what in (
            (_for_orders(), [contains_eager(Receipt.order).joinedload(Order.checkout)]),
            (_for_bills(), [contains_eager(Receipt.bill)]),
            (_for_nobody(), []),
        )
        for receipt, account_id in session.execute(wanted.where(asked).options(*what))
    ]
    return _with_what_was_found(found)


def _that_counts(first: date, last: date) -> tuple[Which, ...]:
    """Money of these days, each sum once."""
    heard = and_(Receipt.at >= clock.start_of(first), Receipt.at < clock.start_of(last) + LATEST)
    that_day = or_(
        Receipt.moved_on.between(first, last),
        and_(
            Receipt.moved_on.is_(None),
            Receipt.at < clock.start_of(last + timedelta(days=1)),
        ),
    )
    came = and_(Receipt.means.in_(_ON_ACCOUNTS), Receipt.amount > Money(0))
    return (
        or_(came, Receipt.id.in_(_BY_BANK)),
        Receipt.confirmed_by_id.is_(None),
        Receipt.outcome != Outcome.WITHDRAWN,
        heard,
        that_day,
    )


_BY_BANK = select(PaymentRefund.receipt_id).where(
    PaymentRefund.way == RefundWay.BANK, PaymentRefund.receipt_id.is_not(None)
)
"""Given back by a transfer of the household's."""


def _for_orders() -> Select[Receipt, int]:
    return select(Receipt, PaymentAccount.id).join(Receipt.order).join(Order.account)


def _for_bills() -> Select[Receipt, int]:
    return select(Receipt, PaymentAccount.id).join(Receipt.bill).join(Bill.account)


def _for_nobody() -> Select[Receipt, int]:
    return (
        select(Receipt, PaymentAccount.id)
        .join(PaymentAccount, PaymentAccount.number == Receipt.to_account)
        .where(Receipt.order_id.is_(None), Receipt.bill_id.is_(None))
    )


def _money(receipt: Receipt, account_id: int) -> Here:
    for_what = receipt.order or receipt.bill
    return Here(
        id=receipt.id,
        account_id=account_id,
        day=receipt.moved_on or clock.village_date(receipt.at),
        amount=receipt.amount,
        heard_at=receipt.at,
        code=for_what.code if for_what else "",
        due=for_what.due if for_what else Money(0),
        over=for_what.over if for_what else Money(0),
        payer=_payer(receipt),
        fell_short=receipt.outcome is Outcome.SHORT,
        came_too_much=receipt.outcome in (Outcome.OVER, Outcome.LATE),
        by_keeper=receipt.means is Means.KEEPER_SAYS_BANK,
        note=receipt.memo,
    )


def _payer(receipt: Receipt) -> str:
    if receipt.order:
        return receipt.order.checkout.buyer_name
    return receipt.bill.payer_name if receipt.bill else ""


def _with_what_was_found(here: list[Here]) -> list[Here]:
    """Money nobody knew the order or bill of, and somebody found it since."""
    unknown = [it.id for it in here if not it.code]
    child = aliased(Receipt)
    code = func.coalesce(Order.code, Bill.code)
    wanted = (
        select(child.moved_from_id, code)
        .outerjoin(Order, Order.id == child.order_id)
        .outerjoin(Bill, Bill.id == child.bill_id)
        .where(child.moved_from_id.in_(unknown))
        .group_by(child.moved_from_id, code)
        .having(func.sum(child.amount) > Money(0))  # what was decided may have been taken back
    )
    codes = _pairs(wanted) if unknown else {}
    return [replace(it, code=it.code or codes.get(it.id, "")) for it in here]
