"""Phones that have signed in before. A signed cookie says for which numbers, and nothing else."""

import hashlib

from flask import Response, current_app, g, request
from itsdangerous import BadSignature, URLSafeSerializer

from storefront import codes
from storefront.accounts.knocks import Caller
from storefront.screening import marks
from storefront.web import refused
from storefront.web.refused import Why

COOKIE = "met"
BROWSER = "seen"
"""A number of its own for a browser that signs in or orders; strangers who only look have none."""
YEAR = 365 * 24 * 3600
MOST = 8
"""Numbers one phone is remembered for: a family's, a team's."""


def caller(phone: str) -> Caller:
    """Whoever is at the door naming this number."""
    return Caller(phone, (request.remote_addr or "")[:45], known=_trace_of(phone) in _met())


def remember(phone: str | None, answer: Response) -> None:
    if phone is None:
        return
    met = [_trace_of(phone), *(it for it in _met() if it != _trace_of(phone))][:MOST]
    _set(answer, COOKIE, _signer().dumps(met))


def mark() -> str:
    """What this browser is known by to the screen of figures: nothing can be told from it."""
    if "browser" not in g:
        g.browser = request.cookies.get(BROWSER, "")[:64] or codes.secret()
    return marks.mark_of(g.browser, key=current_app.config["SECRET_KEY"])


def keep_mark(answer: Response) -> None:
    if "browser" in g and BROWSER not in request.cookies:
        _set(answer, BROWSER, g.browser)


def _set(answer: Response, name: str, value: str) -> None:
    answer.set_cookie(
        name,
        value,
        max_age=YEAR,
        samesite="Lax",
        httponly=True,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )


def _met() -> list[str]:
    said = request.cookies.get(COOKIE, "")
    try:
        return list(_signer().loads(said)) if said else []
    except BadSignature:
        refused.because(Why.COOKIE)
        return []
    except TypeError:
        return []


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="met devices")


def _trace_of(phone: str) -> str:
    return hashlib.sha256(phone.encode()).hexdigest()[:12]
