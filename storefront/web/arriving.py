"""What happens to a request before anybody reads it: it gets a name, and an address that is true.

A name and an address from elsewhere are believed of the proxies in TRUSTED_PROXIES only.
"""

from __future__ import annotations

import itertools
import os
import re
import secrets
from collections.abc import Callable, Collection, Iterable
from typing import Any

from flask import Flask

from storefront.asked import ROUTE, asked
from storefront.web.behind import request_now

A_NAME = re.compile(r"[A-Za-z0-9._-]{8,64}")
HEADER = "X-Request-ID"

Environ = dict[str, Any]


def install(app: Flask) -> None:
    """Last of all: what is installed last sees requests first."""
    app.before_request(_note_the_route)
    trusted = frozenset(app.config["SETTINGS"].trusted_proxies)
    app.wsgi_app = Arrivals(app.wsgi_app, trusted)  # type: ignore[method-assign]


def _note_the_route() -> None:
    asked_for = request_now()
    if asked_for.url_rule is not None:
        asked_for.environ[ROUTE] = asked_for.url_rule.rule


class Arrivals:
    def __init__(self, behind: Callable[..., Iterable[bytes]], trusted: Collection[str]) -> None:
        self._behind, self._trusted = behind, trusted

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        name = asked.request = self._named(environ)
        asked.statements = 0

        def begin(status: str, headers: Any, *error: Any) -> Any:
            return start_response(status, [*headers, (HEADER, name)], *error)

        return self._behind(environ, begin)

    def _named(self, environ: Environ) -> str:
        if environ.get("REMOTE_ADDR") not in self._trusted:
            return new_name()
        if "HTTP_X_REAL_IP" in environ:
            environ["REMOTE_ADDR"] = environ["HTTP_X_REAL_IP"][:45]
        if environ.get("HTTP_X_FORWARDED_PROTO") == "https":
            environ["wsgi.url_scheme"] = "https"
        given = environ.get("HTTP_X_REQUEST_ID", "")
        return given if A_NAME.fullmatch(given) else new_name()


def new_name() -> str:
    return f"{_process[0]}-{next(_nth):x}"


def _begin_anew() -> None:
    """So that two processes never give the same."""
    _process[:] = [secrets.token_hex(5)]


_process: list[str] = []
_nth = itertools.count(1)
_begin_anew()
os.register_at_fork(after_in_child=_begin_anew)
