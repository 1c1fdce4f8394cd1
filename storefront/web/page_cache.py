"""Public pages, kept while nothing on them has changed.

A view names its pulse: the cheapest question whose answer moves when the page must. The page is
kept by that answer and by all else it depends on: address, reader's choices, basket, day. People
with a session are never answered from here.
"""

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from threading import Lock
from typing import Any

from flask import Flask, Response, abort, current_app, request
from flask import session as cookie

from storefront import clock
from storefront.web import basket
from storefront.web.assets import gzip_bytes
from storefront.web.display import display
from storefront.web.people import SESSION_COOKIE

ROOM = 4 * 1024 * 1024
"""Bytes of pages kept by one process."""
LONGEST = timedelta(seconds=30)
"""On PostgreSQL an earlier change may be committed after a later one; so long at most it hides."""
OVERHEAD = 1_000
QUICKLY = 1
"""A stronger squeeze costs more time than the few bytes it saves, and stock moves often."""

Read = Callable[[str], Any]
View = Callable[..., str]


@dataclass(slots=True)
class Page:
    squeezed: bytes
    """Only so: who cannot read it is rare, and the room holds five times as many."""
    tag: str
    until: datetime

    @property
    def weight(self) -> int:
        return len(self.squeezed) + OVERHEAD


class PageCache:
    """The pages last asked for, as many as there is room for."""

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._weight = 0
        self._pages: OrderedDict[Hashable, Page] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, *, at: datetime) -> Page | None:
        with self._lock:
            page = self._pages.get(key)
            if page and at < page.until:
                self._pages.move_to_end(key)
                return page
            return None

    def put(self, key: Hashable, page: Page) -> None:
        with self._lock:
            self._drop(key)
            self._pages[key] = page
            self._weight += page.weight
            while self._weight > self._room:
                self._drop(next(iter(self._pages)))

    def forget(self) -> None:
        with self._lock:
            self._pages.clear()
            self._weight = 0

    def __len__(self) -> int:
        return len(self._pages)

    def _drop(self, key: Hashable) -> None:
        page = self._pages.pop(key, None)
        self._weight -= page.weight if page else 0


def install(app: Flask) -> None:
    app.extensions["page_cache"] = PageCache()


def kept(
    pulse: Callable[..., object | None], **arguments: Read
) -> Callable[[View], Callable[..., Response]]:
    """Keep what the view answers. `pulse` is given the view's own parts of the address; nothing
    means that there is no such page.

    `arguments` name what the view reads from the query, and how: other words of the query reach
    neither the view nor the cache.
    """

    def declare(view: View) -> Callable[..., Response]:
        @wraps(view)
        def answer(**parts: Any) -> Response:
            beat = pulse(**parts)
            if beat is None:
                abort(404)
            asked = {name: read(request.args.get(name, "")) for name, read in arguments.items()}
            if SESSION_COOKIE in request.cookies:
                return _private(Response(view(**parts, **asked), mimetype="text/html"))
            key = (request.endpoint, *parts.items(), *asked.items(), *_reader(), str(beat))
            return _sent(_page(key, lambda: view(**parts, **asked)))

        return answer

    return declare


def kept_for(*reader: Hashable, view: Callable[[], str]) -> Response:
    """Keep a page of somebody who is signed in. `reader` names all that it depends on: who looks,
    what they may see, what they asked for and the pulse."""
    if "_flashes" in cookie:  # said once, and kept nowhere
        return _private(Response(view(), mimetype="text/html"))
    key = ("signed in", *reader, display(), basket.count())
    return _sent(_page(key, view))


def _reader() -> tuple[Hashable, ...]:
    """What a page depends on besides its address."""
    return display(), basket.count(), request.cookies.get("place"), clock.village_date(clock.now())


def _page(key: Hashable, view: Callable[[], str]) -> Page:
    pages: PageCache = current_app.extensions["page_cache"]
    now = clock.now()
    page = pages.get(key, at=now)
    if page is None:
        body = view().encode()
        tag = hashlib.blake2b(body, digest_size=12).hexdigest()
        page = Page(gzip_bytes(body, QUICKLY), tag, now + LONGEST)
        pages.put(key, page)
    return page


def _squeezes() -> bool:
    return "gzip" in request.headers.get("Accept-Encoding", "")


def _sent(page: Page) -> Response:
    if _has_it(page):
        return _labelled(Response(status=304), page)
    if not _squeezes():
        return _labelled(Response(gzip.decompress(page.squeezed), mimetype="text/html"), page)
    answer = Response(page.squeezed, mimetype="text/html")
    answer.headers["Content-Encoding"] = "gzip"
    return _labelled(answer, page)


def _has_it(page: Page) -> bool:
    return page.tag in request.headers.get("If-None-Match", "")


def _labelled(answer: Response, page: Page) -> Response:
    answer.headers["ETag"] = f'W/"{page.tag}"'
    return _private(answer)


def _private(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Vary"] = "Cookie, Accept-Encoding"
    return answer
