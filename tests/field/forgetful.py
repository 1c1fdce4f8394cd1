"""A fault for a test to find: a market that forgets which errands it has done. It only
knows whom they registered, else nothing that rests on a household would come."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from storefront.accounts.models import Person
from storefront.field import actions, queries
from storefront.field.actions import Outcome, Told
from storefront.field.models import ErrandKind

_soundly, _told_soundly = actions.once, queries.outcome_of


def _once(told: Told, act: Callable[[], Outcome], *, by: Person, at: datetime) -> Outcome:
    if queries.errand(told.client_id):
        return act()
    return _soundly(told, act, by=by, at=at)


def _outcome_of(client_id: str, person: Person) -> Outcome:
    known = queries.errand(client_id)
    if known is None or known.kind is not ErrandKind.HOUSEHOLD:
        return {}
    return _told_soundly(client_id, person)


FAULT = ((actions, "once", _once), (queries, "outcome_of", _outcome_of))
