"""What people mean by the communes they write: as the picker of places understands them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager

from storefront import text
from storefront.db import session
from storefront.imports.sheet import Column, Fault, Sheet, Wrong
from storefront.places.models import Level, Place, Relation, Succession
from storefront.places.queries import stood
from storefront.places.reading import Query
from storefront.places.search import Match, find

CHOICES = 12
MOST_SEARCHED = 100
"""Ways of writing that are no plain name, in one file."""


@dataclass(frozen=True, slots=True)
class Meant:
    """Either one place, or several to choose from, or none."""

    place: Place | None = None
    was: Place | None = None
    """The old unit by whose name it was found; two of them may be one today."""
    choices: tuple[Match, ...] = ()
    is_elsewhere: bool = False


def meant(written: str, *, inside: Place, on: date) -> Meant:
    """Old names and new, without marks; a unit that was split is asked about."""
    matches = find(written, on=on, inside=[inside], limit=CHOICES)
    exact = [match for match in matches if match.exact]
    if len(exact) == 1 and not exact[0].split:
        return Meant(exact[0].place, exact[0].was)
    if matches:
        return Meant(choices=tuple(exact or matches))
    anywhere = find(written, on=on, limit=1)
    return Meant(is_elsewhere=bool(anywhere and anywhere[0].exact))


def meanings(written: Iterable[str], *, inside: Place, on: date) -> dict[str, Meant]:
    """Of every way of writing, each looked up once. Most are plain names; who sends hundreds of
    others sends no table of communes."""
    once = {text.spelling(it): it for it in written if it}
    names = Names.inside(inside, on=on)
    found = {key: names.plainly(it) for key, it in once.items()}
    searched = [key for key, it in found.items() if it is None][:MOST_SEARCHED]
    asked = {key: meant(once[key], inside=inside, on=on) for key in searched}
    return {key: it or asked.get(key, Meant()) for key, it in found.items()}


class Names:
    """All communes that are or ever were inside, by name: for names that can be nothing else."""

    def __init__(self) -> None:
        self._named: dict[str, list[Place]] = {}
        self._heirs: dict[int, set[Place]] = {}
        self._parted: set[int] = set()

    @classmethod
    def inside(cls, place: Place, *, on: date) -> Names:
        """What stands there, and what that came from, with two questions."""
        it = cls()
        here = (Place.level == Level.COMMUNE, Place.path.startswith(place.path), stood(on))
        for commune in session.scalars(select(Place).where(*here)):
            it._add(commune, {commune})
        for step in session.scalars(_steps(place, on=on)):
            it._add(step.old, it._heirs.get(step.new_id, set()))
            if step.relation is Relation.PART or step.new_id in it._parted:
                it._parted.add(step.old_id)
        return it

    def _add(self, named: Place, heirs: set[Place]) -> None:
        if named.id not in self._heirs:
            self._heirs[named.id] = set()
            self._named.setdefault(named.folded, []).append(named)
        self._heirs[named.id] |= heirs

    def plainly(self, written: str) -> Meant | None:
        """The only place it can mean, if it is the whole name of one that was never split."""
        named = self._bearing(written)
        heirs = {it for each in named for it in self._heirs[each.id]}
        if len(heirs) != 1 or any(it.id in self._parted for it in named):
            return None
        (now,) = heirs
        if now in named:
            return Meant(now)
        return Meant(now, _was(named[0], now)) if len(named) == 1 else None

    def _bearing(self, written: str) -> list[Place]:
        """By the name alone, or with the places around it behind a comma."""
        name, _comma, around = written.partition(",")
        whole, rest = Query.read(name).whole, Query.read(around).wanted
        named = [it for each in whole for it in self._named.get(each, ())]
        return named if all(set(rest) <= set(it.words.split()) for it in named) else []


def _steps(place: Place, *, on: date) -> Select[Succession]:
    """From what stands today back to what was, each step after those it leads to."""
    start = (
        select(Place.id)
        .where(Place.level == Level.COMMUNE, Place.path.startswith(place.path), stood(on))
        .cte("ever", recursive=True)
    )
    ever = start.union(select(Succession.old_id).join(start, Succession.new_id == start.c.id))
    return (
        select(Succession)
        .join(Succession.old)
        .where(Succession.new_id.in_(select(ever.c.id)), Succession.on <= on)
        .where(Place.level == Level.COMMUNE)
        .options(contains_eager(Succession.old))
        .order_by(Succession.on.desc(), Succession.id)
    )


def _was(named: Place, now: Place) -> Place | None:
    return named if text.spelling(named.name) != text.spelling(now.name) else None


def faults(sheet: Sheet, known: dict[str, Meant], told: Iterable[int]) -> Iterator[Fault]:
    """What is wrong about the places of a sheet, and rows that are there twice.

    `told` are communes that the same source has told of already for the same day.
    """
    told, seen = set(told), dict[tuple[object, ...], int]()
    for row in sheet.rows:
        it = known.get(text.spelling(row.commune))
        if it is None:
            continue
        cell = sheet.cell(row.row, Column.COMMUNE)
        if it.place is None and not it.choices:
            what = Wrong.OUTSIDE if it.is_elsewhere else Wrong.UNKNOWN_PLACE
            yield Fault(row.row, Column.COMMUNE, cell, what, row.commune)
        elif it.place and it.place.id in told:
            yield Fault(row.row, Column.COMMUNE, cell, Wrong.KNOWN, row.commune)
        first = seen.setdefault(
            (*_place_key(it, row.commune), text.fold(row.name), text.fold(row.shop), row.phone),
            row.row,
        )
        if first != row.row:
            yield Fault(row.row, Column.COMMUNE, cell, Wrong.TWICE, str(first))


def _place_key(it: Meant, written: str) -> tuple[object, ...]:
    if it.place is None:
        return (text.spelling(written),)
    return (it.place.id, it.was.id if it.was else None)
