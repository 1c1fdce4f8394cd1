"""Whoever has shown one factor and owes the second: kept in the browser's sealed cookie, and signed
in to nothing yet."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import session as cookie

from storefront.accounts.models import Person
from storefront.db import session

HALF = "half"
LASTS = timedelta(minutes=15)


def begin(person: Person, *, at: datetime) -> None:
    cookie.clear()
    cookie[HALF] = [person.id, int((at + LASTS).timestamp())]


def who(*, at: datetime) -> Person | None:
    kept = cookie.get(HALF)
    if not isinstance(kept, list) or at.timestamp() > kept[1]:
        return None
    return session.get(Person, kept[0])
