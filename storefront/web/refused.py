"""Tells the log of attempts: forms from elsewhere, forged messages, cookies that are not ours, and
callers of whom much is refused. Without personal data, and few lines however many attempts.

A caller is told by some letters that only this start of the server knows how to make of an address:
lines of one caller can be seen to belong together, and nobody finds the address by them.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from enum import StrEnum

from flask import Flask, Response, current_app, g, request

from storefront.web.behind import g_now

REFUSING = frozenset({400, 401, 403, 404, 405, 409, 413, 415, 422, 429})
MANY = 40
"""Refusals of one caller within a spell that are told; then twice as many, and so on. A village
behind one address mistypes now and then, and seldom so often."""
SPELL = 600.0
"""Seconds."""
CALLERS = 1_000
"""Remembered at once; whoever was refused longest ago goes first."""
LINES = 20
"""A minute, of each kind."""
A_MINUTE = 60.0


class Why(StrEnum):
    ELSEWHERE = "a form from elsewhere"
    FORGED = "a forged message"
    COOKIE = "a cookie that is not ours"


@dataclass(slots=True)
class _Caller:
    since: float
    many: int = 0
    tell_at: int = MANY


@dataclass(slots=True)
class _Told:
    since: float = -A_MINUTE
    lines: int = 0
    untold: int = 0


@dataclass
class Attempts:
    """Of this process."""

    key: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    callers: OrderedDict[str, _Caller] = field(default_factory=OrderedDict)
    told: dict[Why, _Told] = field(default_factory=dict)
    mutex: threading.Lock = field(default_factory=threading.Lock)

    def named(self, address: str) -> str:
        return hashlib.blake2s(address.encode(), key=self.key, digest_size=5).hexdigest()

    def is_many(self, caller: str, *, at: float) -> int:
        """Count one more. Gives how many there were, when it is time to tell."""
        with self.mutex:
            known = self.callers.pop(caller, None)
            if known is None or known.since < at - SPELL:
                known = _Caller(at)
            self.callers[caller] = known
            if len(self.callers) > CALLERS:
                self.callers.popitem(last=False)
            known.many += 1
            if known.many < known.tell_at:
                return 0
            known.tell_at *= 2
            return known.many

    def may_tell(self, why: Why, *, at: float) -> int | None:
        """Nothing, when enough lines are told; else how many were left out before this one."""
        with self.mutex:
            known = self.told.setdefault(why, _Told())
            if known.since <= at - A_MINUTE:
                known.since, known.lines = at, 0
            if known.lines >= LINES:
                known.untold += 1
                return None
            known.lines += 1
            untold, known.untold = known.untold, 0
            return untold


def install(app: Flask) -> None:
    app.extensions["attempts"] = Attempts()
    app.after_request(_tell)


def because(why: Why) -> None:
    """To be told with the answer, when it is known which page was asked for."""
    g.refused = why


def _tell(response: Response) -> Response:
    why: Why | None = g_now().pop("refused", None)
    if why is None and response.status_code not in REFUSING:
        return response
    attempts: Attempts = current_app.extensions["attempts"]
    caller, at = attempts.named(request.remote_addr or ""), time.monotonic()
    if why is not None and (untold := attempts.may_tell(why, at=at)) is not None:
        _line("an attempt was refused", caller, {"why": why.value, "untold": untold})
    if response.status_code in REFUSING and (many := attempts.is_many(caller, at=at)):
        _line("much was refused to one caller", caller, {"many": many})
    return response


def _line(words: str, caller: str, more: dict[str, str | int]) -> None:
    rule = request.url_rule
    told: dict[str, str | int] = {"route": rule.rule if rule else "-", "caller": caller, **more}
    stay = getattr(g.get("_login_user"), "stay", None)
    if stay is not None and "id" in stay.__dict__:  # after an error it may have to be asked for
        told["stay"] = stay.id
    current_app.logger.warning(words, extra={"told": told})
