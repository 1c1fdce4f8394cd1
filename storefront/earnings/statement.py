"""A year of a household, month by month: what came by which way, and what went back. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import NamedTuple

from storefront.ledger.models import Account
from storefront.money import Money


class Move(NamedTuple):
    """A movement in the books, and what it belongs to."""

    day: date
    account: Account
    amount: Money
    is_sale: bool
    """Of an order, or of a bill for one by telephone."""
    is_refund: bool


@dataclass(slots=True)
class Month:
    month: date
    """Its first day; of a whole year its first."""
    to_account: Money = field(default=Money(0))
    in_cash: Money = field(default=Money(0))
    by_gateway: Money = field(default=Money(0))
    given_back: Money = field(default=Money(0))
    """Below zero, as what comes next."""
    corrected: Money = field(default=Money(0))
    """Words that were taken back."""
    outside: Money = field(default=Money(0))
    not_sales: Money = field(default=Money(0))
    """Dues and fees that were collected, and money nobody knows the purpose of."""
    fees: Money = field(default=Money(0))
    """What gateways kept. Part of what came: the law counts it as income."""

    @property
    def sales(self) -> Money:
        """What sales here brought."""
        came = self.to_account + self.in_cash + self.by_gateway
        return came + self.given_back + self.corrected

    @property
    def income(self) -> Money:
        return self.sales + self.outside

    @property
    def in_the_books(self) -> Money:
        """What the accounts that money comes to have more than before."""
        return self.sales + self.not_sales

    def add(self, other: Month) -> None:
        for one in fields(self)[1:]:
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))


@dataclass(frozen=True, slots=True)
class Year:
    year: int
    months: list[Month]
    whole: Month


def year_of(year: int, moves: Iterable[Move], outside: Mapping[date, Money], *, to: date) -> Year:
    """All its months until the one of that day."""
    last = 12 if to.year > year else to.month
    months = {date(year, nth, 1): Month(date(year, nth, 1)) for nth in range(1, last + 1)}
    for move in moves:
        _take(months[move.day.replace(day=1)], move)
    for month, amount in outside.items():
        if month in months:
            months[month].outside += amount
    whole = Month(date(year, 1, 1))
    for one in months.values():
        whole.add(one)
    return Year(year, list(months.values()), whole)


def _take(month: Month, move: Move) -> None:
    for name, amount in _names(move):
        setattr(month, name, getattr(month, name) + amount)


def _names(move: Move) -> list[tuple[str, Money]]:
    """Where it belongs. Money found for an order later was nobody's until then."""
    if move.account is Account.FEES:
        return [("fees", move.amount)]
    if move.account is Account.UNMATCHED:
        return _found(move)
    if not move.is_sale:
        return [("not_sales", move.amount)]
    if move.amount < Money(0):
        return [("given_back" if move.is_refund else "corrected", move.amount)]
    return [(_WAYS[move.account], move.amount)]


def _found(move: Move) -> list[tuple[str, Money]]:
    if not move.is_sale:
        return []
    return [("to_account", move.amount), ("not_sales", -move.amount)]


_WAYS = {
    Account.BANK: "to_account",
    Account.CASH: "in_cash",
    Account.CLEARING: "by_gateway",
}

ENOUGH_YEARS = 2
LEAST_SHARE = 10
"""Of a hundred: where less of a year's sales had come by this day, the rest says too little."""


class Range(NamedTuple):
    low: Money
    high: Money


def forecast(so_far: Money, earlier: Iterable[tuple[Money, Money]]) -> Range | None:
    """What the year may end with, if it goes on as earlier whole years went from this day on.

    Of each: what had come by this day, and in all. Nothing when too little is known to say.
    """
    known = [
        (part.dong, whole.dong)
        for part, whole in earlier
        if whole.dong > 0 and part.dong * 100 >= whole.dong * LEAST_SHARE
    ]
    if so_far <= Money(0) or len(known) < ENOUGH_YEARS:
        return None
    ends = sorted(so_far.dong * whole // part for part, whole in known)
    return Range(Money(_down(ends[0])), Money(_up(ends[-1])))


_STEP = 1_000_000


def _down(dong: int) -> int:
    return dong // _STEP * _STEP


def _up(dong: int) -> int:
    return -(-dong // _STEP) * _STEP
