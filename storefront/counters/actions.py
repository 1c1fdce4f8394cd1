from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from storefront import clock
from storefront.accounts.models import Person
from storefront.accounts.permissions import Permission
from storefront.counters import points, queries
from storefront.counters.models import AccessPoint, Outcome, Shift, Sitting, Task
from storefront.db import session
from storefront.errors import MarketError, NotAllowed
from storefront.shops import noting
from storefront.shops.models import Household

A_MINUTE = timedelta(minutes=1)


class SomebodySits(MarketError):
    """Another household's turn has not ended."""


class Closed(MarketError):
    """The counter, or the access point itself, is closed."""


class TooLate(MarketError):
    """Only on its own day, and only once it has ended."""


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says of a sitting."""

    task: Task | None
    outcome: Outcome
    note: str = ""


# --- one household at a time ------------------------------------------------------------------


def begin_shift(point: AccessPoint, *, by: Person, at: datetime) -> Shift:
    """Whoever keeps a counter elsewhere has left that one. Raises Closed, NotAllowed."""
    session.refresh(by, ["id"], with_for_update={"key_share": True})
    if not by.may(Permission.COUNTER_KEEP, at=point.village, on=clock.village_date(at)):
        raise NotAllowed(point.code)
    if point.closed_at is not None:
        raise Closed(point.code)
    if before := queries.going_on(by):
        end_shift(before, at=at)
    shift = Shift(point=point, point_id=point.id, helper=by, helper_id=by.id, begun_at=at)
    session.add(shift)
    session.flush()
    return shift


def end_shift(shift: Shift, *, at: datetime) -> None:
    """Whoever sits there has left. Doing it twice changes nothing."""
    session.refresh(shift, ["ended_at"], with_for_update=True)
    if shift.ended_at is None:
        if sitting := queries.sitting_at(shift):
            leave(sitting, at=at)
        shift.ended_at = at
        session.flush()


def begin(shift: Shift, household: Household | None, *, at: datetime) -> Sitting:
    """The turn of one household, or of one that is not in the book yet.

    Raises SomebodySits, Closed, NotAllowed.
    """
    session.refresh(shift, ["ended_at"], with_for_update=True)
    if shift.ended_at is not None:
        raise Closed(shift.point.code)
    if queries.sitting_at(shift):
        raise SomebodySits(shift.point.code)
    on, keep = clock.village_date(at), Permission.COUNTER_KEEP
    if not shift.helper.may(keep, at=shift.point.village, on=on):
        raise NotAllowed(shift.point.code)
    if household and not household.allows(shift.helper, keep, on=on):
        raise NotAllowed(household.code)
    return _begun(shift, household, at=at)


def meet(sitting: Sitting, household: Household, *, at: datetime) -> None:
    """Who had no name yet is in the book now."""
    session.refresh(sitting, ["household_id", "ended_at"], with_for_update=True)
    if sitting.household_id is None and sitting.ended_at is None:
        sitting.household, sitting.household_id = household, household.id
        _note("counter.begin", sitting, by=sitting.shift.helper, at=at)


def see(sitting: Sitting, *, at: datetime) -> None:
    """Something was pressed."""
    sitting.seen_at = at


def end(sitting: Sitting, said: Said, *, at: datetime) -> None:
    """What was said stands. Doing it twice changes nothing."""
    _end(sitting, said, by=sitting.shift.helper, until=at, at=at)


def leave(sitting: Sitting, *, at: datetime) -> None:
    """Nobody said anything: it ended when something was pressed last."""
    said = Said(None, Outcome.LEFT)
    _end(sitting, said, by=None, until=sitting.seen_at, at=at)


def end_idle(*, at: datetime) -> int:
    """A round of the worker: for counters that nobody comes back to."""
    alone, long = queries.left_alone(at=at), queries.too_long(at=at)
    for sitting in alone:
        leave(sitting, at=at)
    for shift in long:
        end_shift(shift, at=at)
    return len(alone) + len(long)


# --- put right on the same day ----------------------------------------------------------------


def correct(sitting: Sitting, said: Said, *, by: Person, at: datetime) -> None:
    """Raises TooLate, NotAllowed."""
    _hold(sitting, by=by, at=at)
    before = Said(sitting.task, sitting.outcome or Outcome.LEFT, sitting.note)
    changes = {
        name: [value, asdict(said)[name]]
        for name, value in asdict(before).items()
        if value != asdict(said)[name]
    }
    if changes:
        sitting.task, sitting.outcome, sitting.note = said.task, said.outcome, said.note
        _note("counter.correct", sitting, by=by, at=at, put_right=changes)


def undo(sitting: Sitting, *, by: Person, at: datetime) -> None:
    """It was a mistake. It stays written, and counts no more. Raises TooLate, NotAllowed."""
    _hold(sitting, by=by, at=at)
    sitting.undone_at = at
    _note("counter.undo", sitting, by=by, at=at)


def may_change(sitting: Sitting, person: Person, *, on: date) -> bool:
    """Whoever helped, and whoever leads the place."""
    leads = person.may(Permission.COUNTER_EDIT, at=sitting.point.village, on=on)
    return leads or sitting.shift.helper_id == person.id


def _hold(sitting: Sitting, *, by: Person, at: datetime) -> None:
    session.refresh(sitting, ["undone_at", "ended_at"], with_for_update=True)
    if not may_change(sitting, by, on=clock.village_date(at)):
        raise NotAllowed(str(sitting.id))
    if not sitting.changeable(at):
        raise TooLate(str(sitting.id))


def _begun(shift: Shift, household: Household | None, *, at: datetime) -> Sitting:
    village = shift.point.village
    sitting = Sitting(
        shift=shift,
        shift_id=shift.id,
        point=shift.point,
        point_id=shift.point_id,
        commune_id=village.parent_id or village.id,
        household=household,
        household_id=household.id if household else None,
        begun_at=at,
        seen_at=at,
    )
    session.add(sitting)
    session.flush()
    if household:
        _note("counter.begin", sitting, by=shift.helper, at=at)
    return sitting


def _end(sitting: Sitting, said: Said, *, by: Person | None, until: datetime, at: datetime) -> None:
    session.refresh(sitting, ["ended_at", "household_id"], with_for_update=True)
    if sitting.ended_at is not None:
        return
    sitting.task, sitting.outcome, sitting.note = said.task, said.outcome, said.note
    sitting.ended_at = until
    sitting.minutes = max(1, -((sitting.begun_at - until) // A_MINUTE))
    session.flush()
    told = {"outcome": said.outcome.value, "minutes": sitting.minutes}
    _note("counter.end", sitting, by=by, at=at, **told)


def _note(verb: str, sitting: Sitting, *, by: Person | None, at: datetime, **detail: Any) -> None:
    """In the household's history, as all that was done for it; else under the access point."""
    told = {"point": sitting.point.name, **detail}
    if sitting.household:
        noting.trace(verb, sitting.household, by=by, at=at, **told)
    else:
        points.trace(verb, sitting.point, by=by, at=at, **told)
