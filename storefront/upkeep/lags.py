"""How far work is behind what was asked for: jobs, letters, what banks told, differences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import InstrumentedAttribute

from storefront import replica
from storefront.jobs import RETRIES, Job
from storefront.notifications.models import Message
from storefront.notifications.sending import TRIES
from storefront.payments.models import (
    CaseState,
    PaymentCase,
    ProviderCursor,
    RawMessage,
    Verdict,
)
from storefront.replica import Following
from storefront.upkeep import readiness
from storefront.upkeep.models import Beat

LOOKED_THROUGH = 10_000
"""Of what banks told, the newest: an older one is a case by now."""


@dataclass(frozen=True, slots=True)
class Lag:
    waiting: int
    oldest: datetime | None
    given_up: int = 0
    """Tried as often as things are tried; a person must look."""


@dataclass(frozen=True, slots=True)
class Lags:
    jobs: Lag
    letters: Lag
    callbacks: Lag
    """Genuine messages of banks and gateways of which nothing was made."""
    lists: Lag
    """Messengers whose lists cannot be read."""
    cases: Lag
    """Money somebody should have looked at by now."""
    beats: dict[str, Beat]


def look(engine: Engine, *, at: datetime) -> Lags | None:
    """Nothing when the database does not answer in time."""
    return readiness.bounded.ask(lambda: _of_database(engine, at=at), readiness.PATIENCE)


def of_replica(engines: Mapping[Any, Engine]) -> Following | None:
    """Nothing, if none is set up."""
    engine, follower = engines[None], engines.get(replica.NAME)
    if follower is None:
        return None
    ask = partial(replica.following, engine, follower)
    return readiness.bounded_replica.ask(ask, readiness.PATIENCE) or Following(False)


def _of_database(engine: Engine, *, at: datetime) -> Lags | None:
    try:
        with engine.connect() as line:
            return _read(line, at=at)
    except SQLAlchemyError:
        return None


def _read(line: Connection, *, at: datetime) -> Lags:
    undone, unsent = Job.done_at.is_(None), Message.sent_at.is_(None)
    newest = select(func.max(RawMessage.id)).scalar_subquery()
    unsettled = [
        RawMessage.id > newest - LOOKED_THROUGH,
        RawMessage.settled_at.is_(None),
        RawMessage.verdict == Verdict.GENUINE,
    ]
    overdue = [PaymentCase.state == CaseState.OPEN, PaymentCase.due_at < at]
    jobs = _lag(line, Job.due_at, [undone, Job.tries < RETRIES, Job.due_at <= at])
    letters = _lag(line, Message.written_at, [unsent, Message.tries < TRIES])
    return Lags(
        jobs=_with(jobs, _count(line, [undone, Job.tries >= RETRIES])),
        letters=_with(letters, _count(line, [unsent, Message.tries >= TRIES])),
        callbacks=_lag(line, RawMessage.heard_at, unsettled),
        lists=_lag(line, ProviderCursor.failing_since, [ProviderCursor.failing_since.is_not(None)]),
        cases=_lag(line, PaymentCase.due_at, overdue),
        beats={
            row.name: Beat(name=row.name, at=row.at, said=row.said)
            for row in line.execute(select(Beat.name, Beat.at, Beat.said))
        },
    )


def _lag(
    line: Connection, since: InstrumentedAttribute[Any], which: Sequence[ColumnElement[bool]]
) -> Lag:
    many, oldest = line.execute(select(func.count(), func.min(since)).where(*which)).one()
    return Lag(many, oldest)


def _with(lag: Lag, given_up: int) -> Lag:
    return Lag(lag.waiting, lag.oldest, given_up)


def _count(line: Connection, which: Sequence[ColumnElement[bool]]) -> int:
    return line.scalar(select(func.count()).where(*which)) or 0
