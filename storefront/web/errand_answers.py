"""What becomes of an errand, and what every kind of it needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from flask import g
from flask_babel import gettext as _

from storefront import clock
from storefront.accounts.models import Person
from storefront.accounts.permissions import Permission
from storefront.db import deed
from storefront.errors import MarketError
from storefront.field import actions as field
from storefront.field import queries as errands
from storefront.field.actions import Outcome, Told
from storefront.shops import queries
from storefront.shops.errors import NoConsent
from storefront.shops.models import Household
from storefront.web.errand_words import Choice, Side
from storefront.web.filters import day
from storefront.web.forms import errands as forms
from storefront.web.forms.draft import Draft
from storefront.web.people import me


class Refused(MarketError):
    """Something is wrong with it. The phone keeps it until somebody puts it right."""

    def __init__(self, **faults: str) -> None:
        super().__init__(faults)
        self.faults = faults


class Waits(MarketError):
    """What it rests on has not come: an earlier errand, or the rest of its photo."""

    def __init__(self, what: str, have: int = 0) -> None:
        super().__init__(what)
        self.what, self.have = what, have


class Asks(MarketError):
    """Two things that cannot both be so. Shown side by side; a person decides."""

    def __init__(self, title: str, there: Sequence[Side], choices: Sequence[Choice]) -> None:
        super().__init__(title)
        self.title, self.there, self.choices = title, there, choices

    def told(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "there": [it._asdict() for it in self.there],
            "choices": [it._asdict() for it in self.choices],
        }


def writer() -> Person:
    """Whose phone wrote it down: whoever is here, unless they bring somebody's file."""
    return g.get("writer") or me()


def is_client_id(value: str) -> bool:
    return bool(forms.CLIENT_ID.fullmatch(value))


def once(told: Told, act: Callable[[datetime], Outcome]) -> Outcome:
    at = clock.now()
    with deed():
        return field.once(told, lambda: act(at), by=writer(), at=at)


def whole(draft: Draft[Any]) -> Any:
    if not draft.ok:
        raise Refused(**draft.errors)
    return draft.data


def agreed(told: Told, act: Callable[[datetime], Outcome]) -> Outcome:
    try:
        return once(told, act)
    except NoConsent:
        words = _("The household has not agreed to this. Ask for its consent first.")
        raise Refused(form=words) from None


def known(reference: str, permission: Permission = Permission.SHOP_OPEN) -> Household:
    """By its code, or by the errand that registered it."""
    if not is_client_id(reference):
        return theirs(reference, permission)
    code = errands.outcome_of(reference, writer()).get("household")
    if code is None:
        raise Waits("household")
    return theirs(code, permission)


def theirs(code: str, permission: Permission = Permission.SHOP_OPEN) -> Household:
    today = clock.village_date(clock.now())
    found = queries.household_for(code, me(), permission, on=today)
    if found is None:
        raise Refused(form=_why_not(code, on=today))
    return found


def _why_not(code: str, *, on: date) -> str:
    """That it took over hears who may read of it; others not even that it is there."""
    near = queries.household_for(code, me(), Permission.HOUSEHOLD_READ, on=on)
    if near and near.taken_over_at:
        words = _(
            "%(house)s does this without the team since %(day)s. "
            "Ask them: they can let you press again.",
            house=near.called,
            day=day(near.taken_over_at),
        )
        return str(words)
    return str(_("No household of yours, or it has not agreed that the team presses for it."))
