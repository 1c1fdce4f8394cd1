"""What a bank's statement says, whatever file it came in. Pure."""

import enum
from dataclasses import dataclass
from datetime import date

from storefront.money import Money

MOST_LINES = 10_000
LONGEST_MEMO = 300
LONGEST_REFERENCE = 60


@dataclass(frozen=True, slots=True)
class Line:
    """One movement on an account."""

    row: int
    """Where a person finds it in the file: its row, or which entry it is."""
    day: date
    amount: Money
    """Above zero came in, below zero went out."""
    memo: str = ""
    reference: str = ""
    """The bank's own name for the transfer, when the file has one."""
    payer: str = ""


class Wrong(enum.StrEnum):
    DAY = "day"
    """No day we can read."""
    AMOUNT = "amount"
    """No amount we can read, or one that is not whole đồng."""
    NO_AMOUNT = "no_amount"
    BOTH_SIDES = "both_sides"
    """Money in and money out on one row."""
    CURRENCY = "currency"
    """Another than đồng."""
    SUMS = "sums"
    """What it began with and its rows do not make what it ends with."""


@dataclass(frozen=True, slots=True)
class Fault:
    row: int
    """Nought when it is the whole file."""
    what: Wrong
    cell: str = ""
    """What stands there."""


@dataclass(frozen=True, slots=True)
class Statement:
    account: str
    """The account's number; empty when the file does not say."""
    lines: tuple[Line, ...]
    opening: Money | None = None
    closing: Money | None = None
    faults: tuple[Fault, ...] = ()

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last on which something moved."""
        return min(line.day for line in self.lines), max(line.day for line in self.lines)


def tied(statement: Statement) -> Statement:
    """With a fault when its sums do not tie: then rows were lost, or changed, on the way."""
    if statement.opening is None or statement.closing is None or statement.faults:
        return statement
    ends_with = statement.opening + Money.sum(line.amount for line in statement.lines)
    if ends_with == statement.closing:
        return statement
    fault = Fault(0, Wrong.SUMS, f"{ends_with} ≠ {statement.closing}")
    return Statement(
        statement.account, statement.lines, statement.opening, statement.closing, (fault,)
    )
