"""Whoever changes a password knows the one before, or has just shown in another way who they are:
by a code sent to their phone, or by their app. So a phone left lying about is not taken over by who
finds it, and a forgotten password is no end."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import session as cookie
from flask_babel import gettext as _

from storefront.accounts import knocks, sign_in
from storefront.accounts.models import KnockKind
from storefront.db import deed
from storefront.web import coming_in, devices
from storefront.web.doors import FILLED
from storefront.web.forms.draft import Draft
from storefront.web.people import me

SHOWN = "shown"


def shown_otherwise(*, at: datetime) -> None:
    """Kept in the browser's sealed cookie; the next sign-in clears it."""
    cookie[SHOWN] = int(at.timestamp())


def must_know(*, at: datetime) -> bool:
    """Whether the password that there is must be typed before another is set."""
    since = at - FILLED
    return me().password_hash is not None and cookie.get(SHOWN, 0) < since.timestamp()


def knows(draft: Draft[Any], field: str, *, at: datetime) -> bool:
    """Whether what was typed there is the password. Else the form says so; tries are counted."""
    caller = devices.caller(me().phone or f"person:{me().id}"[:16])
    if knocks.too_many(KnockKind.PASSWORD, caller, at=at):
        draft.refuse(field, _("Too many tries for now. Wait a quarter of an hour."))
        return False
    if sign_in.fits(me(), getattr(draft.data, field)):
        return True
    with deed():
        knocks.remember(KnockKind.PASSWORD, caller, at=at)
    coming_in.turned_away("again", "wrong")
    draft.refuse(field, _("Not your password. A code always works."))
    return False
