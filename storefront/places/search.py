"""Finding a place by what people type: old names and new, with or without marks, in any order."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, case, func, literal, or_, select
from sqlalchemy.orm import aliased

from storefront import text
from storefront.db import session
from storefront.places.models import Level, Place, Relation, Succession
from storefront.places.queries import stood, touching
from storefront.places.reading import (
    APART,
    BEGINNING,
    BEGUN,
    FULL,
    TOGETHER,
    VERY_NAME,
    Query,
    other_spelling,
)

MOST_HITS = 150
"""Places whose names are looked at more closely. Enough for the commonest name of the country."""


@dataclass(frozen=True, slots=True)
class Match:
    """A place that stands today, and how the words led to it."""

    place: Place
    province: Place | None
    was: Place | None = None
    """The old unit, or old district, by whose name it was found."""
    district: Place | None = None
    """The old district of that old unit, which tells namesakes apart."""
    split: bool = False
    """The old unit was divided: its name alone does not say which of several is meant."""
    exact: bool = False
    """The typed words begin with its whole name (or its old one)."""


def find(
    typed: str,
    *,
    on: date,
    level: Level = Level.COMMUNE,
    inside: Sequence[Place] = (),
    limit: int = 8,
) -> list[Match]:
    """Places standing on the day that somebody may mean, the likeliest first.

    `inside` keeps to places in (or around) any of these; nothing means the whole country.
    Two statements, whatever is typed.
    """
    query = Query.read(typed)
    if not query.words:
        return []
    ranked = sorted(session.execute(_hits(query, level, inside, on)), key=query.rank)
    best = _best(ranked, limit)
    places = _places(hit for hit, _split in best)
    spelled = any(query.spells(hit.name) for hit, _split in best)
    return [
        _match(hit, places, by_name=query.names(hit.folded), split=split,
               exact=hit.tier in FULL and (query.spells(hit.name) or not spelled))
        for hit, split in best
    ]  # fmt: skip


HIT = ("path", "kind", "name", "folded", "words", "tier")


def _hits(query: Query, level: Level, inside: Sequence[Place], on: date) -> Any:
    """Named places of any age, each with what stands there now."""
    hit = _named(query, level, inside, on).cte("hit")
    now, above = aliased(Place), aliased(Place)
    start = select(
        hit.c.id.label("hit_id"), hit.c.id, literal(0).label("part")
    ).cte("step", recursive=True)  # fmt: skip
    part = case((Succession.relation == Relation.PART, 1), else_=start.c.part)
    step = start.union(
        select(start.c.hit_id, Succession.new_id, part)
        .join(start, Succession.old_id == start.c.id)
        .where(Succession.on <= on)
    )
    columns = (
        hit.c.id.label("hit_id"), *(hit.c[name] for name in HIT), now.id.label("now_id"),
        above.kind.label("above_kind"), now.path.label("now_path"), now.code.label("now_code"),
        now.folded.label("now_folded"), step.c.part,
    )  # fmt: skip
    standing = or_(now.valid_to.is_(None), on < now.valid_to)
    return (
        select(*columns)
        .join(step, step.c.hit_id == hit.c.id)
        .join(now, now.id == step.c.id)
        .outerjoin(above, above.id == hit.c.parent_id)
        .where(now.valid_from <= on, standing)
    )


def _named(query: Query, level: Level, inside: Sequence[Place], on: date) -> Any:
    tier = _tier(query)
    named = select(
        Place.id, Place.parent_id, *(getattr(Place, name) for name in HIT[:-1]), tier.label("tier")
    ).where(
        Place.level == level,
        Place.valid_from <= on,
        *(_has(word) for word in query.wanted),
    )
    if inside:
        named = named.where(Place.id.in_(_ever_inside(inside, level, on)))
    longer_first = case((tier == BEGUN, func.length(Place.folded)), else_=0).desc()
    return named.order_by(
        tier, longer_first, Place.valid_to.is_not(None), Place.code, Place.valid_from
    ).limit(MOST_HITS)


def _has(word: str) -> ColumnElement[bool]:
    """Some word of the place begins with this one."""
    begins = Place.words.like(f"% {word}%")
    other = other_spelling(word)
    return or_(begins, Place.words.like(f"% {other} %")) if other != word else begins


def _tier(query: Query) -> Any:
    whole = sorted(query.whole)
    return case(
        (Place.folded.in_(whole), VERY_NAME),
        (Place.folded.in_(sorted(query.begun)), BEGUN),
        (or_(*(Place.folded.like(f"{name}%") for name in whole)), BEGINNING),
        (or_(*(Place.words.like(f"% {name} %") for name in whole)), TOGETHER),
        else_=APART,
    )


def _ever_inside(inside: Sequence[Place], level: Level, on: date) -> Any:
    """What stands inside, and all that it came from."""
    start = (
        select(Place.id)
        .where(Place.level == level, stood(on), touching(inside))
        .cte("ever", recursive=True)
    )
    ever = start.union(select(Succession.old_id).join(start, Succession.new_id == start.c.id))
    return select(ever.c.id)


def _best(ranked: Sequence[Any], limit: int) -> list[tuple[Any, bool]]:
    """Each standing place once, by what speaks for it most, and whether it is part of a split.

    Where something bears the name in full, scattered words elsewhere are only noise.
    """
    best: dict[int, Any] = {}
    split: set[int] = set()
    named = bool(ranked) and ranked[0].tier in FULL
    for hit in ranked:
        if named and hit.tier == APART:
            break
        first = best.setdefault(hit.now_id, hit)
        if hit.part and hit.tier == first.tier:
            split.add(hit.now_id)
    return [(hit, hit.now_id in split) for hit in itertools.islice(best.values(), limit)]


def _places(hits: Iterable[Any]) -> dict[int, Place]:
    """Everything these hits talk about, with what it lies in."""
    ids = {int(step) for hit in hits for path in (hit.path, hit.now_path)
           for step in path.strip("/").split("/")}  # fmt: skip
    if not ids:
        return {}
    return {place.id: place for place in session.scalars(select(Place).where(Place.id.in_(ids)))}


def _match(hit: Any, places: dict[int, Place], *, by_name: bool, split: bool, exact: bool) -> Match:
    named, now = places[hit.hit_id], places[hit.now_id]
    return Match(
        place=now,
        province=_above(now, Level.PROVINCE, places),
        was=_was(named, now, places, by_name=by_name, split=split),
        district=_above(named, Level.DISTRICT, places),
        split=split and by_name,
        exact=exact,
    )


def _was(
    named: Place, now: Place, places: dict[int, Place], *, by_name: bool, split: bool
) -> Place | None:
    if named is now:
        return None
    if not by_name:
        return _above(named, Level.DISTRICT, places) or named
    return named if split or text.spelling(named.name) != text.spelling(now.name) else None


def _above(place: Place, level: Level, places: dict[int, Place]) -> Place | None:
    return next((places[id] for id in place.ids[:-1] if places[id].level is level), None)
