"""Where pages are kept by one process: the last asked for, as many as there is room for."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

ROOM = 4 * 1024 * 1024
"""Bytes of pages kept by one process."""
OVERHEAD = 1_000

Headers = list[tuple[str, str]]


@dataclass(slots=True)
class Page:
    squeezed: bytes
    """Only so: who cannot read it is rare, and the room holds five times as many."""
    tag: str
    until: datetime
    pulse: Callable[[], object]
    """The question whose answer moves when the page must."""
    beat: str
    """What it was answered when the page was painted."""
    headers: Headers = field(default_factory=list)
    """As they were first sent, all but those that tell of the body."""

    @property
    def weight(self) -> int:
        return len(self.squeezed) + OVERHEAD

    def still_beats(self) -> bool:
        return str(self.pulse()) == self.beat


class Shelf:
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
