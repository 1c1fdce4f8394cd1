"""Walks along the chain of traces, and names what is not as it was sealed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from storefront.accounts import sealing
from storefront.accounts.models import Trace, TraceHead, TraceLink
from storefront.accounts.sealing import BEFORE_ALL, FORGET, GENESIS, SAID, Head
from storefront.db import session

STEP = 5_000


@dataclass(frozen=True, slots=True)
class Fault:
    """`changed`, `removed`, `inserted`, or `torn`: the chain itself was laid hand on there."""

    what: str
    trace_id: int

    def __str__(self) -> str:
        return f"{self.what} {self.trace_id}"


@dataclass(frozen=True, slots=True)
class Place:
    """How far one has come: the link, its hash, and up to which number every trace had one."""

    link_id: int = 0
    chained: str = GENESIS.hex()
    newest_id: int = BEFORE_ALL


@dataclass(frozen=True, slots=True)
class Stretch:
    faults: list[Fault]
    to: Place
    is_end: bool


def faults(*, at: datetime) -> Iterator[Fault]:
    """Of everything that was sealed, in the order of the chain."""
    place, is_end = Place(), False
    while not is_end:
        found = walk(place, at=at)
        yield from found.faults
        place, is_end = found.to, found.is_end


def walk(start: Place, *, at: datetime) -> Stretch:
    """A stretch of at most STEP links."""
    rows = _rows(start)
    before, found = bytes.fromhex(start.chained), list[Fault]()
    forgotten = _forgotten() if any(row[2] is None for row in rows) else frozenset()
    for place, row in enumerate(rows, start=start.link_id + 1):
        link_id, trace_id, salt, words, chained, *said = row
        what = _amiss(before, salt, words, chained, said, trace_id in forgotten)
        if link_id != place and not any(it.what == "torn" for it in found):
            what = "torn"
        found += [Fault(what, trace_id)] * bool(what)
        before = chained
    to = _reached(start, rows, at=at)
    found += _torn_heads(start, rows)
    found += [Fault("inserted", it) for it in _inserted(start.newest_id, to.newest_id)]
    is_end = len(rows) < STEP
    return Stretch(found + (_cut_off(to) if is_end else []), to, is_end)


def _rows(start: Place) -> Sequence[Any]:
    wanted = (
        select(
            TraceLink.id, TraceLink.trace_id, TraceLink.salt, TraceLink.words, TraceLink.chained,
            *SAID,
        )
        .outerjoin(Trace, Trace.id == TraceLink.trace_id)
        .where(TraceLink.id > start.link_id)
    )  # fmt: skip
    return session.execute(wanted.order_by(TraceLink.id).limit(STEP)).all()


def _amiss(
    before: bytes,
    salt: bytes | None,
    words: bytes,
    chained: bytes,
    said: Sequence[Any],
    is_forgotten: bool,
) -> str:
    if said[0] is None:
        return "removed"
    if salt is None:
        is_as_it_was = is_forgotten and not said[6] and said[7] is None
    else:
        is_as_it_was = sealing.digest_of_words(salt, said) == words
    return "" if is_as_it_was and sealing.chain(before, said, words) == chained else "changed"


def _forgotten() -> frozenset[int]:
    """Whose words were erased, by what was written down of it."""
    named = session.scalars(select(Trace.detail).where(Trace.verb == FORGET))
    return frozenset(number for detail in named for number in detail.get("traces", ()))


def _reached(start: Place, rows: Sequence[Any], *, at: datetime) -> Place:
    if not rows:
        return start
    settled = sealing.settled(at=at)
    newest = min(settled, max(row[1] for row in rows))
    return Place(rows[-1][0], rows[-1][4].hex(), max(start.newest_id, newest))


def _inserted(after: int, last: int) -> Sequence[int]:
    """Traces that nobody sealed, among those that were."""
    has_link = select(TraceLink.id).where(TraceLink.trace_id == Trace.id).exists()
    wanted = select(Trace.id).where(Trace.id > after, Trace.id <= last, ~has_link)
    return session.scalars(wanted.order_by(Trace.id)).all()


def _torn_heads(start: Place, rows: Sequence[Any]) -> Iterator[Fault]:
    hashes = {row[0]: (row[4].hex(), row[1]) for row in rows}
    last = rows[-1][0] if rows else start.link_id
    wanted = select(TraceHead).where(TraceHead.link_id > start.link_id, TraceHead.link_id <= last)
    for it in session.scalars(wanted.order_by(TraceHead.link_id)):
        hashed, trace_id = hashes.get(it.link_id, ("", it.newest_id))
        if hashed != it.head:
            yield Fault("torn", trace_id)


def _cut_off(end: Place) -> list[Fault]:
    """The chain goes on beyond its last link."""
    wanted = select(TraceHead.newest_id).where(TraceHead.link_id > end.link_id)
    beyond = session.scalar(wanted.order_by(TraceHead.link_id).limit(1))
    return [] if beyond is None else [Fault("removed", beyond)]


def is_kept(head: Head) -> bool:
    """Whether a head that was published is still in the chain: else its end was cut off or all of
    it was made anew."""
    found = session.scalar(select(TraceLink.chained).where(TraceLink.id == head.link_id))
    return found is not None and found.hex() == head.head


def read(said: str) -> Head:
    """As it was published. Raises ValueError."""
    link_id, _dash, head = said.strip().partition("-")
    return Head(int(link_id), head)
