"""Every view says who may come in. The app refuses to start when one does not."""

from collections.abc import Callable
from enum import Enum
from functools import wraps
from typing import Any, TypeVar

from flask import Flask, abort, redirect, request, url_for

from storefront import clock
from storefront.accounts.permissions import Permission
from storefront.web.people import is_signed_in, me

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


def door(who: Door) -> Callable[[View], View]:
    """Declare a view's door, and guard it.

    A permission lets in people who hold it somewhere; the object itself must then be obtained
    through the person, so that what lies outside their places is not found.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            return _stopped(who) or view(*args, **kwargs)

        guarded.door = who  # type: ignore[attr-defined]
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
        abort(404)
    return None


def _holds(permission: Permission) -> bool:
    return bool(me().places_where(permission, on=clock.village_date(clock.now())))


def _practising() -> bool:
    from flask import current_app

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
