"""Forms are believed only when our own pages sent them.

Browsers say where a request comes from (Sec-Fetch-Site, else Origin), and pages cannot forge it;
with SameSite=Lax cookies this replaces per-form tokens, which expire on a slow phone and keep
pages from being cached. Clients that say neither are no browsers and carry nobody's cookies.
"""

from urllib.parse import urlsplit

from flask import Flask, abort, request

from storefront.web import refused
from storefront.web.behind import request_now
from storefront.web.refused import Why

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def install(app: Flask) -> None:
    app.before_request(_refuse_strange_origins)


def _refuse_strange_origins() -> None:
    if request_now().method not in SAFE and not _from_our_pages():
        refused.because(Why.ELSEWHERE)
        abort(403)


def _from_our_pages() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is None or host_of(origin) == request.host


def came_from() -> str | None:
    """The page the visitor came from, if it is one of ours."""
    referrer = request.referrer or ""
    if host_of(referrer) != request.host:
        return None
    page = urlsplit(referrer)
    query = f"?{page.query}" if page.query else ""
    return f"/{page.path.lstrip('/')}{query}"


def host_of(address: str) -> str | None:
    """Whose address somebody names. Nobody's, when it is none."""
    try:
        return urlsplit(address).netloc
    except ValueError:
        return None
