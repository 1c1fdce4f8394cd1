"""Who is asking. Keeps Flask-Login at the edge, so that accounts/ need not know it."""

from __future__ import annotations

from datetime import timedelta
from typing import cast

from flask import Flask, Request, Response, g, has_request_context, request
from flask import session as cookie
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from storefront import clock
from storefront.accounts import queries
from storefront.accounts.models import Person

SESSION_COOKIE = "who"
SINCE = "since"
"""When whoever is signed in came in, in seconds."""
SIGNED_IN_FOR = timedelta(days=180)


class Visitor(UserMixin):
    def __init__(self, person: Person) -> None:
        self.person = person

    def get_id(self) -> str:
        return str(self.person.id)

    @staticmethod
    def load(person_id: str) -> Visitor | None:
        person = queries.with_postings(int(person_id))
        return Visitor(person) if person and not _is_over(person) else None


def _is_over(person: Person) -> bool:
    """Whether this person's sessions were ended after this one began."""
    ended = person.sessions_from
    return ended is not None and int(cookie.get(SINCE, 0)) < ended.timestamp()


class _Sessions(SecureCookieSessionInterface):
    """Strangers carry no cookie, and cost no signer of cookies."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if SESSION_COOKIE not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        is_told = "Cookie" in response.headers.get("Vary", "")
        if session or session.modified or not is_told:
            super().save_session(app, session, response)


def install(app: Flask) -> None:
    app.session_interface = _Sessions()
    people = LoginManager(app, add_context_processor=False)  # templates ask me()
    people.user_loader(Visitor.load)
    people.session_protection = None  # a phone changes its address at every hill
    app.config["SESSION_COOKIE_NAME"] = SESSION_COOKIE
    app.config["SESSION_COOKIE_SAMESITE"] = "Lax"
    app.config["SESSION_COOKIE_HTTPONLY"] = True
    app.config["SESSION_COOKIE_SECURE"] = _is_https(app)
    app.config["PERMANENT_SESSION_LIFETIME"] = SIGNED_IN_FOR
    app.config["SESSION_REFRESH_EACH_REQUEST"] = False
    app.jinja_env.globals["me"] = me_or_none


def is_signed_in() -> bool:
    """Strangers carry no session cookie, so for them nothing is looked up."""
    if SESSION_COOKIE not in request.cookies and "_login_user" not in g:
        return False
    return bool(current_user.is_authenticated)


def me() -> Person:
    """The signed-in person. Only views behind a door that asks who is there may call it."""
    return cast(Person, current_user.person)


def me_or_none() -> Person | None:
    return me() if has_request_context() and is_signed_in() else None


def welcome(person: Person) -> None:
    """Sign in for a season: in the field, signing in again costs a walk for signal."""
    cookie.clear()
    cookie.permanent = True
    cookie[SINCE] = int(clock.now().timestamp()) + 1
    login_user(Visitor(person), remember=False)


def goodbye() -> None:
    logout_user()
    cookie.clear()


def _is_https(app: Flask) -> bool:
    return bool(app.config["SETTINGS"].public_url.startswith("https://"))
