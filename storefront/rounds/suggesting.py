"""To which house somebody should go next, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from storefront import clock
from storefront.accounts.models import Person
from storefront.db import session
from storefront.places.models import Place
from storefront.rounds.weights import LONG_AGO, Because, weight
from storefront.screening.models import EarlyWarning, WarningKind
from storefront.shops.models import Household
from storefront.visits import plans
from storefront.visits.models import Outcome, PlannedVisit, Visit
from storefront.visits.queries import newest_of

_WARNED = {
    WarningKind.UNANSWERED: Because.UNANSWERED,
    WarningKind.DYING: Because.DYING,
    WarningKind.FOLDER_LATE: Because.FOLDER_LATE,
    WarningKind.NEVER_RECEIVED: Because.NEVER_RECEIVED,
}
"""What the market looks for every hour: the rules are there, and only there."""

Day = date | None
Warned = Mapping[int, list[tuple[Because, date]]]


@dataclass(frozen=True, slots=True)
class Reason:
    because: Because
    since: Day = None
    many: int = 1


@dataclass(slots=True)
class Stop:
    """A house on somebody's round."""

    household: Household
    last: Visit | None
    plan: PlannedVisit | None
    reasons: list[Reason] = field(default_factory=list)

    @property
    def weight(self) -> int:
        return weight(it.because for it in self.reasons)

    def is_planned(self, today: date) -> bool:
        return self.plan is not None and self.plan.day >= today


def next_best(
    villages: Collection[Place], *, but: Person, at: datetime, limit: int, all_of_them: bool = False
) -> tuple[list[Stop], int]:
    """Those with the best reasons first, then those where nobody has been for longest, and those
    to which somebody goes already at the end; and how many there are. Nobody is a guest at home."""
    rows = _rows(villages, but)
    found = warned([row.id for row in rows], at=at)
    planned = _planned(rows)
    today = clock.village_date(at)
    weighed = []
    for row in rows:
        why = reasons(row, planned.get(row.id), found.get(row.id, []), today=today)
        if why or all_of_them:
            heavy = weight(it.because for it in why)
            seen_to = row.id in planned and planned[row.id] >= today
            weighed.append((seen_to, -heavy, row.day or date.min, row.id, why))
    weighed.sort(key=lambda it: it[:4])
    chosen = {it[3]: it[4] for it in weighed[:limit]}
    return stops(chosen), len(weighed)


def of_homes(homes: Sequence[Household], *, at: datetime) -> dict[int, Stop]:
    """The same of houses that are known already, by household."""
    ids = [it.id for it in homes]
    rows = session.execute(_last().where(Household.id.in_(ids))).all()
    found, planned = warned(ids, at=at), _planned(rows)
    today = clock.village_date(at)
    why = {it.id: reasons(it, planned.get(it.id), found.get(it.id, []), today=today) for it in rows}
    return {it.household.id: it for it in stops(why)}


def reasons(
    last: Any,
    planned: date | None,
    warnings: Iterable[tuple[Because, date]],
    *,
    today: date,
) -> list[Reason]:
    """In the order of the table. Of the last visit: day, next_on, outcome; or nothing."""
    told: dict[Because, list[Day]] = defaultdict(list)
    for because, since in warnings:
        told[because].append(since)
    if planned and planned < today:
        told[Because.MISSED].append(planned)
    if last.next_on and last.next_on <= today:
        told[Because.AGREED].append(last.next_on)
    if last.day is None:
        told[Because.NEVER].append(None)
    elif last.outcome in (Outcome.NOBODY_HOME, Outcome.LATER) and last.next_on is None:
        told[Because.NOT_MET].append(last.day)
    elif last.day < today - LONG_AGO:
        told[Because.LONG].append(last.day)
    return [
        Reason(it, min((day for day in told[it] if day), default=None), len(told[it]))
        for it in Because
        if it in told
    ]


def warned(household_ids: Collection[int], *, at: datetime) -> Warned:
    """What was found wrong there and nobody has seen to."""
    found: dict[int, list[tuple[Because, date]]] = defaultdict(list)
    wanted = select(EarlyWarning.household_id, EarlyWarning.kind, EarlyWarning.since).where(
        EarlyWarning.household_id.in_(household_ids),
        EarlyWarning.kind.in_(_WARNED),
        EarlyWarning.ended_at.is_(None),
        or_(EarlyWarning.quiet_until.is_(None), EarlyWarning.quiet_until < at),
    )
    for home, kind, since in session.execute(wanted):
        found[home or 0].append((_WARNED[kind], since))
    return found


def stops(chosen: Mapping[int, list[Reason]]) -> list[Stop]:
    """Whole, in the order given."""
    newest = newest_of(Household.id)
    wanted = (
        select(Household, Visit)
        .outerjoin(Visit, Visit.id == newest)
        .where(Household.id.in_(chosen))
        .options(
            joinedload(Household.keeper).selectinload(Person.consents),
            joinedload(Household.village).joinedload(Place.parent),
            joinedload(Household.shop),
            joinedload(Visit.by),
        )
    )
    found = {home.id: (home, last) for home, last in session.execute(wanted)}
    known = plans.open_at([home for home, _last in found.values()])
    return [Stop(*found[it], known.get(it), why) for it, why in chosen.items()]


def _last() -> Any:
    newest = newest_of(Household.id)
    return select(Household.id, Visit.day, Visit.next_on, Visit.outcome).outerjoin(
        Visit, Visit.id == newest
    )


def _rows(villages: Collection[Place], but: Person) -> Sequence[Any]:
    wanted = _last().where(
        Household.village_id.in_([it.id for it in villages]),
        Household.gone_at.is_(None),
        Household.keeper_id != but.id,
    )
    return session.execute(wanted).all()


def _planned(rows: Iterable[Any]) -> dict[int, date]:
    wanted = select(PlannedVisit.household_id, PlannedVisit.day).where(
        PlannedVisit.household_id.in_([it.id for it in rows]), plans.OPEN
    )
    return {row[0]: row[1] for row in session.execute(wanted)}
