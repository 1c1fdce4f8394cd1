from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import update

from storefront import clock, workdays
from storefront.accounts.models import Person
from storefront.db import session
from storefront.errors import MarketError
from storefront.rows import put
from storefront.shops import noting
from storefront.shops.folders import numbers, queries
from storefront.shops.models import Folder, FolderPause, FolderStep, FolderTick, Household, Waits
from storefront.shops.queries import alone_with

TICKED = (FolderStep.SIM, FolderStep.QR)
"""What no deed here can know; the others follow from what was done."""
LONGEST = timedelta(days=30)


class NotTicked(MarketError):
    """The step is true by itself, or it is not true."""


class BadPause(MarketError):
    """It ends today or before, or too late, or the shop is live already."""


@dataclass(frozen=True, slots=True)
class Because:
    """Why a folder takes longer, and until when."""

    reason: Waits
    until: date
    note: str = ""


def begin(*households: Household, by: Person, at: datetime) -> None:
    """With the registering: from now on somebody answers for the shop being live tomorrow."""
    today = clock.village_date(at)
    given = numbers.next_numbers([it.village for it in households], on=today)
    begun = {"opened_at": at, "opened_by_id": by.id, "due_on": workdays.after(today)}
    put(
        Folder,
        *(
            {"household_id": it.id, "number": number} | begun
            for it, number in zip(households, given, strict=True)
        ),
    )


def lives(household: Household, *, at: datetime) -> None:
    """There are goods in its shop: the clock stands from the first time on."""
    of_household = update(Folder).where(
        Folder.household_id == household.id, Folder.live_on.is_(None)
    )
    session.execute(of_household.values(live_on=clock.village_date(at)))


def tick(folder: Folder, step: FolderStep, *, note: str = "", by: Person, at: datetime) -> None:
    """Doing it twice changes nothing. Raises NotTicked."""
    _hold(folder)
    if step not in TICKED:
        raise NotTicked(step)
    if any(it.step is step for it in queries.ticks(folder)):
        return
    session.add(FolderTick(folder_id=folder.id, step=step, note=note, by=by, at=at))
    _trace("folder.tick", folder, by=by, at=at, step=step)


def untick(folder: Folder, step: FolderStep, *, by: Person, at: datetime) -> None:
    """It was not so after all. Doing it twice changes nothing."""
    _hold(folder)
    for it in queries.ticks(folder):
        if it.step is step:
            it.undone_at, it.undone_by_id = at, by.id
            _trace("folder.untick", folder, by=by, at=at, step=step)


def pause(folder: Folder, because: Because, *, by: Person, at: datetime) -> None:
    """The working days that were left are given from the end of the pause on; who was late has none
    left. Raises BadPause."""
    _hold(folder)
    today = clock.village_date(at)
    if folder.live_on or not today < because.until <= today + LONGEST:
        raise BadPause(folder.number)
    _end_standing(folder, by=by, at=at)
    session.add(
        FolderPause(
            folder_id=folder.id,
            reason=because.reason,
            note=because.note,
            until=because.until,
            was_due_on=folder.due_on,
            by=by,
            at=at,
        )
    )
    folder.due_on = workdays.after(because.until, workdays.between(today, folder.due_on))
    _trace("folder.pause", folder, by=by, at=at, reason=because.reason, day=str(because.until))


def resume(folder: Folder, *, by: Person, at: datetime) -> None:
    """What it waited for has come. Doing it twice changes nothing."""
    _hold(folder)
    if _end_standing(folder, by=by, at=at):
        _trace("folder.resume", folder, by=by, at=at)


def _end_standing(folder: Folder, *, by: Person, at: datetime) -> bool:
    """A pause that is over sooner gives back the days it took."""
    today = clock.village_date(at)
    standing = next((it for it in queries.pauses(folder) if it.stands(today)), None)
    if standing is None:
        return False
    left = workdays.between(clock.village_date(standing.at), standing.was_due_on)
    folder.due_on = max(workdays.after(today, left), standing.was_due_on)
    standing.ended_at, standing.ended_by_id = at, by.id
    session.flush()
    return True


def _hold(folder: Folder) -> None:
    """Whoever presses at the same moment waits, and then sees what was done."""
    alone_with(folder.household_id)
    session.refresh(folder, ["due_on", "live_on"])


def _trace(verb: str, folder: Folder, *, by: Person, at: datetime, **detail: str) -> None:
    noting.trace(verb, folder.household, by=by, at=at, number=folder.number, **detail)
