from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from storefront import clock, codes
from storefront.accounts import actions as accounts
from storefront.accounts.models import Person
from storefront.bills import letters, queries
from storefront.bills.letters import About
from storefront.bills.models import Bill, BillFor, BillLine
from storefront.bills.refusals import IsVoid, NothingBilled, ToldToday, TooMuchBilled, Unreachable
from storefront.db import session
from storefront.ledger import actions as ledger
from storefront.ledger import queries as ledger_queries
from storefront.ledger.models import Account
from storefront.money import Money
from storefront.rows import add, add_once
from storefront.shops.models import Shop

LARGEST = Money(499_999_999)
"""NAPAS 247 carries less than 500 million đồng at once."""
BEFORE, AFTER = timedelta(days=1), timedelta(days=3)
"""A payer is reminded the day before the bill is due, and once more when it is overdue."""


@dataclass(frozen=True, slots=True)
class Item:
    name: str
    quantity: int
    unit_price: Money


@dataclass(frozen=True, slots=True)
class Payer:
    name: str
    phone: str | None = None
    language: str = "vi"


def issue(
    shop: Shop,
    items: Sequence[Item],
    *,
    payer: Payer,
    what_for: BillFor,
    due_on: date,
    note: str = "",
    once: str,
    by: Person,
    at: datetime,
) -> Bill:
    """Write a bill and tell its payer. The same `once` again gives the bill that is there.

    Raises NothingBilled, TooMuchBilled.
    """
    bill = _written(
        once,
        **_of(shop, payer),
        what_for=what_for,
        note=note,
        total=_total(items),
        due_on=due_on,
        remind_on=_first_reminder(payer, due_on, at=at),
        issued_at=at,
        issued_by_id=by.id,
    )
    if bill is None:
        return queries.by_once(once)
    _owed_from_now(bill, items, at=at)
    letters.to_payer(bill, About.ISSUED, at=at)
    trace(bill, "bill.issue", by=by, at=at, amount=bill.total.dong)
    return bill


def _total(items: Sequence[Item]) -> Money:
    total = Money.sum(item.unit_price * item.quantity for item in items)
    if not items:
        raise NothingBilled
    if total > LARGEST:
        raise TooMuchBilled
    return total


def _of(shop: Shop, payer: Payer) -> dict[str, Any]:
    """Who asks for money, where it is to be paid, and who owes it."""
    account = shop.household.account
    return {
        "shop_id": shop.id,
        "account_id": account.id if account else None,
        "payer_name": payer.name,
        "payer_phone": payer.phone,
        "language": payer.language,
    }


def _owed_from_now(bill: Bill, items: Sequence[Item], *, at: datetime) -> None:
    """Its lines, and what the books say."""
    for item in items:
        add(BillLine, bill_id=bill.id, **_row(item))
    _post(bill, "issued", {Account.RECEIVABLE: bill.total, income(bill): -bill.total}, at=at)


def void(bill: Bill, *, reason: str, by: Person, at: datetime) -> None:
    """Nobody owes it any more; what had come is owed back. Doing it twice changes nothing."""
    lock(bill)
    if bill.is_void:
        return
    bill.voided_at, bill.voided_by_id, bill.void_reason = at, by.id, reason
    bill.remind_on = None
    _owe_nothing(bill, at=at)
    letters.to_payer(bill, About.VOIDED, at=at)
    trace(bill, "bill.void", by=by, at=at)


def remind(bill: Bill, *, by: Person, at: datetime) -> None:
    """By hand, once a day at most. Raises IsVoid, ToldToday, Unreachable."""
    lock(bill)
    if not bill.due:
        raise IsVoid(bill.code)
    if bill.payer_phone is None:
        raise Unreachable(bill.code)
    today = clock.village_date(at)
    if bill.reminded_at and clock.village_date(bill.reminded_at) == today:
        raise ToldToday(bill.code)
    _remind(bill, at=at)
    trace(bill, "bill.remind", by=by, at=at)


def remind_due(*, at: datetime, limit: int = 100) -> int:
    """Those whose day has come. Run again it reminds nobody twice."""
    today = clock.village_date(at)
    bills = queries.to_be_reminded(on=today, limit=limit)
    for bill in bills:
        if bill.due:
            _remind(bill, at=at)
        else:
            bill.remind_on = None
    return len(bills)


def lock(bill: Bill) -> None:
    """Read the bill's money as it is now, and keep others from changing it."""
    session.flush()  # refreshing forgets what was changed and not yet written
    names = ["paid", "refunded", "earned", "voided_at", "reminded_at", "remind_on"]
    session.refresh(bill, names, with_for_update=True)


def income(bill: Bill) -> Account:
    """A phone order is a sale, and so is what was sold over the table; a fee is none."""
    return _INCOME.get(bill.what_for, Account.DUES)


_INCOME = {BillFor.PHONE_ORDER: Account.SALES, BillFor.STALL_SALE: Account.STALL_SALES}


def trace(bill: Bill, verb: str, *, by: Person | None, at: datetime, **detail: Any) -> None:
    """What keepers sell over their own table would bury what others press: the stall lists it."""
    is_own = by is None or by.id == bill.shop.household.keeper_id
    if is_own and bill.what_for is BillFor.STALL_SALE:
        return
    accounts.trace(
        verb,
        f"bill:{bill.code}",
        actor=by,
        for_id=bill.shop.household.keeper_id,
        detail=detail,
        at=at,
    )


def _owe_nothing(bill: Bill, *, at: datetime) -> None:
    """The payer owes nothing any more, and is owed what was paid."""
    owed = ledger_queries.balances_of_bill(bill.id)
    undone = {account: -owed[account] for account in (Account.RECEIVABLE, income(bill))}
    undone[Account.CUSTOMER_CREDIT] = -Money.sum(undone.values())
    _post(bill, "voided", undone, at=at)


def _written(once: str, **values: Any) -> Bill | None:
    """Nothing when this form was sent before."""
    secret, code = codes.secret(), _new_code()
    return add_once(Bill, unless=("once",), once=once, secret=secret, code=code, **values)


def _new_code() -> str:
    while True:
        code = codes.new_code(codes.BILL)
        if queries.by_code(code) is None:
            return code


def _row(item: Item) -> dict[str, Any]:
    return {"name": item.name, "quantity": item.quantity, "unit_price": item.unit_price}


def _first_reminder(payer: Payer, due_on: date, *, at: datetime) -> date | None:
    """The day before, unless that is today already: who has just been told is not reminded."""
    if payer.phone is None:
        return None
    soon = due_on - BEFORE
    return soon if soon > clock.village_date(at) else due_on + AFTER


def _remind(bill: Bill, *, at: datetime) -> None:
    today = clock.village_date(at)
    bill.reminded_at = at
    bill.remind_on = bill.due_on + AFTER if today <= bill.due_on else None
    letters.to_payer(bill, About.REMINDER, at=at)


def _post(bill: Bill, what: str, movements: dict[Account, Money], *, at: datetime) -> None:
    ledger.post(
        f"bill:{bill.code}:{what}",
        movements,
        household_id=bill.shop.household_id,
        bill_id=bill.id,
        at=at,
    )
