"""Up to which income of a year the law asks no tax of a household, and what follows above. Pure.

The law moves: three times in eighteen months. Each row carries the year it is for, the day it was
decided and where that was read, and is never changed, only followed by another.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from csv import DictReader
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from storefront.money import Money

FOR_GOOD = 9999
DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Threshold:
    for_year: int
    decided_on: date
    exempt_up_to: Money
    decision: str
    source: str

    def is_carried_over(self, year: int) -> bool:
        """Nobody has decided for that year yet; the last rule stands until somebody does."""
        return self.for_year < year


class When(enum.StrEnum):
    BELOW = "below"
    ABOVE = "above"
    ANY = "any"


class Duty(enum.StrEnum):
    DECLARE = "declare"
    """And pay: a share of each sale, by kind of goods."""
    E_INVOICE = "e_invoice"
    """Compulsory; registered within 30 days after the period in which the sum was passed."""
    REFUND_OF_WITHHELD = "refund_of_withheld"
    """What a platform has held back for tax is given back when it is asked for."""
    OWN_PRODUCE = "own_produce"
    """What a household grew itself and sells unprocessed is treated apart."""


@dataclass(frozen=True, slots=True)
class Follows:
    from_year: int
    to_year: int
    when: When
    duty: Duty
    source: str


def threshold(year: int, *, on: date) -> Threshold | None:
    """What was known on that day about that year; nothing for years before our table begins."""
    known = [it for it in THRESHOLDS if it.for_year <= year and it.decided_on <= on]
    return max(known, key=lambda it: (it.for_year, it.decided_on), default=None)


def duties(year: int, *, is_above: bool) -> list[Follows]:
    here = (When.ANY, When.ABOVE if is_above else When.BELOW)
    return [it for it in FOLLOWS if it.from_year <= year <= it.to_year and it.when in here]


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(DictReader(file))


def read(row: Mapping[str, str]) -> Threshold:
    """Raises ValueError."""
    return Threshold(
        int(row["for_year"]),
        date.fromisoformat(row["decided_on"]),
        Money(int(row["exempt_up_to"])),
        row["decision"],
        row["source"],
    )


THRESHOLDS = [read(row) for row in _rows("thresholds.csv")]
FOLLOWS = [
    Follows(
        int(row["from_year"]),
        int(row["to_year"] or FOR_GOOD),
        When(row["when"]),
        Duty(row["duty"]),
        row["source"],
    )
    for row in _rows("duties.csv")
]
