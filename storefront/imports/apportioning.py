"""What was told of communes that have been divided since: an estimate by households, or nothing.

It stands beside the other imported figures and says that it is an estimate. Where none of the heirs
has a household that anybody knows, it is not apportioned at all.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from storefront.db import session
from storefront.imports.models import ImportedRow
from storefront.imports.queries import BY_SOURCE, Elsewhere, ever, of_source
from storefront.imports.sheet import FIGURES
from storefront.money import Money
from storefront.places.models import Level, Place, Relation, Succession
from storefront.places.queries import as_now, asked_of
from storefront.shops.models import Household


@dataclass(frozen=True, slots=True)
class Apportioned:
    """What one source says of one divided commune."""

    old: Place
    told: Elsewhere
    """Of the whole old commune."""
    households: int = 0
    """Of today's commune, of those in all heirs."""
    of: int = 0

    @property
    def is_told(self) -> bool:
        return self.of > 0

    def about(self, name: str) -> int | Money | None:
        """The share that falls to this commune; nothing where nobody can tell."""
        whole = getattr(self.told.sums, name)
        if whole is None or not self.is_told:
            return None
        if isinstance(whole, Money):
            return Money(round(whole.dong * self.households / self.of))
        return round(int(whole) * self.households / self.of)

    @property
    def figures(self) -> dict[str, int | Money | None]:
        return {each.value: self.about(each.value) for each in FIGURES}


def apportioned(place: Place, *, until: date, on: date) -> list[Apportioned]:
    """For a commune its shares, for a wider place what is apportioned to none of its communes."""
    olds = _divided(place)
    if not olds:
        return []
    wanted = (
        BY_SOURCE.add_columns(ImportedRow.commune_id)
        .where(ImportedRow.commune_id.in_(list(olds)))
        .group_by(ImportedRow.commune_id)
    )
    told = [
        (olds[row.commune_id], of_source(row)) for row in session.execute(wanted, {"until": until})
    ]
    if place.level is not Level.COMMUNE:
        return [Apportioned(old, it) for old, it in told]
    shares = {old.id: _share(old, place, on=on) for old, _it in told}
    return [Apportioned(old, it, *shares[old.id]) for old, it in told]


def _divided(place: Place) -> dict[int, Place]:
    """Old communes from which something went here, and not all of it."""
    told = select(ImportedRow.commune_id).distinct()
    ended = session.scalars(select(Place).where(Place.id.in_(told), Place.valid_to.is_not(None)))
    olds = {it.id: it for it in ended}
    if not olds:
        return {}
    here = _among(olds, place, whole=False)
    if place.level is Level.COMMUNE:
        here -= _among(olds, place, whole=True)
    else:
        here &= _parted(olds)
    return {number: olds[number] for number in sorted(here)}


def _among(olds: Collection[int], place: Place, *, whole: bool) -> set[int]:
    inside = ever(place.level, whole=whole).subquery()
    among = select(inside.c.id).where(inside.c.id.in_(olds))
    return set(session.scalars(among, asked_of(place)))


def _parted(olds: Collection[int]) -> set[int]:
    """Those that were divided, at once or by what they had become."""
    start = select(Place.id.label("old_id"), Place.id.label("id")).where(Place.id.in_(olds))
    heir = start.cte("heir", recursive=True)
    step = select(heir.c.old_id, Succession.new_id).join(heir, Succession.old_id == heir.c.id)
    heirs = heir.union(step)
    parted = select(heirs.c.old_id).join(Succession, Succession.old_id == heirs.c.id)
    return set(session.scalars(parted.where(Succession.relation == Relation.PART)))


def _share(old: Place, place: Place, *, on: date) -> tuple[int, int]:
    """Households known here, of those in all that the old commune became."""
    village: Any = aliased(Place)
    heirs = [it.id for it in as_now(old, on=on)]
    counted = (
        select(village.parent_id, func.count(Household.id))
        .join(Household, Household.village_id == village.id)
        .where(village.parent_id.in_(heirs), Household.gone_at.is_(None))
        .group_by(village.parent_id)
    )
    known = {row[0]: row[1] for row in session.execute(counted)}
    return known.get(place.id, 0), sum(known.values())
