"""Who is asking. Keeps Flask-Login at the edge, so that accounts/ need not know it."""

from __future__ import annotations

from datetime import timedelta
from typing import cast

from flask import Flask, Request, g, has_request_context, request
from flask import session as cookie
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from storefront.accounts.models import Person
from storefront.db import session

SESSION_COOKIE = "who"
SIGNED_IN_FOR = timedelta(days=180)


class Visitor(UserMixin):
    def __init__(self, person: Person) -> None:
        self.person = person

    def get_id(self) -> str:
        return str(self.person.id)

    @staticmethod
    def load(person_id: str) -> Visitor | None:
        wanted = (
            select(Person).where(Person.id == int(person_id)).options(selectinload(Person.postings))
        )
        person = session.scalar(wanted)
        return Visitor(person) if person else None


class _Sessions(SecureCookieSessionInterface):
    """Strangers carry no cookie, and cost no signer of cookies."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if SESSION_COOKIE not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)


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
    login_user(Visitor(person), remember=False)


def goodbye() -> None:
    logout_user()
    cookie.clear()


def _is_https(app: Flask) -> bool:
    return bool(app.config["SETTINGS"].public_url.startswith("https://"))
