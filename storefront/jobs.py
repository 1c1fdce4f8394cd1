"""Work that follows a deed: written in the same transaction, done soon after, once.

A queue outside the database would lose work at a crash, or do work of a deed that was undone.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Index, String, Text, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

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


def enqueue(kind: str, payload: dict[str, Any], *, at: datetime) -> None:
    """Ask for work. It is done after the deed that asked is committed."""
    session.add(Job(kind=kind, payload=payload, due_at=at))


def claim(*, at: datetime, limit: int = 10) -> list[Job]:
    """Take due jobs for a while; no two workers take the same one."""
    due = (
        select(Job.id)
        .where(Job.done_at.is_(None), Job.due_at <= at, Job.tries < RETRIES, _unleased(at))
        .order_by(Job.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taken = (
        update(Job)
        .where(Job.id.in_(due))
        .values(leased_until=at + LEASE, tries=Job.tries + 1)
        .returning(Job)
        .execution_options(synchronize_session=False)
    )
    return sorted(session.scalars(taken), key=lambda job: job.id)


def finish(job_id: int, *, at: datetime) -> None:
    session.execute(update(Job).where(Job.id == job_id).values(done_at=at, last_error=None))


def put_off(job_id: int, *, tries: int, error: str, at: datetime) -> None:
    """Try again later, each time waiting twice as long."""
    wait = timedelta(seconds=2**tries)
    session.execute(
        update(Job)
        .where(Job.id == job_id)
        .values(due_at=at + wait, leased_until=None, last_error=error[:500])
    )


def _unleased(at: datetime) -> ColumnElement[bool]:
    return or_(Job.leased_until.is_(None), Job.leased_until < at)
