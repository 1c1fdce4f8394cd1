"""The rows behind a number, and the orders behind those, newest first.

Pages take some of them: a page costs the same however many rows there are.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, case, select, union, union_all
from sqlalchemy.orm import aliased

from storefront.accounts.models import Person
from storefront.asking import Row, fetch
from storefront.bills.models import Bill
from storefront.campaign import parts, sums
from storefront.campaign.drill import agreed
from storefront.campaign.models import TotalFold
from storefront.campaign.rollup import Rows
from storefront.campaign.scope import Scope
from storefront.db import session
from storefront.facts.models import COUNTED, Fact, Indicator
from storefront.facts.restating import MOVED
from storefront.numbers import numbers
from storefront.orders.models import Order
from storefront.payments.models import Receipt
from storefront.places.models import Place
from storefront.shops.models import Household
from storefront.teams.models import Team

_NEWEST = (Fact.day.desc(), Fact.id.desc())


def facts_of(household: Household, *, until: date) -> Rows:
    """The rows themselves, newest first, each with the order behind it."""
    theirs = _facts().where(
        Fact.household_id == household.id, Fact.indicator.in_(COUNTED), Fact.day <= until
    )
    return theirs.order_by(*_NEWEST)


def facts_behind(scope: Scope, indicator: Indicator) -> Rows:
    """The rows a number was made of, newest first."""
    lives = select(Household.id).join(Household.village).where(_in(scope, Place.parent_id))
    here = Fact.household_id.in_(lives) if scope.is_now else _in(scope, Fact.commune_id)
    return (
        _facts()
        .where(here, Fact.indicator == indicator, Fact.day <= scope.until)
        .order_by(*_NEWEST)
    )


def newest_of(household: Household, *, until: date, skip: int, limit: int) -> Sequence[Row]:
    """Some of them. Chosen by number first: the index of a household's facts has all it takes."""
    theirs = select(Fact.id).where(
        Fact.household_id == household.id, Fact.indicator.in_(COUNTED), Fact.day <= until
    )
    return _read(theirs.order_by(*_NEWEST).offset(skip).limit(limit))


def newest_behind(scope: Scope, indicator: Indicator, *, skip: int, limit: int) -> Sequence[Row]:
    """Some of them. Each commune in which they were counted has them in order, so that only its
    newest are looked at, however many there are."""
    pieces = [
        _newest(scope, indicator, commune_id, limit=skip + limit)
        for commune_id in _counted_in(scope)
    ]
    if not pieces:
        return []
    found = union_all(*pieces).subquery().c
    some = select(found.id).order_by(found.day.desc(), found.id.desc())
    return _read(some.offset(skip).limit(limit))


def _newest(scope: Scope, indicator: Indicator, commune_id: int, *, limit: int) -> Any:
    here = select(Fact.id, Fact.day).where(
        Fact.commune_id == commune_id, Fact.indicator == indicator, Fact.day <= scope.until
    )
    if scope.is_now:
        here = here.where(case((_in(scope, _LIVES_IN), True), else_=False))
    return select(here.order_by(*_NEWEST).limit(limit).subquery())


_LIVES_IN = (
    select(Place.parent_id)
    .join(Household, Household.village_id == Place.id)
    .where(Household.id == Fact.household_id)
    .scalar_subquery()
)
"""Asked of one fact after another, in their order: joined to them, PostgreSQL would read all facts
of the commune before it sorts them. A choice (CASE) is taken to hold for every other one; a
comparison for so few that all must be read."""


def _counted_in(scope: Scope) -> Sequence[int]:
    """The communes in which anything was counted of those who live here."""
    if not scope.is_now:
        return scope.commune_ids
    return session.scalars(_ORIGINS, sums.given(scope)).all()


_ORIGINS = union(
    select(TotalFold.commune_id).where(TotalFold.now_id.in_(parts.KEYS)),
    parts.unfolded_here(Fact.commune_id),
)
"""A commune too many would be looked through to its oldest fact for somebody who lives here."""


def _read(ids: Select[int]) -> Sequence[Row]:
    found = session.scalars(ids).all()
    return fetch(_THESE, these=json.dumps(found)) if found else []


def _in(scope: Scope, commune_id: Any) -> Any:
    return commune_id.in_(scope.commune_ids)


def _facts() -> Rows:
    """Who it was is left open where they did not agree to be in reports; the number stands."""
    village, willing = aliased(Place), agreed()
    about = {
        "cause": Fact.cause,
        "household": Household.code,
        "honorific": Household.honorific,
        "keeper": Person.name,
        "keeper_id": Household.keeper_id,
        "team": Team.name,
        "village": village.name,
        "path": village.path,
    }
    told = [case((willing, column)).label(name) for name, column in about.items()]
    return (
        select(Fact.id, Fact.indicator, Fact.day, Fact.amount, *told)
        .select_from(Fact)
        .join(Household, Household.id == Fact.household_id)
        .join(Person, Person.id == Household.keeper_id)
        .join(village, village.id == Household.village_id)
        .outerjoin(Team, Team.id == Household.team_id)
    )


_THESE = _facts().where(Fact.id.in_(numbers("these"))).order_by(*_NEWEST)


def orders_behind(rows: Sequence[Row]) -> dict[str, Row]:
    """By cause, code and moment: orders are counted under their code, money under its receipt."""
    first = _first_causes(rows)
    causes, receipts = set(first.values()), _receipts(first.values())
    about = select(Order.code, Order.placed_at)
    found = {it.code: it for it in session.execute(about.where(Order.code.in_(causes)))}
    if receipts:
        paid = about.add_columns(Receipt.id).join(Receipt.order).where(Receipt.id.in_(receipts))
        found |= {f"receipt:{it.id}": it for it in session.execute(paid)}
    return {cause: found[it] for cause, it in first.items() if it in found}


def bills_behind(rows: Sequence[Row]) -> dict[str, str]:
    """By cause the code of the bill that was paid."""
    first = _first_causes(rows)
    receipts = _receipts(first.values())
    if not receipts:
        return {}
    paid = select(Receipt.id, Bill.code).join(Receipt.bill).where(Receipt.id.in_(receipts))
    found = {f"receipt:{key}": code for key, code in session.execute(paid)}
    return {cause: found[it] for cause, it in first.items() if it in found}


def _first_causes(rows: Sequence[Row]) -> dict[str, str]:
    """By cause; that of a row which was told anew is the cause of the first."""
    causes = {row.cause: row.cause for row in rows if row.cause}
    moved = {it: int(it.split(":")[1]) for it in causes if it.startswith(MOVED)}
    if moved:
        named = select(Fact.id, Fact.cause).where(Fact.id.in_(moved.values()))
        first = {row.id: row.cause for row in session.execute(named)}
        causes |= {it: first[number] for it, number in moved.items()}
    return causes


def _receipts(causes: Iterable[str]) -> list[int]:
    named = (cause.partition("receipt:")[2] for cause in causes)
    return [int(number) for number in named if number.isdigit()]
