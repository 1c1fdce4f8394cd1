"""What access points did, until a day or in a time: asked of their log, which is all there is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import aliased

from storefront import clock
from storefront.campaign.definition import Known, Measure
from storefront.campaign.rollup import Rows
from storefront.campaign.scope import Scope
from storefront.campaign.standing import Part, added, lay_in
from storefront.counters.models import AccessPoint, Outcome, Sitting
from storefront.db import session
from storefront.places.models import Place

TURNS = (Measure.COUNTER_TURNS, Measure.COUNTER_DONE, Measure.COUNTER_MINUTES)
TOLD = frozenset({Measure.ACCESS_POINTS, *TURNS})


def of_place(scope: Scope, *, since: date | None = None) -> Mapping[Known, Part]:
    """Where nobody ever opened an access point, nothing is told."""
    together: dict[Known, Part] = {}
    for parts in by_commune(scope, since=since).values():
        for measure, part in parts.items():
            together[measure] = added(together.get(measure), part)
    return together


def by_commune(scope: Scope, *, since: date | None = None) -> dict[int, dict[Known, Part]]:
    """In the commune where each access point lies on the scope's last day, or today."""
    found = session.execute(_by_commune(scope, since))
    return {row.home: _parts(row, since) for row in found if row.home is not None}


def _parts(row: Any, since: date | None) -> dict[Known, Part]:
    turns, done, minutes = int(row.turns), int(row.done), int(row.minutes)
    parts: dict[Known, Part] = {
        Measure.COUNTER_TURNS: Part(turns),
        Measure.COUNTER_DONE: Part(done, turns),
        Measure.COUNTER_MINUTES: Part(minutes),
    }
    return parts if since else parts | {Measure.ACCESS_POINTS: Part(int(row.points))}


def _by_commune(scope: Scope, since: date | None) -> Rows:
    turns, end, commune = _turns(scope, since), _end(scope), aliased(Place)
    stands = or_(AccessPoint.closed_at.is_(None), AccessPoint.closed_at >= end)
    of_points = (
        select(
            lay_in(scope).label("home"),
            case((stands, 1), else_=0).label("stands"),
            func.coalesce(turns.c.turns, 0).label("turns"),
            func.coalesce(turns.c.done, 0).label("done"),
            func.coalesce(turns.c.minutes, 0).label("minutes"),
        )
        .select_from(AccessPoint)
        .join(Place, Place.id == AccessPoint.village_id)
        .outerjoin(turns, turns.c.point_id == AccessPoint.id)
        .where(AccessPoint.opened_at < end)
        .subquery()
    )
    sums = [func.sum(of_points.c[it]).label(it) for it in ("turns", "done", "minutes")]
    return (
        select(of_points.c.home, func.sum(of_points.c.stands).label("points"), *sums)
        .join(commune, commune.id == of_points.c.home)
        .where(commune.path.startswith(scope.place.path))
        .group_by(of_points.c.home)
    )


def _turns(scope: Scope, since: date | None) -> Any:
    """Those that count, by access point."""
    in_time = Sitting.begun_at < _end(scope)
    if since is not None:
        in_time &= Sitting.begun_at >= clock.start_of(since)
    return (
        select(
            Sitting.point_id,
            func.count().label("turns"),
            func.sum(case((Sitting.outcome == Outcome.DONE, 1), else_=0)).label("done"),
            func.sum(func.coalesce(Sitting.minutes, 0)).label("minutes"),
        )
        .where(in_time, Sitting.ended_at.is_not(None), Sitting.undone_at.is_(None))
        .group_by(Sitting.point_id)
        .subquery()
    )


def _end(scope: Scope) -> Any:
    return clock.start_of(scope.until + timedelta(days=1))
