"""Traces are chained: each hash is over the one before, so that whoever changes, removes or inserts
one later has to make all that follow anew, and the heads that were published speak against it.

Sealed by the worker soon after, so that nobody who presses something waits for anybody else.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Text, cast, func, or_, select, text, update
from sqlalchemy import insert as adding

from storefront.accounts import actions
from storefront.accounts.models import Person, Trace, TraceHead, TraceLink
from storefront.db import db, deed, must_be_writing, session

LAGS = timedelta(minutes=10)
"""No deed takes so long: of two who write at once the lower number may be seen last, but what has
a lower number and is not there by then was never written."""
SEALING = 4020210180
"""PostgreSQL's number of the lock under which one worker seals."""
BATCH = 2_000
"""Written with the pen in hand: a few hundredths of a second on SQLite."""
BATCHES = 20
"""At most in one turn of the worker, who has other things to do."""
GENESIS = bytes(32)
BEFORE_ALL = -(2**63)
KEPT = timedelta(days=10 * 365 + 3)
"""As long as the books, which they explain. Afterwards their words go; that they were stays."""
FORGET = "trace.forget"
"""Names the traces whose words were erased."""
SAID = (
    Trace.id, Trace.at, Trace.actor_id, Trace.for_id, Trace.verb, Trace.subject, Trace.detail,
    Trace.note,
)  # fmt: skip

SAYS = or_(Trace.note.is_not(None), cast(Trace.detail, Text).not_in(("{}", "null")))
"""Has words that can be erased."""


class NotSealedYet(Exception):
    """Its words would be missing from the chain. The worker seals within minutes."""


@dataclass(frozen=True, slots=True)
class Head:
    """Where the chain ends: how manieth link, and its hash."""

    link_id: int
    head: str

    def __str__(self) -> str:
        return f"{self.link_id}-{self.head}"


def seal(*, at: datetime) -> int:
    """Gives how many traces were sealed."""
    many = 0
    for _turn in range(BATCHES):
        taken = _seal_some(at=at)
        many += taken
        if taken < BATCH:
            break
    return many


def _seal_some(*, at: datetime) -> int:
    """Read and added up outside any deed: only the outcome is written with the pen in hand."""
    before = _newest()
    rows = _unsealed(at=at)
    links = list(_links(before, rows))
    if not links:
        return 0
    with deed():
        _alone()
        if head_of(_newest()) != head_of(before):  # by a worker on another machine
            return 0
        session.execute(adding(TraceLink), links)
        session.add(_head(before, links, at=at))
    return len(links)


def _alone() -> None:
    """On SQLite the pen is enough. Not the table's own lock, which is for who may change its rows:
    whoever serves may not."""
    if db.engine.dialect.name == "postgresql":
        session.execute(text(f"SELECT pg_advisory_xact_lock({SEALING})"))


def head() -> Head | None:
    """To be published where nobody who has the database can change it."""
    return head_of(_newest())


def head_of(it: TraceHead | None) -> Head | None:
    return Head(it.link_id, it.head) if it else None


def _newest() -> TraceHead | None:
    return session.scalar(select(TraceHead).order_by(TraceHead.link_id.desc()).limit(1))


def settled(*, at: datetime) -> int:
    """No trace up to this number comes any more."""
    wanted = select(func.max(TraceHead.newest_id)).where(TraceHead.sealed_at <= at - LAGS)
    found = session.scalar(wanted)
    return BEFORE_ALL if found is None else found


def _unsealed(*, at: datetime) -> Sequence[Sequence[Any]]:
    has_link = select(TraceLink.id).where(TraceLink.trace_id == Trace.id).exists()
    wanted = select(*SAID).where(Trace.id > settled(at=at), ~has_link)
    return session.execute(wanted.order_by(Trace.id).limit(BATCH)).all()


def _links(before: TraceHead | None, rows: Sequence[Sequence[Any]]) -> Iterator[dict[str, Any]]:
    place = before.link_id if before else 0
    chained = bytes.fromhex(before.head) if before else GENESIS
    for nth, row in enumerate(rows, start=1):
        salt = secrets.token_bytes(16)
        words = digest_of_words(salt, row)
        chained = chain(chained, row, words)
        yield {"id": place + nth, "trace_id": row[0], "words": words, "salt": salt,
               "chained": chained}  # fmt: skip


def _head(before: TraceHead | None, links: Sequence[dict[str, Any]], *, at: datetime) -> TraceHead:
    last = links[-1]
    newest = max(links[-1]["trace_id"], before.newest_id if before else BEFORE_ALL)
    return TraceHead(link_id=last["id"], newest_id=newest, head=last["chained"].hex(), sealed_at=at)


def digest_of_words(salt: bytes, row: Sequence[Any]) -> bytes:
    """Of what may speak of people. The salt keeps a name from being guessed out of it."""
    return hashlib.sha256(salt + _plain(row[6:8])).digest()


def chain(before: bytes, row: Sequence[Any], words: bytes) -> bytes:
    """Over numbers, kinds and times as they are, and over the words by their digest."""
    number, at, *rest = row[:6]
    return hashlib.sha256(
        before + _plain([number, at.astimezone(UTC).isoformat(), *rest]) + words
    ).digest()


def _plain(said: Sequence[Any]) -> bytes:
    """Written in one way only, whatever the database made of it."""
    plain = json.dumps(list(said), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return plain.encode()


def forget_words(traces: Sequence[int], *, by: Person | None, at: datetime) -> None:
    """Erase what these say in detail. That they were, when, by whom and for whom stays; the chain
    holds, and which ones were emptied is itself written down. Raises NotSealedYet.
    """
    must_be_writing()
    numbers = sorted(set(traces))
    theirs = TraceLink.trace_id.in_(numbers)
    if session.scalar(select(func.count(TraceLink.id)).where(theirs)) != len(numbers):
        raise NotSealedYet
    # The salt first: the database lets go of the words of no other.
    session.execute(update(TraceLink).where(theirs).values(salt=None))
    session.execute(update(Trace).where(Trace.id.in_(numbers)).values(detail={}, note=None))
    for some in range(0, len(numbers), BATCH):
        named = {"traces": numbers[some : some + BATCH]}
        actions.trace(FORGET, "trace", actor=by, detail=named, at=at)


def forget_old(*, at: datetime) -> int:
    """Words of what was pressed so long ago. What was emptied has to stay named: see chain."""
    is_sealed = select(TraceLink.id).where(TraceLink.trace_id == Trace.id).exists()
    old = select(Trace.id).where(Trace.at < at - KEPT, Trace.verb != FORGET, SAYS, is_sealed)
    numbers = session.scalars(old.order_by(Trace.id).limit(BATCH)).all()
    if numbers:
        forget_words(numbers, by=None, at=at)
    return len(numbers)
