"""Work that follows a deed: written in the same transaction, done soon after, once.

A queue outside the database would lose work at a crash, or do work of a deed that was undone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Index,
    String,
    Text,
    Update,
    and_,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from storefront.asked import asked
from storefront.db import Base, pk, session

LEASE = timedelta(minutes=2)
"""How long a worker may take before another takes over."""
RETRIES = 8


class Job(Base):
    __tablename__ = "job"
    __table_args__ = (Index("ix_job_done_at_due_at", "done_at", "due_at"),)

    id: Mapped[pk]
    kind: Mapped[str] = mapped_column(String(40))
    payload: Mapped[dict[str, Any]]
    due_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(Text)
    asked_by: Mapped[str] = mapped_column(String(64), default="")
    """The request that asked for it: what became of that is in the log under one name."""


def enqueue(kind: str, payload: dict[str, Any], *, at: datetime) -> None:
    """Ask for work. It is done after the deed that asked is committed."""
    session.add(Job(kind=kind, payload=payload, due_at=at, asked_by=asked.request))


@dataclass(frozen=True, slots=True)
class Taken:
    """A job in somebody's hands. Whoever comes later with the same job has more tries."""

    id: int
    kind: str
    payload: dict[str, Any]
    tries: int
    asked_by: str = ""


def is_any_due(*, at: datetime) -> bool:
    return session.scalar(select(Job.id).where(_is_due(at)).limit(1)) is not None


def claim(*, at: datetime, limit: int = 1) -> list[Taken]:
    """Take due jobs for a while; no two workers take the same one."""
    due = (
        select(Job.id)
        .where(_is_due(at))
        .order_by(Job.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("due")  # a bare subquery may be run again for every row, and then takes too many
    )
    taken = (
        update(Job)
        .where(Job.id.in_(select(due.c.id)))
        .values(leased_until=at + LEASE, tries=Job.tries + 1)
        .returning(Job.id, Job.kind, Job.payload, Job.tries, Job.asked_by)
    )
    return sorted((Taken(*row) for row in session.execute(taken)), key=lambda job: job.id)


def finish(job: Taken, *, at: datetime) -> None:
    session.execute(_in_hand(job).values(done_at=at, leased_until=None, last_error=None))


def put_off(job: Taken, *, error: str, at: datetime) -> None:
    """Try again later, each time waiting twice as long."""
    later = at + timedelta(seconds=2**job.tries)
    session.execute(_in_hand(job).values(due_at=later, leased_until=None, last_error=error[:500]))


def _is_due(at: datetime) -> ColumnElement[bool]:
    free = or_(Job.leased_until.is_(None), Job.leased_until < at)
    return and_(Job.done_at.is_(None), Job.due_at <= at, Job.tries < RETRIES, free)


def _in_hand(job: Taken) -> Update:
    # A worker that was thought dead must not overrule the one that took over.
    return update(Job).where(Job.id == job.id, Job.tries == job.tries)
