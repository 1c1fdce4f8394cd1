"""Access points: opened, changed, closed."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from storefront import codes
from storefront.accounts import actions as accounts
from storefront.accounts.models import Person
from storefront.counters.models import AccessPoint
from storefront.db import session
from storefront.places.models import Place

CODE = 6


@dataclass(frozen=True, slots=True)
class About:
    """What everybody reads of an access point."""

    name: str
    address: str
    phone: str | None
    hours: dict[str, Any]
    closed_words: str = ""


def begin(village: Place, about: About, *, by: Person, at: datetime) -> AccessPoint:
    point = AccessPoint(
        code=codes.short_code(CODE),
        village_id=village.id,
        opened_at=at,
        opened_by_id=by.id,
        **asdict(about),
    )
    session.add(point)
    session.flush()
    trace("counter.open", point, by=by, at=at, name=about.name)
    return point


def change(point: AccessPoint, about: About, *, by: Person, at: datetime) -> None:
    before = {name: getattr(point, name) for name in asdict(about)}
    changes = {name: it for name, it in asdict(about).items() if it != before[name]}
    for name, value in changes.items():
        setattr(point, name, value)
    if changes:
        told = {name: [before[name], value] for name, value in changes.items()}
        trace("counter.change", point, by=by, at=at, changes=told)


def close(point: AccessPoint, *, by: Person, at: datetime) -> None:
    """For good. Doing it twice changes nothing."""
    session.refresh(point, ["closed_at"], with_for_update=True)
    if point.closed_at is None:
        point.closed_at = at
        trace("counter.close", point, by=by, at=at)


def trace(
    verb: str, point: AccessPoint, /, *, by: Person | None, at: datetime, **detail: Any
) -> None:
    accounts.trace(verb, f"counter:{point.code}", actor=by, detail=detail, at=at)
