from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import defer, joinedload

from storefront import clock
from storefront.db import session
from storefront.payments.models import RawMessage, Verdict
from storefront.payments.provider import Heard
from storefront.payments.replays.models import MessageReplay, ReplayRun

UNSETTLED = "unsettled"
"""Genuine, and nothing was made of it: a fault of ours, or a worker that died."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which messages are meant. Nothing said is everything."""

    provider: str = ""
    since: date | None = None
    until: date | None = None
    """The last day that counts."""
    kind: str = ""
    """UNSETTLED, or a verdict."""

    def among(self) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = []
        if self.provider:
            found.append(RawMessage.provider == self.provider)
        if self.since:
            found.append(RawMessage.heard_at >= clock.start_of(self.since))
        if self.until:
            found.append(RawMessage.heard_at < clock.start_of(self.until + timedelta(days=1)))
        if self.kind == UNSETTLED:
            found += [RawMessage.settled_at.is_(None), RawMessage.verdict == Verdict.GENUINE]
        elif self.kind:
            found.append(RawMessage.verdict == Verdict(self.kind))
        return found

    def written(self) -> dict[str, Any]:
        days = {"since": self.since, "until": self.until}
        return asdict(self) | {name: day.isoformat() if day else None for name, day in days.items()}

    @classmethod
    def from_written(cls, said: dict[str, Any]) -> Wanted:
        days = {
            name: date.fromisoformat(said[name]) if said[name] else None
            for name in ("since", "until")
        }
        return cls(said["provider"], kind=said["kind"], **days)


CAN_BE_READ = RawMessage.verdict != Verdict.FORGED
"""What somebody else wrote stays evidence."""


def messages(wanted: Wanted, *, before: int | None = None, limit: int) -> Sequence[RawMessage]:
    """The newest first, without what they said."""
    found = select(RawMessage).where(*wanted.among()).options(defer(RawMessage.body))
    if before is not None:
        found = found.where(RawMessage.id < before)
    return session.scalars(found.order_by(RawMessage.id.desc()).limit(limit)).all()


def how_many(wanted: Wanted) -> int:
    """That can be read again."""
    counted = select(func.count()).select_from(RawMessage).where(*wanted.among(), CAN_BE_READ)
    return session.scalars(counted).one()


def newest() -> int:
    return session.scalar(select(func.max(RawMessage.id))) or 0


def next_of(run: ReplayRun, *, limit: int) -> Sequence[int]:
    """The oldest first: a payment before what came of it."""
    wanted = Wanted.from_written(run.wanted)
    following = (RawMessage.id > run.reached, RawMessage.id <= run.up_to)
    found = select(RawMessage.id).where(*wanted.among(), CAN_BE_READ, *following)
    return session.scalars(found.order_by(RawMessage.id).limit(limit)).all()


def under_way(wanted: Wanted) -> ReplayRun | None:
    """The same that somebody has asked for already."""
    open_ = session.scalars(select(ReplayRun).where(ReplayRun.ended_at.is_(None)))
    return next((run for run in open_ if run.wanted == wanted.written()), None)


def replays_of(message: RawMessage) -> Sequence[MessageReplay]:
    found = select(MessageReplay).where(MessageReplay.raw_message_id == message.id)
    found = found.options(joinedload(MessageReplay.by))
    return session.scalars(found.order_by(MessageReplay.id.desc())).all()


def outcomes(run: ReplayRun) -> dict[Heard, int]:
    counted = (
        select(MessageReplay.outcome, func.count())
        .where(MessageReplay.run_id == run.id)
        .group_by(MessageReplay.outcome)
    )
    return dict(session.execute(counted).all())


def latest_runs(*, limit: int) -> Sequence[ReplayRun]:
    found = select(ReplayRun).options(joinedload(ReplayRun.asked_by))
    return session.scalars(found.order_by(ReplayRun.id.desc()).limit(limit)).all()
