"""Loading the country, and the villages that people add."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import String, cast, func, insert, literal, select, update
from sqlalchemy.orm import aliased

from storefront import clock, text
from storefront.db import session
from storefront.errors import MarketError
from storefront.places import country
from storefront.places.models import Level, Place, Succession

Row = dict[str, Any]
Key = tuple[str, date]


class NameTaken(MarketError):
    """There is a village of that name in the commune already."""


def load_country() -> int:
    """Bring the official units up to the published state. Gives how many were new."""
    return import_units(country.units(), country.steps())


def import_units(units: Iterable[country.Unit], steps: Iterable[country.Step]) -> int:
    """Add the units and successions that are missing, and set right those that differ."""
    by_level: dict[Level, list[country.Unit]] = defaultdict(list)
    for unit in units:
        by_level[unit.level].append(unit)
    known = _Known()
    added = sum(_import_level(by_level[level], known) for level in Level)
    _import_steps(steps, known)
    return added


class _Known:
    """What the database holds already."""

    def __init__(self) -> None:
        self.rows: dict[Key, Row] = {}
        self.by_code: dict[str, list[Row]] = defaultdict(list)
        self.read()

    def read(self) -> None:
        self.rows.clear()
        self.by_code.clear()
        place = Place.__table__
        official = select(place).where(place.c.level != Level.VILLAGE)
        for found in session.execute(official).mappings():
            row = dict(found)
            self.rows[row["code"], row["valid_from"]] = row
            self.by_code[row["code"]].append(row)

    def on(self, code: str, day: date) -> Row:
        return next(row for row in self.by_code[code] if _stood(row, day))

    def ending(self, code: str, day: date) -> Row:
        return next(row for row in self.by_code[code] if row["valid_to"] == day)


def _stood(row: Row, day: date) -> bool:
    return row["valid_from"] <= day and (row["valid_to"] is None or day < row["valid_to"])


def _import_level(units: list[country.Unit], known: _Known) -> int:
    wanted = {(unit.code, unit.valid_from): _row(unit, known) for unit in units}
    for key, row in wanted.items():
        if row["valid_to"] is None and key in known.rows:
            row["valid_to"] = known.rows[key]["valid_to"]  # what staff ended stays ended
    new = [row for key, row in wanted.items() if key not in known.rows]
    changed = [
        {"id": known.rows[key]["id"], **row}
        for key, row in wanted.items()
        if key in known.rows and not row.items() <= known.rows[key].items()
    ]
    if changed:
        session.execute(update(Place), changed)
    if new:
        session.execute(insert(Place), [{**row, "path": ""} for row in new])
        _lay_paths()
    if new or changed:
        known.read()
    return len(new)


def _row(unit: country.Unit, known: _Known) -> Row:
    parent = known.on(unit.parent, unit.valid_from) if unit.parent else None
    return {
        "code": unit.code,
        "level": unit.level,
        "kind": unit.kind,
        "name": unit.name,
        "folded": text.fold(unit.name),
        "words": words_for(f"{unit.name} {unit.also}", parent["words"] if parent else ""),
        "valid_from": unit.valid_from,
        "valid_to": unit.valid_to,
        "parent_id": parent["id"] if parent else None,
        "lat": unit.lat,
        "lon": unit.lon,
    }


def words_for(name: str, words_above: str) -> str:
    """What a place is found by: its own name, then all that it lies in, but not the country."""
    above = "" if words_above == COUNTRY_WORDS else words_above.strip()
    return f" {text.fold(f'{name} {above}')} "


COUNTRY_WORDS = " viet nam "


def _lay_paths() -> None:
    """Write the paths of new places, whose parents have theirs already."""
    parent = aliased(Place)
    above = select(parent.path).where(parent.id == Place.parent_id).scalar_subquery()
    path = func.coalesce(above, literal("/")) + cast(Place.id, String) + literal("/")
    session.execute(
        update(Place).where(Place.path == "").values(path=path),
        execution_options={"synchronize_session": False},
    )


def _import_steps(steps: Iterable[country.Step], known: _Known) -> None:
    there = {tuple(pair) for pair in session.execute(select(Succession.old_id, Succession.new_id))}
    provinces = {row["id"]: row["code"] for row in known.rows.values()}
    rows = []
    for step in steps:
        old, new = known.ending(step.old, step.on), known.rows[step.new, step.on]
        if (old["id"], new["id"]) not in there:
            rows.append(
                {
                    "old_id": old["id"],
                    "new_id": new["id"],
                    "on": step.on,
                    "relation": step.relation,
                    "people_moved": step.people_moved,
                    "source": step.source(provinces[_province_id(new)]),
                }
            )
    if rows:
        session.execute(insert(Succession), rows)


def _province_id(row: Row) -> int:
    """The province is the second step of every path."""
    return int(row["path"].split("/")[2])


def add_village(
    name: str, commune: Place, *, kind: str = "thôn", signal: str | None = None, at: datetime
) -> Place:
    """Add a village to a commune. Raises NameTaken when the commune has one of that name."""
    _lock(commune)
    _refuse_second(name, commune)
    village = Place(
        code=_village_code(commune),
        level=Level.VILLAGE,
        kind=kind,
        name=name,
        folded=text.fold(name),
        words=words_for(name, commune.words),
        valid_from=clock.village_date(at),
        parent=commune,
        signal=signal,
    )
    session.add(village)
    session.flush()
    village.path = f"{commune.path}{village.id}/"
    session.flush()
    return village


def change_village(village: Place, name: str, *, kind: str, signal: str | None) -> None:
    """Call a village something else. It stays the same village.

    Raises NameTaken when its commune has another of that name.
    """
    commune = session.get_one(Place, village.parent_id)
    _lock(commune)
    _refuse_second(name, commune, but=village)
    village.kind, village.name, village.signal = kind, name, signal
    village.folded, village.words = text.fold(name), words_for(name, commune.words)


def begin_commune(
    code: str, name: str, *, kind: str, province: Place, on: date, at: tuple[float, float] | None
) -> Place:
    """A commune that is there from a day on."""
    return _begin(Level.COMMUNE, code, name, kind=kind, inside=province, on=on, at=at)


def begin_province(
    code: str, name: str, *, kind: str, country: Place, on: date, at: tuple[float, float] | None
) -> Place:
    return _begin(Level.PROVINCE, code, name, kind=kind, inside=country, on=on, at=at)


def _begin(
    level: Level, code: str, name: str, *,
    kind: str, inside: Place, on: date, at: tuple[float, float] | None,
) -> Place:  # fmt: skip
    """One that was begun on the day and taken back is used."""
    same = (Place.code == code, Place.valid_from == on, Place.level == level)
    unit = session.scalar(select(Place).where(*same))
    if unit is None:
        unit = Place(code=code, level=level, valid_from=on)
        session.add(unit)
    unit.kind, unit.name, unit.folded = kind, name, text.fold(name)
    unit.words, unit.parent = words_for(name, inside.words), inside
    unit.valid_to, (unit.lat, unit.lon) = None, at or (None, None)
    session.flush()
    unit.path = f"{inside.path}{unit.id}/"
    session.flush()
    return unit


def put_inside(villages: Iterable[Place], commune: Place) -> None:
    """Villages go over to another commune. They stay the same villages and keep their codes."""
    for village in villages:
        village.parent = commune
        village.path = f"{commune.path}{village.id}/"
        village.words = words_for(village.name, commune.words)
    session.flush()


def _lock(commune: Place) -> None:
    # Two officers may add a village at once; the second must see the first.
    session.execute(select(Place.id).where(Place.id == commune.id).with_for_update())


def _refuse_second(name: str, commune: Place, *, but: Place | None = None) -> None:
    alike = select(Place).where(
        Place.parent_id == commune.id,
        Place.folded == text.fold(name),
        Place.valid_to.is_(None),
    )
    for other in session.scalars(alike):
        # Nà Mò and Nà Mơ may be neighbours.
        if other is not but and text.spelling(other.name) == text.spelling(name):
            raise NameTaken(name)


def _village_code(commune: Place) -> str:
    """The commune's code and a running number: 06463-03."""
    inside = select(Place.code).where(Place.code.startswith(f"{commune.code}-"))
    numbers = [int(code.rpartition("-")[2]) for code in session.scalars(inside)]
    return f"{commune.code}-{max(numbers, default=0) + 1:02d}"
