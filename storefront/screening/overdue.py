"""Houses to which somebody should go: a day was agreed and is over, or something has been wrong
there for two weeks and nobody went."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, or_, select

from storefront import clock
from storefront.db import session
from storefront.screening.models import EarlyWarning, WarningKind
from storefront.shops.models import Household
from storefront.visits.models import Visit
from storefront.visits.queries import STANDS, newest_of

GO_WITHIN = timedelta(days=14)


class Overdue(NamedTuple):
    household_id: int
    village_id: int
    since: date
    agreed: date | None
    """With the household; else something is wrong there."""


def overdue(at: datetime) -> Iterator[Overdue]:
    """Each household once; what was agreed comes first."""
    told = {it.household_id: it for it in (*_in_trouble(at), *_agreed(at))}
    yield from told.values()


def _agreed(at: datetime) -> Iterator[Overdue]:
    today = clock.village_date(at)
    wanted = (
        select(Household.id, Household.village_id, Visit.next_on)
        .join(Visit, Visit.household_id == Household.id)
        .where(STANDS, Visit.next_on < today, Visit.id == newest_of(Household.id))
        .where(Household.gone_at.is_(None))
    )
    for home, village, agreed in session.execute(wanted):
        if agreed:
            yield Overdue(home, village, agreed, agreed)


def _in_trouble(at: datetime) -> Iterator[Overdue]:
    day = clock.village_date
    last = (
        select(Visit.household_id, func.max(Visit.day).label("day"))
        .where(STANDS)
        .group_by(Visit.household_id)
        .subquery()
    )
    wanted = (
        select(Household.id, Household.village_id, func.min(EarlyWarning.opened_at), last.c.day)
        .join(EarlyWarning, EarlyWarning.household_id == Household.id)
        .outerjoin(last, last.c.household_id == Household.id)
        .where(
            Household.gone_at.is_(None),
            EarlyWarning.kind != WarningKind.VISIT_DUE,
            EarlyWarning.ended_at.is_(None),
            or_(EarlyWarning.quiet_until.is_(None), EarlyWarning.quiet_until < at),
        )
        .group_by(Household.id, Household.village_id, last.c.day)
    )
    for home, village, opened, visited in session.execute(wanted):
        due = day(opened) + GO_WITHIN
        if due <= day(at) and (visited is None or visited < day(opened)):
            yield Overdue(home, village, due, None)
