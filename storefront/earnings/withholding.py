"""Whether the market holds tax back, and by which rates households declare themselves. Pure.

Dated by province. Only `report_only` can be carried out here: see CannotWithhold and ADR 174.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from csv import DictReader
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from storefront.earnings.thresholds import DATA
from storefront.money import Money

EVERYWHERE = "*"
WHOLE = 10_000
"""Rates are written in hundredths of a percent."""


class Mode(enum.StrEnum):
    WITHHOLD = "withhold"
    REPORT_ONLY = "report_only"


class CannotWithhold(RuntimeError):
    """Money goes from the buyer's bank to the household's own account: nothing passes through the
    market of which it could hold a part back."""


@dataclass(frozen=True, slots=True)
class Setting:
    province: str
    from_day: date
    mode: Mode
    source: str


class Rate(NamedTuple):
    from_day: date
    kind: str
    vat: int
    income: int
    source: str


class ToDeclare(NamedTuple):
    """If all of it were goods that were bought or processed; own raw produce is treated apart."""

    sales: Money
    rate: Rate
    vat: Money
    income: Money


def settings(rows: Iterable[Mapping[str, str]]) -> list[Setting]:
    """Raises CannotWithhold: a setting that is not carried out must not look as if it were."""
    found = [
        Setting(
            row["province"], date.fromisoformat(row["from_day"]), Mode(row["mode"]), row["source"]
        )
        for row in rows
    ]
    for it in found:
        if it.mode is Mode.WITHHOLD:
            raise CannotWithhold(f"{it.province} from {it.from_day}: {CannotWithhold.__doc__}")
    return found


def setting(province: str, *, on: date, known: Iterable[Setting]) -> Setting | None:
    """A province's own word goes before what holds everywhere; of each the newest."""
    here = [it for it in known if it.province in (province, EVERYWHERE) and it.from_day <= on]
    return max(here, key=lambda it: (it.province != EVERYWHERE, it.from_day), default=None)


def rate(kind: str, *, on: date) -> Rate | None:
    known = [it for it in RATES if it.kind == kind and it.from_day <= on]
    return max(known, default=None)


def to_declare(sales: Money, *, on: date) -> ToDeclare | None:
    """By the rates of goods. Nothing before our table begins."""
    found = rate("goods", on=on)
    if found is None:
        return None
    base = max(sales, Money(0))
    return ToDeclare(base, found, _share(base, found.vat), _share(base, found.income))


def _share(sum_: Money, part: int) -> Money:
    """Cut off to whole đồng, once for the whole sum: nobody declares more than was earned."""
    return Money(sum_.dong * part // WHOLE)


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(DictReader(file))


SETTINGS = settings(_rows("withholding.csv"))
RATES = [
    Rate(
        date.fromisoformat(row["from_day"]),
        row["kind"],
        int(row["vat"]),
        int(row["income"]),
        row["source"],
    )
    for row in _rows("rates.csv")
]
