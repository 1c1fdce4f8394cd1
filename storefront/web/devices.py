"""Phones that have signed in before. A signed cookie says for which numbers, and nothing else."""

import hashlib

from flask import Response, current_app, request
from itsdangerous import BadSignature, URLSafeSerializer

from storefront.accounts.knocks import Caller

COOKIE = "met"
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
    answer.set_cookie(
        COOKIE,
        _signer().dumps(met),
        max_age=YEAR,
        samesite="Lax",
        httponly=True,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )


def _met() -> list[str]:
    try:
        return list(_signer().loads(request.cookies.get(COOKIE, "")))
    except (BadSignature, TypeError):
        return []


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="met devices")


def _trace_of(phone: str) -> str:
    return hashlib.sha256(phone.encode()).hexdigest()[:12]
