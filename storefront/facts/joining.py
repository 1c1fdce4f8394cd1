"""What counts for two entries of the book that turn out to be one household: once, from the day on
which they were joined. Nothing counted before changes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from storefront import clock
from storefront.db import session
from storefront.facts.models import ACTIVITY, Fact, Indicator, Unfolded
from storefront.places.models import Place
from storefront.rows import put, put_once

_BY_CODE = (
    Indicator.HOUSEHOLD_REGISTERED,
    Indicator.ACCOUNT_DECLARED,
    Indicator.ACCOUNT_BANK,
    Indicator.ACCOUNT_WALLET,
    Indicator.ACCOUNT_MOBILE_MONEY,
)
_BY_ID = (
    Indicator.SHOP_OPENED,
    Indicator.SHOP_READY,
    Indicator.ACCOUNT_RECEIVED,
    Indicator.FIRST_ORDER,
    Indicator.ACTIVE_2022,
    Indicator.SURVIVED_3,
    Indicator.SURVIVED_6,
    Indicator.SURVIVED_12,
    Indicator.SOLD_AGAIN,
)
ONCE = (*_BY_CODE, *_BY_ID)
"""What a household has but once: it goes over, or was there twice."""
TWICE_ONLY = (Indicator.HOUSEHOLDS_REACHED, Indicator.SHOP_VERIFIED)
"""Counted from rows that stay where they are: taken off only where both have it."""


@dataclass(frozen=True, slots=True)
class Party:
    id: int
    code: str
    village: Place

    @property
    def commune_id(self) -> int:
        if self.village.parent_id is None:
            raise ValueError(f"{self.village.full_name} is in no commune")
        return self.village.parent_id


@dataclass(frozen=True, slots=True)
class _Step:
    whose: Party
    indicator: Indicator
    day: date
    amount: int
    once: str = ""
    """What would cause it later, so that it does not count again."""


def join(gone: Party, kept: Party, *, cause: str, at: datetime) -> list[int]:
    """Take off what was counted of both, and carry over the rest. Gives the facts' ids."""
    today = clock.village_date(at)
    steps = [*_once(gone, kept, today), *_active(gone, kept, today), *_reached(gone, kept, today)]
    return [_write(step, f"{cause}:{nth}", at=at) for nth, step in enumerate(steps)]


def reverse(facts: Collection[int], *, cause: str, at: datetime) -> None:
    """Take the joining back from today on; what was for days to come is taken back there."""
    today = clock.village_date(at)
    written = session.scalars(select(Fact).where(Fact.id.in_(facts)).order_by(Fact.id)).all()
    for nth, it in enumerate(written):
        where = {"household_id": it.household_id, "commune_id": it.commune_id}
        what = {"indicator": it.indicator, "amount": -it.amount, "day": max(it.day, today)}
        _put(where | what | {"cause": f"{cause}:{nth}", "written_at": at})


def _once(gone: Party, kept: Party, today: date) -> Iterator[_Step]:
    theirs, ours = _sums(gone.id, today), _sums(kept.id, today)
    for it in (*ONCE, *TWICE_ONLY):
        amount, known = theirs.get(it, 0), ours.get(it, 0)
        if amount <= 0 or (it in TWICE_ONLY and known <= 0):
            continue
        yield _Step(gone, it, today, -amount)
        if known <= 0:
            key = kept.code if it in _BY_CODE else kept.id
            yield _Step(kept, it, today, amount, once=f"household:{key}")


def _active(gone: Party, kept: Party, today: date) -> Iterator[_Step]:
    """As long as the one of both that is active longer."""
    for it in ACTIVITY:
        theirs, ours = _until(gone.id, it, today), _until(kept.id, it, today)
        if theirs is None:
            continue
        yield _Step(gone, it, today, -1)
        yield _Step(gone, it, theirs, 1)
        if ours is None or ours < theirs:
            yield _Step(kept, it, ours or today, 1)
            yield _Step(kept, it, theirs, -1)


def _reached(gone: Party, kept: Party, today: date) -> Iterator[_Step]:
    """While both are, one of them is enough."""
    it = Indicator.REACHED_90
    theirs, ours = _until(gone.id, it, today), _until(kept.id, it, today)
    if theirs and ours:
        yield _Step(gone, it, today, -1)
        yield _Step(gone, it, min(theirs, ours), 1)


def _sums(household_id: int, today: date) -> dict[Indicator, int]:
    wanted = (
        select(Fact.indicator, func.sum(Fact.amount))
        .where(Fact.household_id == household_id, Fact.day <= today)
        .group_by(Fact.indicator)
    )
    return {it: int(amount) for it, amount in session.execute(wanted)}


def _until(household_id: int, indicator: Indicator, today: date) -> date | None:
    """The day on which it ends, if it stands today."""
    mine = (Fact.household_id == household_id, Fact.indicator == indicator)
    summed = select(func.sum(Fact.amount)).where(*mine, Fact.day <= today)
    if (session.scalar(summed) or 0) <= 0:
        return None
    days: Sequence[tuple[date, int]] = [
        (day, int(amount))
        for day, amount in session.execute(
            select(Fact.day, func.sum(Fact.amount))
            .where(*mine, Fact.day > today)
            .group_by(Fact.day)
            .order_by(Fact.day)
        )
    ]
    return next((day for day, amount in reversed(days) if amount < 0), None)


def _write(step: _Step, cause: str, *, at: datetime) -> int:
    whose = step.whose
    values: dict[str, Any] = {
        "household_id": whose.id,
        "commune_id": whose.commune_id,
        "written_at": at,
    }
    values |= {"indicator": step.indicator, "day": step.day, "amount": step.amount}
    found = _put(values | {"cause": step.once}) if step.once else None
    found = found or _put(values | {"cause": cause})
    if found is None:
        raise ValueError(cause)
    return found


def _put(values: dict[str, Any]) -> int | None:
    number = put_once(Fact, unless=("indicator", "cause"), **values)
    if number is not None:
        put(Unfolded, {"fact_id": number})
    return number
