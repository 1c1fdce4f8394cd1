"""While a browser is a counter: one household's pages, and nothing of it left behind.

What a browser keeps is thrown away by itself: pages are stored nowhere, forms offer no words that
were typed before, and when a household's turn ends the caches, the storage and all cookies go but
those by which the counter itself is known (docs/adr/0158).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import (
    Flask,
    Response,
    flash,
    g,
    has_request_context,
    redirect,
    request,
    url_for,
)
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock
from storefront.counters import actions, queries
from storefront.counters.models import IDLE, LONGEST, Shift, Sitting
from storefront.db import deed
from storefront.shops.models import Household
from storefront.web import counter_gate, devices, display, people, phones
from storefront.web.behind import g_now, request_now
from storefront.web.people import SESSION_COOKIE, me

COUNTER = "counter"
"""In the session: the shift, and the sitting whose pages this browser has shown."""
OWN = frozenset({COUNTER, "_user_id", "_fresh", "_id", "_permanent"})
"""What else a session holds is of the household."""
KEPT = frozenset({SESSION_COOKIE, devices.BROWSER, devices.COOKIE, *display.CHOICES})
"""Cookies of the computer itself: how pages look on it, and that it is known."""
A_MINUTE = timedelta(minutes=1)
_FORM = re.compile(r"<form (?![^>]*\bautocomplete=)")
_OFFERED = re.compile(r'\bautocomplete="(?!off")[^"]*"')


@dataclass
class At:
    """Who keeps it, and whose turn it is."""

    shift: Shift
    sitting: Sitting | None
    idle: int = int(IDLE.total_seconds() // 60)
    """Minutes."""


def install(app: Flask) -> None:
    app.before_request(_keep_to_one_house)
    app.after_request(_leave_nothing)
    app.jinja_env.globals["at_counter"] = at_counter


def at_counter() -> At | None:
    """What every page says at its top."""
    found: At | None = g_now().get("counter") if has_request_context() else None
    return found


def begin(shift: Shift) -> None:
    """From now on this browser is a counter; its sign-in ends with the browser."""
    cookie.permanent = False
    cookie[COUNTER] = [shift.id, 0]
    wipe()


def show(sitting: Sitting) -> None:
    """This browser shows pages of whoever sits there."""
    cookie[COUNTER] = [sitting.shift_id, sitting.id]


def met(household: Household, *, at: datetime) -> None:
    """Inside a deed: somebody new was written into the book, maybe at a counter."""
    here = at_counter()
    if here and here.sitting:
        actions.meet(here.sitting, household, at=at)


def wipe() -> None:
    """Nothing of the household stays in this browser: said with the answer."""
    for name in [it for it in cookie if it not in OWN]:
        cookie.pop(name)
    if COUNTER in cookie:
        cookie[COUNTER] = [cookie[COUNTER][0], 0]
    g.wiped, g.counter = True, None


def close() -> None:
    """No counter any more, and nobody signed in."""
    wipe()
    people.goodbye()


def _keep_to_one_house() -> ResponseReturnValue | None:
    noted = g_now()
    noted.pop("counter", None)
    noted.pop("wiped", None)
    if SESSION_COOKIE not in request_now().cookies or COUNTER not in cookie:
        return None
    at, shift = clock.now(), _shift()
    if shift is None or at >= shift.begun_at + LONGEST:
        return _closed(shift, at=at)
    here = At(shift, _sitting(shift, at=at))
    shown = cookie[COUNTER][1]
    if shown and (here.sitting is None or here.sitting.id != shown):
        wipe()
        flash(_("The last turn ended by itself, and everything was wiped."), "wait")
        return redirect(url_for("counter.now"))
    g.counter = here
    return counter_gate.stopped(here.sitting)


def _shift() -> Shift | None:
    kept = cookie[COUNTER]
    is_ours = isinstance(kept, list) and len(kept) == 2 and people.is_signed_in()
    return queries.shift_of(kept[0], me()) if is_ours else None


def _closed(shift: Shift | None, *, at: datetime) -> ResponseReturnValue:
    """Kept elsewhere since, or through the night."""
    if shift is not None:
        with deed():
            actions.end_shift(shift, at=at)
    close()
    flash(_("The counter was closed here, and everything was wiped."), "wait")
    return redirect(url_for("home.show"))


def _sitting(shift: Shift, *, at: datetime) -> Sitting | None:
    """Whoever sits there still. That something was pressed is written down once a minute."""
    found = queries.sitting_at(shift)
    if found is None or at < found.seen_at + A_MINUTE:
        return found
    with deed():
        found = queries.sitting_at(shift)
        if found and found.is_idle(at):
            actions.leave(found, at=at)
            found = None
        elif found:
            actions.see(found, at=at)
    return found


def _leave_nothing(response: Response) -> Response:
    noted = g_now()
    if not (noted.get("wiped") or noted.get("counter")):
        return response
    if noted.get("wiped"):
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
        for name in request.cookies.keys() - KEPT:
            response.delete_cookie(name)
        phones.forget(response)
    response.headers["Cache-Control"] = "no-store"
    response.headers.pop("ETag", None)
    _offer_nothing(response)
    return response


def _offer_nothing(response: Response) -> None:
    """No browser is to remember what was typed into any form for whoever comes next."""
    if response.mimetype == "text/html" and not response.is_streamed:
        page = _OFFERED.sub('autocomplete="off"', response.get_data(as_text=True))
        response.set_data(_FORM.sub('<form autocomplete="off" ', page))
