"""From a number down to what it is made of: teams and households.

Everything is obtained through the person: what lies outside their places is not found.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, exists, func, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from storefront.accounts.models import Consent, Person, Purpose
from storefront.accounts.permissions import Permission
from storefront.campaign import sums
from storefront.campaign.remembering import remembered
from storefront.campaign.rollup import Rows
from storefront.campaign.scope import Scope
from storefront.db import session
from storefront.facts.models import COUNTED, DATED_AHEAD, Fact, Indicator
from storefront.orders.models import Order
from storefront.places.models import Place
from storefront.shops.models import Household
from storefront.teams.models import Duty, Membership, Team
from storefront.teams.queries import with_roster

BY_TEAM = tuple(it for it in COUNTED if it not in DATED_AHEAD)
"""Teams' sums have no days, so nothing of theirs may be dated ahead."""
_WAITING = (Indicator.SHOP_OPENED, Indicator.SHOP_READY)


def teams(scope: Scope) -> Rows:
    """Teams with their sums to this day, most shops that cannot sell yet first.

    Columns: id, name, village, commune code and name, head, waiting, and one for each indicator.
    """
    chosen = _with_waiting(sums.by_team(BY_TEAM), BY_TEAM)
    return _named(chosen).params(sums.given(scope))


def some_teams(
    scope: Scope, *, skip: int, limit: int, only: tuple[Indicator, ...] = BY_TEAM
) -> Sequence[Row[Any]]:
    """A page of them: chosen first, so that sums are made of these alone."""
    chosen = sums.teams_by_waiting().offset(skip).limit(limit)
    asked = sums.given(scope)
    numbers = session.scalars(chosen, asked).all()
    return session.execute(_of_some(only), asked | {"teams": numbers}).all()


def unnamed_teams(scope: Scope, only: tuple[Indicator, ...]) -> Sequence[Row[Any]]:
    """All of them in the same order, with their commune's code, the waiting and the sums alone."""
    return session.execute(_unnamed(only), sums.given(scope)).all()


@cache
def _of_some(only: tuple[Indicator, ...]) -> Rows:
    return _named(_with_waiting(sums.by_team(only, is_of_some=True), only))


@cache
def _unnamed(only: tuple[Indicator, ...]) -> Rows:
    some = _with_waiting(sums.by_team(only), only).subquery()
    village, commune = aliased(Place), aliased(Place)
    return (
        select(commune.code.label("commune_code"), *some.c)
        .join_from(some, Team, Team.id == some.c.team_id)
        .join(village, village.id == Team.place_id)
        .join(commune, commune.id == village.parent_id)
        .order_by(some.c.waiting.desc(), Team.id)
    )


def _with_waiting(counted: Any, only: tuple[Indicator, ...]) -> Rows:
    waiting = counted.c[Indicator.SHOP_OPENED] - counted.c[Indicator.SHOP_READY]
    return select(counted.c.team_id, waiting.label("waiting"), *[counted.c[it] for it in only])


def waiting_teams(scope: Scope, *, limit: int) -> Sequence[Row[Any]]:
    """Those with the most shops that cannot sell yet."""
    asked = sums.given(scope) | {"teams": _most_waiting(scope, limit)}
    return session.execute(_of_some(_WAITING), asked).all()


@remembered
def _most_waiting(scope: Scope, limit: int) -> Sequence[int]:
    """Their numbers: to choose them, all teams are added up."""
    found = sums.waiting_by_team().c
    chosen = select(found.team_id).order_by(found.waiting.desc(), found.team_id).limit(limit)
    return session.scalars(chosen, sums.given(scope)).all()


def _named(counted: Rows) -> Rows:
    some = counted.subquery()
    village, commune, head = aliased(Place), aliased(Place), aliased(Person)
    return (
        select(
            Team.name,
            village.name.label("village"),
            commune.code.label("commune_code"),
            commune.name.label("commune"),
            _head(head).label("head"),
            *some.c,
        )
        .join(some, some.c.team_id == Team.id)
        .join(village, village.id == Team.place_id)
        .join(commune, commune.id == village.parent_id)
        .order_by(some.c.waiting.desc(), Team.id)
    )


def _head(person: Any) -> Any:
    """The team's head today; where two overlap, the later one."""
    return (
        select(person.name)
        .join(Membership, Membership.person_id == person.id)
        .where(
            Membership.team_id == Team.id,
            Membership.duty == Duty.HEAD,
            Membership.to_day.is_(None),
        )
        .order_by(Membership.from_day.desc(), Membership.id.desc())
        .limit(1)
        .scalar_subquery()
    )


def team_to_read(team_id: int, person: Person, *, on: date) -> Team | None:
    team = with_roster(team_id)
    if team and person.may(Permission.CAMPAIGN_READ, at=team.place, on=on):
        return team
    return None


def household_to_read(code: str, person: Person, *, on: date) -> Household | None:
    wanted = select(Household).where(Household.code == code, agreed()).options(*_with_people())
    household = session.scalar(wanted)
    if household and person.may(Permission.CAMPAIGN_READ, at=household.village, on=on):
        return household
    return None


def households(wanted: Any, *, skip: int, limit: int) -> Sequence[Household]:
    """Households by village and code, those that agreed to be in reports."""
    some = (
        select(Household)
        .join(Household.village)
        .where(wanted, agreed())
        .options(*_with_people())
        .order_by(Place.folded, Household.village_id, Household.id)
        .offset(skip)
        .limit(limit)
    )
    return session.scalars(some).all()


def keepers(wanted: Any) -> Sequence[int]:
    """Of those households, for the log of looks."""
    them = select(Household.keeper_id).join(Household.village).where(wanted, agreed())
    return session.scalars(them).all()


def _with_people() -> tuple[Any, ...]:
    return (
        joinedload(Household.keeper),
        joinedload(Household.team),
        joinedload(Household.village).joinedload(Place.parent),
    )


def agreed() -> ColumnElement[bool]:
    """Whether the household agreed to be looked at in reports, and still does."""
    return exists().where(
        Consent.person_id == Household.keeper_id,
        Consent.purpose == Purpose.REPORT,
        Consent.withdrawn_at.is_(None),
    )


def of_team(team: Team) -> Any:
    return Household.team_id == team.id


def without_team(commune: Place) -> Any:
    return Household.team_id.is_(None) & (Place.parent_id == commune.id)


def household_sums(
    households: Iterable[Household], *, until: date, only: Collection[Indicator] = tuple(Indicator)
) -> dict[int, dict[Indicator, int]]:
    """Straight from the facts; `only` of what is asked for, if not of all."""
    ids = [household.id for household in households]
    wanted = (
        select(Fact.household_id, Fact.indicator, func.sum(Fact.amount))
        .where(Fact.household_id.in_(ids), Fact.day <= until)
        .group_by(Fact.household_id, Fact.indicator)
    )
    if len(only) < len(Indicator):
        wanted = wanted.where(Fact.indicator.in_(only))
    counted: dict[int, dict[Indicator, int]] = defaultdict(dict)
    for household_id, indicator, amount in session.execute(wanted):
        counted[household_id][indicator] = int(amount)
    return counted


def order_to_read(code: str, person: Person, *, on: date) -> Order | None:
    """An order behind a row, of a household that may be looked at."""
    wanted = select(Order).where(Order.code == code).options(joinedload(Order.checkout))
    order = session.scalar(wanted.options(selectinload(Order.lines)))
    home = order.shop.household if order else None
    return order if home and household_to_read(home.code, person, on=on) else None
