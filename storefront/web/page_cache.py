"""Public pages, kept while nothing on them has changed.

A view names its pulse: the cheapest question whose answer moves when the page must. The page is
kept by all else it depends on: address, reader's choices, basket, day, from the second time that it
is asked for: most pages are asked for once, and keeping those costs time and room. It is answered
before the application is woken, after its pulse was felt. People with a session are never answered
so.
"""

import gzip
import hashlib
from collections.abc import Callable, Hashable, Iterable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from functools import partial, wraps
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, abort, current_app, g, request
from flask import session as cookie
from werkzeug.sansio.http import parse_cookie

from storefront import clock, replica
from storefront.asked import ROUTE
from storefront.campaign import queries
from storefront.campaign.remembering import remembering
from storefront.web import basket, display, hearts, nearby, one_by_one
from storefront.web.behind import app_now, g_now, request_now
from storefront.web.compression import squeezed
from storefront.web.people import brings_session
from storefront.web.security_headers import REFUSED
from storefront.web.shelf import Headers, Page, Shelf
from storefront.web.whole import Whole

LONGEST = timedelta(seconds=30)
"""On PostgreSQL an earlier change may be committed after a later one; so long at most it hides."""
JUST_NOW = timedelta(seconds=5)
"""So late may something counted be seen by whoever looks while a page is being painted."""
OF_THE_BODY = frozenset({"Content-Encoding", "Content-Length", "Content-Type"})
HTML = ("Content-Type", "text/html; charset=utf-8")
SQUEEZED = ("Content-Encoding", "gzip")

Environ = dict[str, Any]
Read = Callable[[str], Any]
Pulse = Callable[..., str | None]
View = Callable[..., str]


def install(app: Flask) -> None:
    """Installed before what adds headers, because what is installed first sees answers last."""
    shelf = app.extensions["page_cache"] = Shelf()
    app.after_request(partial(_put, shelf))
    app.wsgi_app = _Front(app, shelf)  # type: ignore[method-assign]


class _Front:
    """Answers with a kept page when there is one, and asks the application when not."""

    def __init__(self, app: Flask, shelf: Shelf) -> None:
        self._app, self._behind, self._shelf = app, app.wsgi_app, shelf

    def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        page = self._page(environ)
        if page is None:
            return self._behind(environ, start_response)
        environ[ROUTE] = page.route
        status, headers, body = _answer(page, environ)
        start_response(status, headers)
        return body

    def _page(self, environ: Environ) -> Page | None:
        if environ["REQUEST_METHOD"] != "GET" or brings_session(environ):
            return None
        page = self._shelf.get(_key(environ, environ["QUERY_STRING"]), at=clock.now())
        if page is None:
            return None
        try:
            with self._app.app_context():
                return page if page.pulse() == page.beat else None
        except Exception:  # whatever it is, the application will meet it too, and say so
            return None


def _key(environ: Environ, query: str) -> Hashable:
    if _READER not in environ:
        environ[_READER] = _reader(environ)
    return environ["PATH_INFO"], query, environ[_READER]


_READER = "storefront.reader"


def _reader(environ: Environ) -> Hashable:
    if "HTTP_COOKIE" not in environ:
        return _STRANGER
    cookies = parse_cookie(environ["HTTP_COOKIE"])  # as requests do: harmless if it is no text
    return _choices(cookies), hearts.of_page(environ["PATH_INFO"], cookies)


def _choices(cookies: Mapping[str, str]) -> Hashable:
    return display.chosen(cookies), basket.many(cookies), nearby.chosen(cookies)


_STRANGER = _choices({}), ()


def _answer(page: Page, environ: Environ) -> tuple[str, Headers, list[bytes]]:
    if page.tag in environ.get("HTTP_IF_NONE_MATCH", ""):
        return "304 NOT MODIFIED", page.headers, []
    if "gzip" in environ.get("HTTP_ACCEPT_ENCODING", ""):
        return "200 OK", _of(page.squeezed, page, SQUEEZED), [page.squeezed]
    plain = gzip.decompress(page.squeezed)
    return "200 OK", _of(plain, page), [plain]


def _of(body: bytes, page: Page, *more: tuple[str, str]) -> Headers:
    return [*page.headers, HTML, ("Content-Length", str(len(body))), *more]


def kept(pulse: Pulse, **arguments: Read) -> Callable[[View], Callable[..., Response]]:
    """Keep what the view answers. `pulse` is given the view's own parts of the address; nothing
    means that there is no such page.

    `arguments` name what the view reads from the query, and how: other words of the query reach
    neither the view nor the shelf.
    """

    unsaid = {name: read("") for name, read in arguments.items()}

    def declare(view: View) -> Callable[..., Response]:
        @wraps(view)
        def answer(**parts: Any) -> Response:
            asked = _read(arguments, unsaid) if unsaid else unsaid
            environ = request_now().environ
            if brings_session(environ):
                return _private(Response(view(**parts, **asked), mimetype="text/html"))
            paint = partial(view, **parts, **asked)
            return _from_shelf(_key(environ, _query(asked)), partial(pulse, **parts), paint)

        answer.is_kept = True  # type: ignore[attr-defined]
        return answer

    return declare


def _read(arguments: Mapping[str, Read], unsaid: Mapping[str, Any]) -> dict[str, Any]:
    said = request.args
    return {**unsaid, **{name: arguments[name](said[name]) for name in said.keys() & unsaid}}


def _from_shelf(key: Hashable, feel: Pulse, paint: Callable[[], str]) -> Response:
    shelf: Shelf = app_now().extensions["page_cache"]
    if not shelf.is_asked_again(key, at=clock.now()):
        return _response(_painted(paint()))
    beat = feel()
    if beat is None:
        abort(404)
    page = _shelved(key, beat)
    if page is None:
        page = _painted(paint(), feel, beat)
        page.until = _until(clock.now())
        g.painted = (key, page)
    return _response(page)


def kept_for(*reader: Hashable, pulse: Hashable, view: Callable[[], str]) -> Response:
    """Keep a page of somebody who is signed in. `reader` names all that it depends on besides the
    pulse: who looks, what they may see, what they asked for."""
    if "_flashes" in cookie:  # said once, and kept nowhere
        return _private(Response(view(), mimetype="text/html"))
    who = ("signed in", *reader, display.display(), basket.count())
    key = (*who, pulse)
    page = _shelved(key, "")
    if page is None:
        lasting = ("lately", *who, _lasting(pulse))
        page = _of_a_moment_ago(lasting) or _painted_once(
            key, partial(remembered, pulse, view), also=lasting
        )
    else:
        page.true_at = clock.now()
    return _response(page)


def _lasting(pulse: Hashable) -> Hashable:
    """What must be seen at once, whatever else is going on."""
    return pulse.lasting if isinstance(pulse, queries.Pulse) else pulse


def _of_a_moment_ago(key: Hashable) -> Page | None:
    """While this process has more to paint than one page, one that was true just now will do: else
    all who look when something is counted would paint anew, and all would wait for all."""
    shelf: Shelf = current_app.extensions["page_cache"]
    if not (shelf.painting.is_any() or one_by_one.is_waited_for()):
        return None
    now = clock.now()
    page = shelf.get(key, at=now - JUST_NOW)
    return page if page and now < page.true_at + JUST_NOW else None


def remembered(pulse: Hashable, view: Callable[[], str]) -> str:
    """A page of sums, of which others that were painted lately may have added up some."""
    with known_sums(pulse):
        return replica.ask(view)


def known_sums(pulse: Hashable) -> AbstractContextManager[None]:
    """Inside, what was added up lately for other pages is known."""
    shelf: Shelf = current_app.extensions["page_cache"]
    return remembering(shelf.notes(pulse, at=clock.now()))


def _painted_once(key: Hashable, view: Callable[[], str], *, also: Hashable) -> Page:
    """By the first who asks; the others of the same rights wait for it instead of painting too."""
    shelf: Shelf = current_app.extensions["page_cache"]
    with shelf.painting.turn(key):
        page = _shelved(key, "")
        if page is None:
            began = clock.now()
            page = _painted(view())
            page.true_at, page.until = began, _until(clock.now())
            shelf.put(key, page)
            shelf.put(also, page)
        return page


def _query(asked: Mapping[str, Any]) -> str:
    """As our own links write it: 1 for yes, and nothing that says nothing."""
    said = {name: 1 if value is True else value for name, value in asked.items() if value}
    return urlencode(said)


def _response(page: Page) -> Response:
    status, headers, body = _answer(page, request_now().environ)
    return (Whole if body else Response)(body, status, headers)


def _shelved(key: Hashable, beat: str) -> Page | None:
    shelf: Shelf = current_app.extensions["page_cache"]
    page = shelf.get(key, at=clock.now())
    return page if page and page.beat == beat else None


def _painted(html: str, feel: Pulse = str, beat: str = "") -> Page:
    body = squeezed(html.encode())
    tag = hashlib.blake2b(body, digest_size=12).hexdigest()
    page = Page(body, tag, feel, beat)
    page.headers = [("ETag", f'W/"{tag}"'), *ALWAYS]
    return page


def _until(now: datetime) -> datetime:
    """Pages say what is in season today."""
    midnight = clock.start_of(clock.village_date(now) + timedelta(days=1))
    return min(now + LONGEST, midnight)


def _put(shelf: Shelf, response: Response) -> Response:
    """Onto the shelf, with all headers that were added on the way out."""
    if "painted" in g_now():
        key, page = g.pop("painted")
        page.route = request.environ.get(ROUTE, "")
        page.headers = [
            (name, value) for name, value in response.headers if name not in OF_THE_BODY
        ]
        shelf.put(key, page)
    return response


PRIVATE = {"Cache-Control": "private, no-cache", "Vary": "Cookie, Accept-Encoding"}
ALWAYS = [*PRIVATE.items(), *REFUSED.items()]


def _private(answer: Response) -> Response:
    answer.headers.extend(PRIVATE)
    return answer
