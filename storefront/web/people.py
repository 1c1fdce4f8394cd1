"""Who is asking. Keeps Flask-Login at the edge, so that accounts/ need not know it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, cast

from flask import Flask, Request, Response, current_app, g, has_request_context, request
from flask import session as cookie
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from itsdangerous import BadSignature
from sqlalchemy.exc import DBAPIError

from storefront import clock
from storefront.accounts import stays
from storefront.accounts.models import Ended, Person, Stay
from storefront.accounts.stays import Device, Unused
from storefront.db import db, deed, writing
from storefront.errors import Busy
from storefront.web import refused
from storefront.web.behind import g_now, request_now
from storefront.web.refused import Why

SESSION_COOKIE = "who"
UNUSED = "unused"
"""Says in that cookie, after how many hours somebody was signed out."""
SIGNED_IN_FOR = stays.LASTS


def brings_session(environ: Mapping[str, Any]) -> bool:
    """Whether somebody asks who may be signed in; known before the application is woken."""
    return f"{SESSION_COOKIE}=" in environ.get("HTTP_COOKIE", "")


class Visitor(UserMixin):
    def __init__(self, person: Person, stay: Stay | None = None, key: str = "") -> None:
        self.person, self.stay, self.key = person, stay, key

    def get_id(self) -> str:
        return self.key

    @staticmethod
    def load(key: str) -> Visitor | None:
        found = stays.by_key(key, unused=unused(), at=clock.now())
        if found is None:
            g.over = key
        return Visitor(*found, key) if found else None


class _Sessions(SecureCookieSessionInterface):
    """Strangers carry no cookie, and cost no signer of cookies."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if SESSION_COOKIE not in request.cookies:
            return self.session_class()
        found = super().open_session(app, request)
        if not found and _is_made_up(request.cookies[SESSION_COOKIE], app, self):
            refused.because(Why.COOKIE)
        return found

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        is_told = "Cookie" in response.headers.get("Vary", "")
        if session or session.modified or not is_told:
            super().save_session(app, session, response)


def _is_made_up(said: str, app: Flask, sessions: SecureCookieSessionInterface) -> bool:
    """Sealed by nobody of ours. One that is merely old was."""
    signer = sessions.get_signing_serializer(app)
    try:
        if signer and said:
            signer.loads(said)
    except BadSignature:
        return True
    return False


def install(app: Flask) -> None:
    app.session_interface = _Sessions()
    # All that its init_app would add writes a second cookie after every request; we have none.
    people = app.login_manager = LoginManager()  # type: ignore[attr-defined]
    people.user_loader(Visitor.load)
    people.session_protection = None  # a phone changes its address at every hill
    app.config["SESSION_COOKIE_NAME"] = SESSION_COOKIE
    app.config["SESSION_COOKIE_SAMESITE"] = "Lax"
    app.config["SESSION_COOKIE_HTTPONLY"] = True
    app.config["SESSION_COOKIE_SECURE"] = _is_https(app)
    app.config["PERMANENT_SESSION_LIFETIME"] = SIGNED_IN_FOR
    app.config["SESSION_REFRESH_EACH_REQUEST"] = False
    app.jinja_env.globals["me"] = me_or_none
    app.after_request(_note_use)
    app.after_request(_let_go)


def unused() -> Unused:
    return Unused.of(current_app.config["SETTINGS"])


def is_signed_in() -> bool:
    """Strangers carry no session cookie, so for them nothing is looked up."""
    if SESSION_COOKIE not in request_now().cookies and "_login_user" not in g_now():
        return False
    return bool(current_user.is_authenticated)


def somebody_was_asked_for() -> bool:
    """Whether this answer may depend on who is signed in."""
    visitor = g_now().get("_login_user")
    return visitor is not None and visitor.is_authenticated


def me() -> Person:
    """The signed-in person. Only views behind a door that asks who is there may call it."""
    return cast(Person, current_user.person)


def stay() -> Stay:
    """Where the signed-in person is signed in: this browser's row."""
    return cast(Stay, current_user.stay)


def me_or_none() -> Person | None:
    return me() if has_request_context() and is_signed_in() else None


def welcome(person: Person, *, second: bool, at: datetime) -> None:
    """Inside a deed: sign in for a season, and end what this browser was signed in by before."""
    if is_signed_in():
        stays.end(stay(), Ended.SIGNED_OUT, by=me(), at=at)
    key, begun = stays.begin(person.id, device(), second=second, at=at)
    cookie.clear()
    cookie.permanent = True
    login_user(Visitor(person, begun, key), remember=False)


def renew() -> None:
    """Inside a deed: this browser gets another key, as with every proof of who sits there."""
    current_user.key = stays.renew(stay())
    login_user(current_user._get_current_object(), remember=False)  # noqa: SLF001  Flask-Login's own way


def as_if(person: Person) -> None:
    """For work that is done later, in the name of whoever asked for it."""
    g._login_user = Visitor(person)  # noqa: SLF001  what login_user sets, without a cookie


def goodbye() -> None:
    if is_signed_in():
        with deed():
            stays.end(stay(), Ended.SIGNED_OUT, by=me(), at=clock.now())
    logout_user()
    cookie.clear()


def device() -> Device:
    """Two words of what the browser says of itself."""
    said = request.headers.get("User-Agent", "")[:500]
    return Device(_first(_BROWSERS, said), _first(_SYSTEMS, said))


def _first(known: Mapping[str, str], said: str) -> str:
    return next((name for mark, name in known.items() if mark in said), "")


_BROWSERS = {
    "Zalo": "Zalo", "coc_coc": "Cốc Cốc", "SamsungBrowser": "Samsung Internet", "Edg": "Edge",
    "OPR/": "Opera", "Firefox/": "Firefox", "CriOS": "Chrome", "FxiOS": "Firefox",
    "Chrome/": "Chrome", "Safari/": "Safari",
}  # fmt: skip
"""In this order: most say that they are others as well."""
_SYSTEMS = {
    "Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows",
    "CrOS": "ChromeOS", "Macintosh": "Mac", "Linux": "Linux",
}  # fmt: skip


def _note_use(response: Response) -> Response:
    """Once an hour, on a line of its own: the page may still be reading. Who cannot write it down
    now does so at another page."""
    visitor = g_now().get("_login_user")
    found = getattr(visitor, "stay", None)
    if found is None or "used_at" not in found.__dict__:
        return response
    at = clock.now()
    if found.used_at < at - stays.A_WHILE:
        with suppress(Busy, DBAPIError), writing(db.engine), db.engine.begin() as line:
            line.execute(stays.used(found.id, at=at))
    return response


def _let_go(response: Response) -> Response:
    """Of a sign-in that ended elsewhere, or by not being used: once, its cookie goes, and what the
    browser kept of its pages. With a page only: what a script asks beside it may come back late,
    and would take along the cookie of whoever signed in meanwhile."""
    key = g_now().pop("over", None)
    if key is None or cookie.get("_user_id") != key:
        return response
    if "text/html" not in request.headers.get("Accept", ""):
        return response
    lay = stays.went_unused(key, unused=unused(), at=clock.now())
    cookie.clear()
    if lay is not None:
        cookie[UNUSED] = round(lay / timedelta(hours=1))
    response.headers["Clear-Site-Data"] = '"cache"'  # the kit's errands are no cache, and stay
    return response


def was_unused() -> timedelta | None:
    """For how long nobody used the browser, if that is why somebody has to sign in again."""
    hours = cookie.get(UNUSED)
    return timedelta(hours=hours) if isinstance(hours, int) else None


def _is_https(app: Flask) -> bool:
    return bool(app.config["SETTINGS"].public_url.startswith("https://"))
