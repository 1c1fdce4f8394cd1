"""The log of a territory: who was at which house, and what came of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from storefront.accounts.models import Person
from storefront.db import session
from storefront.places.models import Place
from storefront.shops.models import Household
from storefront.visits.models import Outcome, Visit
from storefront.visits.queries import STANDS


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which visits; what is left empty does not matter."""

    villages: Collection[Place]
    outcome: Outcome | None = None
    since: date | None = None
    until: date | None = None


def read(wanted: Wanted, *, limit: int, skip: int = 0) -> tuple[Sequence[Visit], int]:
    """The newest first, and how many there are. Those withdrawn are not among them."""
    home = joinedload(Visit.household)
    found = (
        _all(select(Visit), wanted)
        .options(
            joinedload(Visit.by),
            home.joinedload(Household.keeper).selectinload(Person.consents),
            home.joinedload(Household.village).joinedload(Place.parent),
            home.joinedload(Household.shop),
        )
        .order_by(Visit.day.desc(), Visit.id.desc())
    )
    many = session.scalar(_all(select(func.count(Visit.id)), wanted)) or 0
    return session.scalars(found.limit(limit).offset(skip)).all(), many


def outcomes(wanted: Wanted) -> dict[Outcome, int]:
    counted = _all(select(Visit.outcome, func.count(Visit.id)), wanted).group_by(Visit.outcome)
    return {row[0]: row[1] for row in session.execute(counted)}


def _all(columns: Any, wanted: Wanted) -> Any:
    where: list[ColumnElement[bool]] = [
        Household.village_id.in_([it.id for it in wanted.villages]),
        Household.gone_at.is_(None),
        STANDS,
    ]
    if wanted.outcome:
        where.append(Visit.outcome == wanted.outcome)
    if wanted.since:
        where.append(Visit.day >= wanted.since)
    if wanted.until:
        where.append(Visit.day <= wanted.until)
    return columns.join(Household, Household.id == Visit.household_id).where(*where)
