"""Whoever has shown one factor and owes the second: kept in the browser's sealed cookie, and signed
in to nothing yet."""

from __future__ import annotations

from datetime import timedelta

from flask import session as cookie

from storefront import clock
from storefront.accounts.models import Person
from storefront.db import session

HALF = "half"
LASTS = timedelta(minutes=15)


def begin(person: Person) -> None:
    cookie.clear()
    cookie[HALF] = [person.id, int((clock.now() + LASTS).timestamp())]


def who() -> Person | None:
    kept = cookie.get(HALF)
    if not isinstance(kept, list) or clock.now().timestamp() > kept[1]:
        return None
    return session.get(Person, kept[0])
