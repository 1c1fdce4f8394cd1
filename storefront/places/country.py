"""The whole country as published: data/units.csv and data/successions.csv, typed."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from storefront.places.models import Level, Relation

DATA = Path(__file__).parent / "data"

BEGINNING = date(2020, 1, 1)
"""Where our history begins. Lạng Sơn's 200 communes really date from that day (NQ 818); elsewhere
what stood on 30 June 2025 is taken to have stood since."""

LANGSON = "20"
_LEVELS = {2: Level.PROVINCE, 3: Level.DISTRICT, 5: Level.COMMUNE}
_SOURCES = {
    (date(2024, 12, 1), LANGSON): "NQ 1246/NQ-UBTVQH15",
    (date(2025, 7, 1), LANGSON): "NQ 1672/NQ-UBTVQH15",
    (date(2025, 7, 1), None): "NQ 202/2025/QH15; vietnamadminunits 1.0.4",
    (date(2026, 4, 30), None): "vietnamese-provinces-database 3.1.0",
}


@dataclass(frozen=True, slots=True)
class Unit:
    code: str
    level: Level
    kind: str
    name: str
    parent: str
    """The code of what it lay in on its first day."""
    valid_from: date
    valid_to: date | None
    lat: float | None
    lon: float | None
    also: str
    """Other names people type: HCM, Sài Gòn."""


@dataclass(frozen=True, slots=True)
class Step:
    """The unit that ended on a day, by code, and one that began on it."""

    on: date
    old: str
    new: str
    relation: Relation
    people_moved: int | None

    def source(self, province: str) -> str:
        return _SOURCES.get((self.on, province)) or _SOURCES[self.on, None]


def units() -> Iterator[Unit]:
    for row in _rows("units.csv"):
        yield Unit(
            code=row["code"],
            level=_LEVELS[len(row["code"])] if row["parent"] else Level.COUNTRY,
            kind=row["kind"],
            name=row["name"],
            parent=row["parent"],
            valid_from=_day(row["since"]) or BEGINNING,
            valid_to=_day(row["until"]),
            lat=_number(row["lat"]),
            lon=_number(row["lon"]),
            also=row["also"],
        )


def steps() -> Iterator[Step]:
    for row in _rows("successions.csv"):
        yield Step(
            on=date.fromisoformat(row["on"]),
            old=row["old"],
            new=row["new"],
            relation=Relation.PART if row["part"] else Relation.WHOLE,
            people_moved=int(row["people"]) if row["people"] else None,
        )


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _number(text: str) -> float | None:
    return float(text) if text else None
