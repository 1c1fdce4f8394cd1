from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, func, or_, select

from storefront import clock
from storefront.bills.models import Bill, BillFor
from storefront.db import session
from storefront.earnings.models import OutsideSales
from storefront.earnings.statement import Move, Range, Year, forecast, year_of
from storefront.ledger.models import Account, Journal, Movement
from storefront.money import Money
from storefront.payments.models import Means, Receipt
from storefront.payments.takings import OF_RECEIPT, POCKETS
from storefront.shops import entries

SOLD = (BillFor.PHONE_ORDER, BillFor.STALL_SALE)


def year(number: int, *, household_id: int, at: datetime) -> Year:
    """Of months to come nothing is said."""
    start, end = _bounds(number)
    its = entries.of(household_id)
    return year_of(
        number, _moves(its, start, end), _outside(its, number), to=clock.village_date(at)
    )


def years(*, household_id: int, at: datetime) -> list[int]:
    """The newest first, back to the first of which anything is written."""
    its = entries.of(household_id)
    firsts = [
        session.scalar(select(func.min(Journal.at)).where(Journal.household_id.in_(its))),
        session.scalar(
            select(func.min(OutsideSales.month)).where(OutsideSales.household_id.in_(its))
        ),
    ]
    now = clock.village_date(at).year
    begun = [_year_of(first) for first in firsts if first is not None]
    return list(range(now, min([now, *begun]) - 1, -1))


def _year_of(moment: date) -> int:
    return (clock.village_date(moment) if isinstance(moment, datetime) else moment).year


def expected(this: Year, *, household_id: int, at: datetime) -> Range | None:
    """With what this year may end, as earlier years went on from this day; of sales here alone."""
    earlier, its = [], entries.of(household_id)
    for number in years(household_id=household_id, at=at)[1:]:
        start, end = _bounds(number)
        moves = _moves(its, start, end)
        until = _same_day(clock.village_date(at), number)
        earlier.append((_sales(it for it in moves if it.day <= until), _sales(moves)))
    return forecast(this.whole.sales, earlier)


def _sales(moves: Any) -> Money:
    return Money.sum(it.amount for it in moves if it.is_sale and it.account is not Account.FEES)


def _same_day(day: date, year: int) -> date:
    return date(year, day.month, min(day.day, 28) if day.month == 2 else day.day)


def _bounds(year: int) -> tuple[datetime, datetime]:
    return clock.start_of(date(year, 1, 1)), clock.start_of(date(year + 1, 1, 1))


def _moves(homes: Collection[int], start: datetime, end: datetime) -> list[Move]:
    """Money from outside and back there, money found for an order, and what gateways kept."""
    from_outside = and_(
        Journal.source.startswith(OF_RECEIPT),
        Movement.account.in_((*POCKETS, Account.UNMATCHED)),
    )
    wanted = (
        select(
            Journal.at,
            Journal.source,
            Movement.account,
            Movement.amount,
            Movement.order_id,
            Bill.what_for,
        )
        .join(Journal.movements)
        .outerjoin(Bill, Bill.id == Movement.bill_id)
        .where(
            Journal.household_id.in_(homes),
            Journal.at >= start,
            Journal.at < end,
            or_(from_outside, Movement.account == Account.FEES),
        )
    )
    rows = session.execute(wanted).all()
    refunds = _refunds([row.source for row in rows if row.amount < Money(0)])
    return [_move(row, row.source in refunds) for row in rows]


def _move(row: Any, is_refund: bool) -> Move:
    sold = row.order_id is not None or row.what_for in SOLD
    return Move(clock.village_date(row.at), row.account, row.amount, sold, is_refund)


def _refunds(sources: Sequence[str]) -> set[str]:
    numbers = [int(it.removeprefix(OF_RECEIPT)) for it in sources if it.startswith(OF_RECEIPT)]
    if not numbers:
        return set()
    wanted = select(Receipt.id).where(Receipt.id.in_(numbers), Receipt.means == Means.REFUND)
    return {f"{OF_RECEIPT}{number}" for number in session.scalars(wanted)}


def _outside(its: Mapping[int, datetime | None], year: int) -> dict[date, Money]:
    """The newest word of each month. Where two entries became one, what was said of each before
    adds up; what is said since is of both."""
    wanted = (
        select(OutsideSales)
        .where(
            OutsideSales.household_id.in_(its),
            OutsideSales.month >= date(year, 1, 1),
            OutsideSales.month <= date(year, 12, 1),
        )
        .order_by(OutsideSales.id)
    )
    said: dict[date, dict[int, Money]] = defaultdict(dict)
    for it in session.scalars(wanted):
        for entry, since in its.items():
            if since is not None and since <= it.said_at:
                said[it.month].pop(entry, None)
        said[it.month][it.household_id] = it.amount
    return {month: Money.sum(amounts.values()) for month, amounts in said.items()}
