from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from storefront import clock
from storefront.accounts.models import Person
from storefront.accounts.permissions import Permission
from storefront.db import session
from storefront.errors import MarketError, NotAllowed
from storefront.shops import noting
from storefront.shops.actions import hold
from storefront.shops.models import Household
from storefront.visits import counting, plans, queries
from storefront.visits.models import AHEAD, BACK, Outcome, Signal, Visit, VisitFor

A_MOMENT = timedelta(minutes=2)
"""Two presses of one button are not further apart."""


class BadDay(MarketError):
    """To come, too long ago, or before the household was known."""


class BadNextDay(MarketError):
    """Not after today, or more than a year ahead."""


class SentNowhere(MarketError):
    """To whom they were sent on is not said."""


class TooLate(MarketError):
    """Only who wrote it takes it back, and within a day."""


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody says of a visit."""

    day: date
    purpose: VisitFor
    outcome: Outcome
    note: str = ""
    went_with: str | None = None
    signal: Signal | None = None
    next_on: date | None = None
    next_step: str | None = None


def write_down(household: Household, told: Told, *, by: Person, at: datetime) -> Visit:
    """Raises NotAllowed, BadDay, BadNextDay, SentNowhere."""
    hold(household)
    today = clock.village_date(at)
    if not may_visit(by, household, on=today):
        raise NotAllowed(household.code)
    if not first_day(household, today) <= told.day <= today:
        raise BadDay(told.day.isoformat())
    if told.next_on and not today < told.next_on <= today + AHEAD:
        raise BadNextDay(told.next_on.isoformat())
    if told.outcome is Outcome.SENT_ON and not told.next_step:
        raise SentNowhere(household.code)
    twin = queries.just_written(
        household,
        day=told.day,
        purpose=told.purpose,
        outcome=told.outcome,
        by=by,
        since=at - A_MOMENT,
    )
    return twin or _written(household, told, by=by, at=at)


def may_visit(person: Person, household: Household, *, on: date) -> bool:
    """Nobody is a guest at home."""
    is_own = person.id == household.keeper_id
    return not is_own and household.allows(person, Permission.VISIT_WRITE, on=on)


def first_day(household: Household, today: date) -> date:
    """No visit is told of an earlier one."""
    return max(today - BACK, clock.village_date(household.registered_at))


def withdraw(visit: Visit, *, by: Person, at: datetime) -> None:
    """It was a mistake. It stays written, and counts no more. Raises TooLate."""
    hold(visit.household)
    session.refresh(visit, ["withdrawn_at"])
    if visit.withdrawn_at:
        return
    if not visit.withdrawable_by(by, at=at):
        raise TooLate(str(visit.id))
    visit.withdrawn_at = at
    plans.open_again(visit)
    session.flush()
    counting.count(visit.household, at=at)
    noting.trace("visit.withdraw", visit.household, by=by, at=at, **_words(visit))


def _written(household: Household, told: Told, *, by: Person, at: datetime) -> Visit:
    visit = Visit(
        household=household,
        commune_id=queries.lived_in(household, on=told.day) or household.village.parent_id,
        day=told.day,
        by=by,
        went_with=told.went_with,
        purpose=told.purpose,
        outcome=told.outcome,
        note=told.note,
        signal=told.signal,
        next_on=told.next_on,
        next_step=told.next_step,
        written_at=at,
    )
    session.add(visit)
    session.flush()
    plans.fulfil(visit, at=at)
    counting.count(household, at=at)
    noting.trace("visit.write", household, by=by, at=at, **_words(visit))
    return visit


def _words(visit: Visit) -> dict[str, str]:
    return {"day": visit.day.isoformat(), "outcome": visit.outcome.value}
