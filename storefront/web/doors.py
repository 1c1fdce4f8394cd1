"""Every view says who may come in. The app refuses to start when one does not."""

from collections.abc import Callable
from datetime import timedelta
from enum import Enum
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Flask, Response, abort, current_app, redirect, request, url_for

from storefront import clock
from storefront.accounts.permissions import Permission
from storefront.web.origin import came_from
from storefront.web.people import is_signed_in, me, stay

View = TypeVar("View", bound=Callable[..., Any])


class Anyone(Enum):
    PUBLIC = "public"
    """Buyers, search engines, strangers."""
    SECRET_LINK = "secret link"  # noqa: S105
    """Whoever holds the unguessable address."""
    SIGNED_IN = "signed in"
    """Any person we know; what they see is obtained through them."""
    PRACTICE = "practice"
    """Anyone, but only in practice mode; elsewhere it is not there."""
    PROBE = "probe"
    """Load balancers and alarms: a few words about the server, and none about anybody."""


PUBLIC, SECRET_LINK, SIGNED_IN, PRACTICE, PROBE = Anyone

Door = Anyone | Permission


ANSWERED = timedelta(minutes=10)
"""So fresh must be what somebody showed when they open a form on which much hangs."""
FILLED = timedelta(minutes=20)
"""And when they send it: ten minutes more for filling it in."""


def door(who: Door, *, proved: bool = False) -> Callable[[View], View]:
    """Declare a view's door, and guard it. `proved`: only for whoever has shown who they are within
    the last minutes, for what a phone left on a table must not do.

    A permission lets in people who hold it somewhere; the object itself must then be obtained
    through the person, so that what lies outside their places is not found.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            return _stopped(who) or (proved and unproved()) or view(*args, **kwargs)

        guarded.door, guarded.proved = who, proved  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return declare


def _stopped(who: Door) -> Any:
    if who in (PUBLIC, SECRET_LINK, PROBE):
        return None
    if who is PRACTICE:
        return None if _practising() else abort(404)
    if not is_signed_in():
        return redirect(url_for("sign_in.show", next=_here()))
    if isinstance(who, Permission) and not _holds(who):
        _log_refused(who)
        abort(404)
    return None


def _log_refused(needed: Permission) -> None:
    """By the number of their sign-in: no line of the log names anybody."""
    rule = request.url_rule
    told = {"route": rule.rule if rule else "-", "needs": needed.value, "stay": stay().id}
    current_app.logger.warning("a door stayed shut", extra={"told": told})


def unproved() -> Response | None:
    """Where to go first, unless whoever is signed in has shown who they are just now."""
    lasts = FILLED if request.method == "POST" else ANSWERED
    if stay().proved_at >= clock.now() - lasts:
        return None
    back = request.full_path.rstrip("?") if request.method == "GET" else came_from()
    return cast(Response, redirect(url_for("proving.show", next=back)))


def _holds(permission: Permission) -> bool:
    return bool(me().places_where(permission, on=clock.village_date(clock.now())))


def _practising() -> bool:
    return bool(current_app.config["SETTINGS"].practice)


def _here() -> str:
    return request.full_path.rstrip("?") if request.method != "POST" else "/"


class NoDoor(RuntimeError):
    pass


def check_doors(app: Flask) -> None:
    """Raise NoDoor when a view does not say who may come in."""
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        if rule.endpoint != "static" and not hasattr(view, "door"):
            raise NoDoor(rule.endpoint)
