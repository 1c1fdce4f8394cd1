"""The door before all others: which names are ours, and what only https may carry.

Before anything is answered, kept pages and files included.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask

from storefront.settings import Settings

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
Wsgi = Callable[[Environ, Any], Iterable[bytes]]

OURS = "__Host-"
"""Browsers take a cookie of this name only over https, for this host alone and all its paths."""
HSTS = ("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
ITSELF = frozenset({"localhost", "127.0.0.1", "[::1]"})
"""The machine may always ask itself."""


def install(app: Flask) -> None:
    """Last of all that stands before the application."""
    settings: Settings = app.config["SETTINGS"]
    inside = _known_hosts(settings.hosts, _over_https(app.wsgi_app))
    app.wsgi_app = inside  # type: ignore[method-assign,assignment]


def _known_hosts(hosts: frozenset[str], inside: Wsgi) -> Wsgi:
    if not hosts:
        return inside
    known = hosts | ITSELF

    def ask(environ: Environ, start: Any) -> Iterable[bytes]:
        said = environ.get("HTTP_HOST", "")
        if said in known or _name(said) in known:
            return inside(environ, start)
        start("400 Bad Request", [("Content-Type", "text/plain"), ("Content-Length", "23")])
        return [b"This is not its address"]

    return ask


def _name(host: str) -> str:
    """Without its port."""
    name, colon, port = host.lower().rpartition(":")
    return name if colon and port.isdecimal() else host.lower()


def _over_https(inside: Wsgi) -> Wsgi:
    """Over plain http, as on a phone in the house's own net, nothing is changed."""

    def ask(environ: Environ, start: Any) -> Iterable[bytes]:
        if environ.get("wsgi.url_scheme") != "https":
            return inside(environ, start)
        if "HTTP_COOKIE" in environ:
            _keep_ours(environ)

        def answer(status: str, headers: Headers, exc_info: Any = None) -> Any:
            return start(status, [*map(_guarded, headers), HSTS], exc_info)

        return inside(environ, answer)

    return ask


def _keep_ours(environ: Environ) -> None:
    """A neighbour under the same domain can set cookies, but none with our prefix."""
    said = (it.strip() for it in environ.pop("HTTP_COOKIE").split(";"))
    ours = [it.removeprefix(OURS) for it in said if it.startswith(OURS)]
    if ours:
        environ["HTTP_COOKIE"] = "; ".join(ours)


def _guarded(header: tuple[str, str]) -> tuple[str, str]:
    name, value = header
    if name != "Set-Cookie":
        return header
    secure = "" if "; Secure" in value else "; Secure"
    return name, f"{OURS}{value}{secure}"
