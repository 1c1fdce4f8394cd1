"""Households of which nobody has said yet in which commune of today they live: an estimate, told
beside the figures and never mixed into them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import aliased

from storefront.campaign.models import Reform, ReformState, Undecided
from storefront.campaign.rollup import Rows
from storefront.campaign.scope import Scope
from storefront.db import session
from storefront.places.models import Level, Place, Succession
from storefront.places.queries import as_now, asked_of, under
from storefront.shops.models import Household


@dataclass(frozen=True, slots=True)
class Unplaced:
    """Households last known in an old commune that was divided, or that is gone."""

    old: Place
    households: int
    about_here: int | None = None
    """So many of them belong here, by how many households each heir has; nothing for a place that
    holds them all."""


def of(scope: Scope) -> list[Unplaced]:
    if not scope.is_now:
        return []
    if scope.place.level is not Level.COMMUNE:
        return [Unplaced(old, many) for old, many in _waiting(scope.place)]
    above = scope.place.parent
    waiting = _waiting(above) if above and scope.place.stood_on(scope.today) else []
    return [it for old, many in waiting if (it := _share(scope, old, many))]


def settling(scope: Scope) -> Sequence[Reform]:
    """Changes of communes of which, as then, it is being told anew what was counted since."""
    if scope.is_now:
        return []
    return session.scalars(_SETTLING, {"path": scope.place.path, "ids": scope.place.ids}).all()


# Written once: writing them costs more than asking.

_SETTLING = (
    select(Reform)
    .join(Reform.place)
    .where(
        or_(
            Place.path.startswith(bindparam("path")),
            # A commune may have lost its villages to one beside it.
            (Place.level == Level.PROVINCE) & Place.id.in_(bindparam("ids", expanding=True)),
        ),
        Reform.state.in_((ReformState.SETTLING, ReformState.GOING_BACK)),
    )
    .order_by(Reform.id)
)


def _waiting(place: Place) -> Iterable[tuple[Place, int]]:
    rows = session.execute(_left_in(place.level), asked_of(place))
    return [(old, many) for old, many in rows if many]


@cache
def _left_in(level: Level) -> Rows:
    """By old commune: left in it, or in villages of it that were themselves divided."""
    village, commune = aliased(Place), aliased(Place)
    left = (
        select(village.parent_id.label("old"), func.count(Household.id).label("many"))
        .join(village, village.id == Household.village_id)
        .join(commune, commune.id == village.parent_id)
        .where(commune.valid_to.is_not(None), under(level, commune))
        .group_by(village.parent_id)
    )
    asked = (
        select(Succession.old_id.label("old"), func.count(Household.id).label("many"))
        .join(village, village.id == Household.village_id)
        .join(Succession, Succession.new_id == village.parent_id)
        .where(
            # Not joined: SQLite would look through all households for the few.
            Household.id.in_(select(Undecided.household_id)),
            village.path.startswith(bindparam("path")),
        )
        .group_by(Succession.old_id)
    )
    rows = left.union_all(asked).subquery()
    return select(Place, rows.c.many).join(rows, rows.c.old == Place.id).order_by(Place.folded)


def _share(scope: Scope, old: Place, many: int) -> Unplaced | None:
    heirs = [it.id for it in as_now(old, on=scope.today)]
    if scope.place.id not in heirs:
        return None
    counted = (
        select(Place.parent_id, func.count(Household.id))
        .join(Household, Household.village_id == Place.id)
        .where(Place.parent_id.in_(heirs))
        .group_by(Place.parent_id)
    )
    known = {row[0]: row[1] for row in session.execute(counted)}
    mine, all_of_them = known.get(scope.place.id, 0), sum(known.values())
    return Unplaced(old, many, round(many * mine / all_of_them) if all_of_them else None)
