"""What a list of households says, and what can be wrong about it. Pure."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

from storefront.spreadsheets.cells import cell_name
from storefront.spreadsheets.faults import CellFault

MOST_ROWS = 5_000
"""A commune has some two thousand households."""


class Column(enum.StrEnum):
    NAME = "name"
    HONORIFIC = "honorific"
    """Or man or woman, as lists say it."""
    VILLAGE = "village"
    COMMUNE = "commune"
    """Where villages of two communes bear one name."""
    BORN = "born"
    PHONE = "phone"
    BANK = "bank"
    NUMBER = "number"
    HOLDER = "holder"
    SHOP = "shop"
    """Four columns for what was agreed to, each asked for on its own."""
    PAYOUT = "payout"
    ASSIST = "assist"
    REPORT = "report"
    MODE = "mode"
    """How it was agreed to, and before whom."""
    WITNESS = "witness"
    AGREED_ON = "agreed_on"
    COLLECTOR = "collector"
    GOODS = "goods"
    """What it would sell first: kept as a hint for its first goods, and not listed."""
    PRICE = "price"
    UNIT = "unit"


NEEDED = (Column.NAME, Column.HONORIFIC, Column.VILLAGE, Column.SHOP, Column.MODE, Column.AGREED_ON)
"""On every row."""
PURPOSES = (Column.SHOP, Column.PAYOUT, Column.ASSIST, Column.REPORT)
LONGEST = dict.fromkeys(Column, 80) | {Column.COMMUNE: 120, Column.VILLAGE: 120, Column.UNIT: 30}


class Wrong(enum.StrEnum):
    MISSING = "missing"
    """Nothing stands where something must."""
    FORMULA = "formula"
    TOO_LONG = "too_long"
    NAME = "name"
    """Digits in it, or a single letter."""
    HONORIFIC = "honorific"
    VILLAGE = "village"
    """None of this name among those that are theirs. Of others nothing is said."""
    WHICH_VILLAGE = "which_village"
    BORN = "born"
    PHONE = "phone"
    PHONE_SHORT = "phone_short"
    PHONE_LONG = "phone_long"
    PHONE_TWICE = "phone_twice"
    PHONE_TAKEN = "phone_taken"
    """Somebody else in the book has it. Who is not said."""
    BANK = "bank"
    NUMBER = "number"
    LOST_DIGITS = "lost_digits"
    """A spreadsheet keeps fifteen digits of a number and makes noughts of the rest."""
    ACCOUNT_TWICE = "account_twice"
    ACCOUNT_TAKEN = "account_taken"
    HOLDER = "holder"
    YES_OR_NO = "yes_or_no"
    NO_SHOP = "no_shop"
    """Without this one nothing may be written down."""
    NO_PAYOUT = "no_payout"
    """An account nobody agreed to have kept."""
    MODE = "mode"
    DAY = "day"
    DAY_AHEAD = "day_ahead"
    DAY_LONG_AGO = "day_long_ago"
    COLLECTOR = "collector"
    """Nobody of the team is called so."""
    WHICH_COLLECTOR = "which_collector"
    PRICE = "price"
    LAW = "law"
    """Goods that the law keeps away."""
    TWICE = "twice"
    """The same household on two rows."""


Fault = CellFault[Column, Wrong]


@dataclass(frozen=True, slots=True)
class Line:
    """One row as somebody wrote it."""

    row: int
    """Where a person finds it in the file."""
    said: Mapping[Column, str]
    lost: frozenset[Column] = frozenset()
    """Numbers too long for a spreadsheet."""

    def __getitem__(self, column: Column) -> str:
        return self.said.get(column, "")


@dataclass(frozen=True, slots=True)
class Sheet:
    lines: tuple[Line, ...]
    where: Mapping[Column, int] = field(default_factory=dict)
    passed_over: tuple[str, ...] = ()
    """Headings of columns that were not read."""

    def cell(self, row: int, column: Column) -> str:
        """A column that is not there is told by its heading alone."""
        at = self.where.get(column)
        return cell_name(at, row) if at is not None else ""
