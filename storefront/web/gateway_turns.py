"""How long buyers wait for a gateway, and how many at once: one that says nothing must not take the
places of those who only look at apples."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from storefront import wire

PLACES = 3
"""Of a worker's eight, for buyers of one gateway."""
A_MOMENT = 0.5
"""Seconds to wait for a place."""
LONGEST = 12.0
"""Seconds for all that a page asks of a gateway. What it did with our question is asked later."""

_places: dict[str, BoundedSemaphore] = {}


class NoPlace(Exception):
    """Others wait for it already."""


@contextmanager
def turn(gateway: str) -> Iterator[None]:
    """Raises NoPlace."""
    places = _places.setdefault(gateway, BoundedSemaphore(PLACES))
    if not places.acquire(timeout=A_MOMENT):
        raise NoPlace(gateway)
    try:
        with wire.within(LONGEST):
            yield
    finally:
        places.release()
