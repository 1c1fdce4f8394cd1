"""While a browser is a counter: one household's pages, and nothing of it left behind.

What a browser keeps is thrown away by itself: pages are stored nowhere, forms offer no words that
were typed before, and when a household's turn ends the caches, the storage and all cookies go but
those by which the counter itself is known (docs/adr/0158).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import (
    Flask,
    Response,
    current_app,
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
from sqlalchemy import select

from storefront import clock
from storefront.accounts.permissions import Permission
from storefront.bills.models import Bill
from storefront.complaints.models import Complaint
from storefront.counters import actions, queries
from storefront.counters.models import IDLE, LONGEST, Shift, Sitting
from storefront.db import deed, session
from storefront.orders.models import Order
from storefront.shops.models import Household
from storefront.web import devices, display, people, phones
from storefront.web.doors import PRACTICE, PUBLIC, SECRET_LINK, SIGNED_IN
from storefront.web.people import SESSION_COOKIE, me

COUNTER = "counter"
"""In the session: the shift, and the sitting whose pages this browser has shown."""
OWN = frozenset({COUNTER, people.SINCE, "_user_id", "_fresh", "_id", "_permanent"})
"""What else a session holds is of the household."""
KEPT = frozenset({SESSION_COOKIE, devices.BROWSER, devices.COOKIE, *display.CHOICES})
"""Cookies of the computer itself: how pages look on it, and that it is known."""
A_MINUTE = timedelta(minutes=1)
FREE = (PUBLIC, SECRET_LINK, PRACTICE)
PRESSING = (
    SIGNED_IN,
    Permission.HOUSEHOLD_READ,
    Permission.SHOP_OPEN,
    Permission.SHOP_EDIT,
    Permission.VISIT_WRITE,
    Permission.ORDER_HANDLE,
    Permission.ACCOUNT_CONFIRM,
    Permission.COMPLAINTS_DECIDE,
)
HOMES = frozenset({"leader.home", "growth.show", "keeper.home", "sign_in.show"})
"""Where "my work" leads: no mistake, only another way to the counter."""
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
    found: At | None = g.get("counter") if has_request_context() else None
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
    g.pop("counter", None)
    g.pop("wiped", None)
    if SESSION_COOKIE not in request.cookies or COUNTER not in cookie:
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
    return _stopped(here)


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


def _stopped(here: At) -> ResponseReturnValue | None:
    """Only pages of this household open, and those for everybody."""
    room = request.blueprint
    if request.endpoint is None or room == "counter":
        return None
    if room in ("counters", "counter_figures") and here.sitting is None:
        return None
    if room != "sign_in" and _is_free(here.sitting):
        return None
    if request.endpoint not in HOMES:
        words = _("At the counter only pages of whose turn it is open. End the turn first.")
        flash(words, "wait")
    return redirect(url_for("counter.now"))


def _is_free(sitting: Sitting | None) -> bool:
    door = getattr(current_app.view_functions[request.endpoint or ""], "door", None)
    if door in FREE:
        return True
    if sitting is None or door not in PRESSING:
        return False
    if sitting.household is None:
        return request.blueprint == "registering"
    return _is_of(sitting.household, request.view_args or {})


def _is_of(household: Household, parts: Mapping[str, Any]) -> bool:
    """Whether an address names this household, its shop, or an order, bill or complaint of it."""
    shop = household.shop
    named = str(parts.get("shop") or parts.get("code") or "")
    if named and named in (household.code, shop.code if shop else ""):
        return True
    if shop is None:
        return False
    if request.blueprint == "complaints" and "number" in parts:
        wanted = select(Order.shop_id).join(Complaint, Complaint.order_id == Order.id)
        return session.scalar(wanted.where(Complaint.id == parts["number"])) == shop.id
    theirs = (select(it.shop_id).where(it.code == named) for it in (Order, Bill))
    return bool(named) and any(session.scalar(it) == shop.id for it in theirs)


def _leave_nothing(response: Response) -> Response:
    if g.get("wiped"):
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
        for name in request.cookies.keys() - KEPT:
            response.delete_cookie(name)
        phones.forget(response)
    if g.get("wiped") or g.get("counter"):
        response.headers["Cache-Control"] = "no-store"
        response.headers.pop("ETag", None)
        _offer_nothing(response)
    return response


def _offer_nothing(response: Response) -> None:
    """No browser is to remember what was typed into any form for whoever comes next."""
    if response.mimetype == "text/html" and not response.is_streamed:
        page = _OFFERED.sub('autocomplete="off"', response.get_data(as_text=True))
        response.set_data(_FORM.sub('<form autocomplete="off" ', page))
