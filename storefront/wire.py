"""The only door for requests that leave the house: bounded in time and size, named failures, and
to public addresses only (see dialling.py)."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

from storefront.plainly import plainly_asked

if TYPE_CHECKING:
    from requests import Response

TIMEOUT = (3.05, 10.0)
"""Seconds to connect, and to wait for each piece of an answer."""
LONGEST = 30.0
"""Seconds for a whole answer, however many pieces it comes in."""
LARGEST = 1_000_000
"""Bytes."""


class Unreachable(Exception):
    """The other side did not answer, or not in time: what it did with our question is unknown."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes


_ours: frozenset[str] = frozenset()
_plain: frozenset[str] | None = None


def allow(hosts: Iterable[str], *, plain: frozenset[str] | None = None) -> None:
    """Which may be asked although their addresses are not public, in practice mode; and which over
    plain http: all, where nothing is said."""
    global _ours, _plain
    _ours, _plain = frozenset(it.lower() for it in hosts), plain


_until: ContextVar[float] = ContextVar("until", default=float("inf"))


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """All that is asked in here takes no longer together: somebody waits before a page."""
    token = _until.set(min(_until.get(), time.monotonic() + seconds))
    try:
        yield
    finally:
        _until.reset(token)


def _left() -> float:
    return _until.get() - time.monotonic()


def get(url: str, *, headers: dict[str, str], signed: bool = False) -> Answer:
    """`signed`: what comes back is signed by itself and holds no secret, as lists of revoked
    certificates; those stand at plain addresses everywhere. Raises Unreachable."""
    _refuse_plain(url, signed=signed)
    return _ask("GET", url, None, headers, TIMEOUT)


def post(
    url: str,
    body: bytes,
    *,
    headers: dict[str, str],
    timeout: tuple[float, float] | None = None,
    signed: bool = False,
) -> Answer:
    """Send a body as it is. Raises Unreachable."""
    _refuse_plain(url, signed=signed)
    return _ask("POST", url, body, headers, timeout or TIMEOUT)


def _refuse_plain(url: str, *, signed: bool) -> None:
    if _plain is not None and not signed and plainly_asked(url, plain=_plain):
        raise Unreachable("asked over https only")


def _ask(
    method: str,
    url: str,
    body: bytes | None,
    headers: dict[str, str],
    timeout: tuple[float, float],
) -> Answer:
    """Redirects are not followed, and what the environment says of proxies is not heard: whoever
    looks a name up must be who connects."""
    import requests  # large, and seldom the web server's business
    from urllib3.exceptions import HTTPError  # raised as it is while an answer comes in

    from storefront import dialling

    try:
        with requests.Session() as line:
            line.trust_env = False
            dialling.ours.set(_ours)
            for scheme in ("http://", "https://"):
                line.mount(scheme, dialling.Adapter())
            with line.request(
                method, url, data=body, headers=headers, timeout=_bounded(timeout),
                allow_redirects=False, stream=True,
            ) as response:  # fmt: skip
                return Answer(response.status_code, b"".join(_pieces(response)))
    except dialling.NotPublic as error:
        raise Unreachable(str(error)) from error
    except (requests.RequestException, HTTPError, OSError) as error:
        raise Unreachable(str(error)) from error


def _bounded(timeout: tuple[float, float]) -> tuple[float, float]:
    """MoMo is waited for longer than anybody else, but for within()."""
    left = _left()
    if left <= 0:
        raise Unreachable("no time is left to ask")
    connect, wait = timeout
    return min(connect, left), min(wait, left)


def _pieces(response: Response) -> Iterator[bytes]:
    """An answer that is too long or too slow is given up: half of it would be read wrongly."""
    began, size, longest = time.monotonic(), 0, min(LONGEST, _left())
    while piece := response.raw.read1(65_536, decode_content=True):
        size += len(piece)
        if size > LARGEST or time.monotonic() - began > longest:
            raise Unreachable("the answer does not end")
        yield piece
