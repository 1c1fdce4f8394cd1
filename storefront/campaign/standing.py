"""How things stand on a day: what no deed counts, asked of the registers themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple

from sqlalchemy import case, func, literal, or_, select
from sqlalchemy.orm import aliased

from storefront.campaign.definition import Known, Measure
from storefront.campaign.rollup import Rows
from storefront.campaign.scope import Scope
from storefront.db import session
from storefront.places.models import FormerCommune, Level, Place
from storefront.places.queries import stood
from storefront.teams.models import Membership, Team


class Part(NamedTuple):
    value: int | None
    whole: int | None = None


Parts = Mapping[Known, Part]


def of_place(scope: Scope, wanted: Collection[Measure]) -> Parts:
    """Communes added up. What nobody wrote down anywhere in the place is missing."""
    together: dict[Known, Part] = {}
    for parts in by_commune(scope, wanted).values():
        for measure, part in parts.items():
            together[measure] = added(together.get(measure), part)
    return together


def by_commune(scope: Scope, wanted: Collection[Measure]) -> dict[int, dict[Known, Part]]:
    found: dict[int, dict[Known, Part]] = defaultdict(dict)
    for measure in _BY_COMMUNE.keys() & set(wanted):
        rows = session.execute(_BY_COMMUNE[measure](scope))
        for commune_id, *part in rows:
            found[commune_id][measure] = Part(*map(_whole_number, part))
    return found


def lay_in(scope: Scope) -> Any:
    """The commune of a village: of today, or of the scope's last day."""
    if scope.is_now:
        return Place.parent_id
    then = (
        select(FormerCommune.commune_id)
        .where(FormerCommune.village_id == Place.id, FormerCommune.until > scope.until)
        .order_by(FormerCommune.until, FormerCommune.id)
        .limit(1)
        .scalar_subquery()
    )
    return func.coalesce(then, Place.parent_id)


def _by_commune(scope: Scope, rows: Rows, *sums: Any) -> Rows:
    """Villages added up by commune, those whose commune lies in the scope's place."""
    commune = aliased(Place)
    home = rows.add_columns(lay_in(scope).label("home"), *sums).subquery()
    columns = [home.c[it.name] for it in sums]
    added = select(home.c.home, *(func.sum(it) for it in columns))
    return (
        added.join(commune, commune.id == home.c.home)
        .where(commune.path.startswith(scope.place.path))
        .group_by(home.c.home)
    )


def _teams(scope: Scope) -> Rows:
    teams = select(Team.id).join(Team.place).where(*_at_work(scope))
    return _by_commune(scope, teams, literal(1).label("teams"))


def _members(scope: Scope) -> Rows:
    teams, by_team = _with_people(scope)
    return _by_commune(scope, teams, func.coalesce(by_team.c.people, 0).label("people"))


def _staffed(scope: Scope) -> Rows:
    teams, by_team = _with_people(scope)
    staffed = case((by_team.c.people > 0, 1), else_=0).label("staffed")
    return _by_commune(scope, teams, staffed, literal(1).label("teams"))


def _with_people(scope: Scope) -> tuple[Rows, Any]:
    """Teams of the day, and how many people each has then."""
    people = func.count(func.distinct(Membership.person_id))
    by_team = (
        select(Membership.team_id, people.label("people"))
        .where(Membership.are_held_on(scope.until))
        .group_by(Membership.team_id)
        .subquery()
    )
    teams = (
        select(Team.id)
        .join(Team.place)
        .outerjoin(by_team, by_team.c.team_id == Team.id)
        .where(*_at_work(scope))
    )
    return teams, by_team


def _at_work(scope: Scope) -> tuple[Any, ...]:
    """Teams of the day."""
    return (
        Team.decided_on <= scope.until,
        or_(Team.ended_on.is_(None), scope.until < Team.ended_on),
    )


def _without_signal(scope: Scope) -> Rows:
    silent = case((Place.signal == "none", 1), else_=0).label("silent")
    villages = select(Place.id).where(
        Place.level == Level.VILLAGE, Place.signal.is_not(None), stood(scope.until)
    )
    return _by_commune(scope, villages, silent, literal(1).label("villages"))


_BY_COMMUNE: dict[Measure, Callable[[Scope], Rows]] = {
    Measure.TEAMS: _teams,
    Measure.TEAMS_STAFFED: _staffed,
    Measure.MEMBERS: _members,
    Measure.VILLAGES_WITHOUT_SIGNAL: _without_signal,
}


def added(one: Part | None, other: Part) -> Part:
    if one is None:
        return Part(*map(_whole_number, other))
    value, whole = (_sum(*pair) for pair in zip(one, other, strict=True))
    return Part(value, whole)


def _sum(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + int(other)


def _whole_number(number: int | None) -> int | None:
    return None if number is None else int(number)
