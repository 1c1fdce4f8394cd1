"""Where pages are kept by one process: the last asked for, as many as there is room for."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Lock

from storefront.campaign.remembering import Notes
from storefront.turns import Turns

ROOM = 4 * 1024 * 1024
"""Bytes of pages kept by one process."""
OVERHEAD = 1_000
LATELY = timedelta(seconds=30)
ADDRESSES = 65_536
"""Addresses told apart when they are asked for again; each is a byte."""

LONG_AGO = datetime.min.replace(tzinfo=UTC)

Headers = list[tuple[str, str]]


@dataclass(slots=True)
class Page:
    squeezed: bytes
    """Only so: who cannot read it is rare, and the room holds five times as many."""
    tag: str
    pulse: Callable[[], str | None]
    """The question whose answer moves when the page must."""
    beat: str
    """What it was answered when the page was painted."""
    until: datetime = LONG_AGO
    """How long it may be kept."""
    true_at: datetime = LONG_AGO
    """When it was last known to be so: painted, or asked for while nothing was counted."""
    route: str = ""
    """The address it has, as logs tell it."""
    headers: Headers = field(default_factory=list)
    """As they were first sent, all but those that tell of the body."""

    @property
    def weight(self) -> int:
        return len(self.squeezed) + OVERHEAD


class Shelf:
    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._weight = 0
        self._pages: OrderedDict[Hashable, Page] = OrderedDict()
        self._lock = Lock()
        self.painting = Turns()
        self._asked_since: datetime | None = None
        self._asked = bytearray(ADDRESSES)
        self._notes: tuple[Hashable, datetime, Notes] | None = None

    def is_asked_again(self, key: Hashable, *, at: datetime) -> bool:
        """Whether it was asked for lately. Now and then another address was, which does no harm."""
        if self._asked_since is None or not at - LATELY < self._asked_since <= at:
            self._asked_since, self._asked = at, bytearray(ADDRESSES)
        place = hash(key) % len(self._asked)
        was_asked, self._asked[place] = self._asked[place], 1
        return bool(was_asked)

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

    def notes(self, pulse: Hashable, *, at: datetime) -> Notes:
        """What was added up for other pages lately, if nothing was counted since."""
        known = self._notes
        if known is None or known[0] != pulse or not known[1] - LATELY <= at < known[1]:
            self._notes = known = (pulse, at + LATELY, Notes())
        return known[2]

    def forget(self) -> None:
        with self._lock:
            self._pages.clear()
            self._weight = 0
            self._asked_since = None
            self._notes = None

    def __len__(self) -> int:
        return len(self._pages)

    def _drop(self, key: Hashable) -> None:
        page = self._pages.pop(key, None)
        self._weight -= page.weight if page else 0
