"""Finding reforms, and what stands in the way of taking one back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from storefront.accounts.models import Person
from storefront.accounts.permissions import Permission
from storefront.campaign.models import Reform, ReformState, Undecided
from storefront.db import session
from storefront.places.models import Level, Place
from storefront.reforms import plan as plans
from storefront.reforms.checking import around
from storefront.reforms.inheriting import referring


def provinces_of(person: Person, *, on: date) -> list[Place]:
    """Those whose communes this person may change."""
    held = person.places_where(Permission.REFORMS_ENTER, on=on)
    return [it for it in held if it.level is Level.PROVINCE and it.stood_on(on)]


def of(province: Place) -> Sequence[Reform]:
    """Newest first."""
    wanted = select(Reform).where(Reform.place_id == province.id)
    return session.scalars(
        wanted.options(joinedload(Reform.entered_by)).order_by(Reform.id.desc())
    ).all()


def to_change(number: int, person: Person, *, on: date, lock: bool = False) -> Reform | None:
    reform = session.get(Reform, number, with_for_update=lock or None)
    mine = {it.id for it in provinces_of(person, on=on)}
    return reform if reform and reform.place_id in mine else None


PASSED = frozenset(
    {
        "fact", "fold", "month_fold", "total_fold", "household_fold", "team_fold",
        "former_commune", "residence", "shop", "succession", "checkout", "export",
    }
)  # fmt: skip
"""What speaks of a commune without depending on how it came to be: it goes back by itself, or
stays as it was then."""

KEPT_FOR = timedelta(days=1)
"""So long a reform can be taken back."""

TOO_LATE = "too_late"
LATER = "reform"
DECIDED = "undecided"


def hindrances(reform: Reform, *, at: datetime) -> list[str]:
    """By name, what would be left in the air if it were taken back now. None is a good answer."""
    if reform.state is ReformState.WAITING:
        return []
    if reform.state is not ReformState.IN_FORCE or reform.applied_at is None:
        return [TOO_LATE]
    found = [TOO_LATE] if at >= reform.applied_at + KEPT_FOR else []
    if _later(reform):
        found.append(LATER)
    if _is_decided(reform):
        found.append(DECIDED)
    return found + sorted(_depending(reform))


def _later(reform: Reform) -> bool:
    mine = around(_all(reform))
    others = select(Reform).where(
        Reform.id > reform.id,
        Reform.state.not_in((ReformState.TAKEN_BACK, ReformState.REFUSED)),
    )
    return any(mine & around(_all(it)) for it in session.scalars(others).all())


def _all(reform: Reform) -> set[int]:
    journal = reform.journal
    moved = {number for pair in journal.get("moved", []) for number in pair}
    named = plans.named(plans.read(reform.kind, reform.plan))
    return {*named, *moved, *journal.get("begun", []), *journal.get("ended", [])}


def _is_decided(reform: Reform) -> bool:
    left = session.scalars(select(Undecided).where(Undecided.reform_id == reform.id)).all()
    return len(left) < int(reform.journal.get("undecided", 0))


def _depending(reform: Reform) -> set[str]:
    """Tables with rows that came to the new communes since, and not by the reform itself."""
    journal, found = reform.journal, set()
    own = {name: set(ids) for name, ids in journal.get("made", {}).items()}
    own["place"] = {village for village, _from in journal["moved"]}
    for name, number, _place in journal.get("followed", []):
        own.setdefault(name, set()).add(number)
    for commune in session.scalars(select(Place).where(Place.id.in_(journal["begun"]))):
        for name, ids in referring(commune):
            if name not in PASSED and set(ids) - own.get(name, set()):
                found.add(name)
    return found


def undecided(reform: Reform, *, skip: int = 0, limit: int = 50) -> Sequence[Undecided]:
    wanted = select(Undecided).where(Undecided.reform_id == reform.id)
    return session.scalars(wanted.order_by(Undecided.household_id).offset(skip).limit(limit)).all()
