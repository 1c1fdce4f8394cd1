"""What is already known of a province's campaign, as files that name their sources.

`data/<province code>/campaign.toml` says when it began and what stood on that day;
`published.csv` holds the figures others printed. A province without files starts from nothing.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from storefront.facts.models import Indicator

FOLDER = Path(__file__).parent / "data"

COLUMNS = {
    Indicator.SHOP_OPENED: ("shops", "shops_multiple"),
    Indicator.ACCOUNT_DECLARED: ("payment_accounts", "payment_accounts_multiple"),
    Indicator.ORDER_PLACED: ("orders", None),
    Indicator.PRODUCT_LISTED: ("product_types", None),
    Indicator.REVENUE: ("revenue_vnd", "revenue_multiple"),
}


@dataclass(frozen=True)
class Start:
    """What stood on the first day. Nothing in `value` means that nobody published it."""

    source: str
    value: int | None = None


@dataclass(frozen=True)
class Beginning:
    name: str
    began_on: date
    baselines: dict[Indicator, Start] = field(default_factory=dict)


@dataclass(frozen=True)
class Figure:
    indicator: Indicator
    on: date
    precision: str
    value: int | None
    multiple: Decimal | None
    source: str


def beginning_of(province_code: str) -> Beginning | None:
    path = FOLDER / province_code / "campaign.toml"
    if not path.exists():
        return None
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    starts = {Indicator(name): Start(**start) for name, start in told["baselines"].items()}
    return Beginning(told["name"], told["began_on"], starts)


def published_in(province_code: str) -> list[Figure]:
    path = FOLDER / province_code / "published.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as lines:
        return list(read_published(lines))


def read_published(lines: Iterable[str]) -> Iterator[Figure]:
    """One figure for each indicator a line mentions. What it leaves out stays unknown."""
    for row in csv.DictReader(lines):
        for indicator, (value, multiple) in COLUMNS.items():
            told = row[value] or None
            times = row[multiple] or None if multiple else None
            if told or times:
                yield Figure(
                    indicator,
                    date.fromisoformat(row["date"]),
                    row["date_precision"],
                    int(told) if told else None,
                    Decimal(times) if times else None,
                    row["source"],
                )
