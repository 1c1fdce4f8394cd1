"""Reading kept messages again. Each is settled in a deed of its own, by the door's own rules."""

from __future__ import annotations

import logging
from datetime import datetime
from functools import partial

from sqlalchemy import update

from storefront import jobs
from storefront.db import deed, session
from storefront.errors import MarketError
from storefront.payments import actions
from storefront.payments.models import RawMessage, Verdict
from storefront.payments.provider import (
    BadSignature,
    Callback,
    Heard,
    News,
    NotUnderstood,
    Provider,
)
from storefront.payments.replays import queries
from storefront.payments.replays.models import MessageReplay, ReplayRun
from storefront.payments.replays.queries import Wanted
from storefront.payments.tills import Till, Tills
from storefront.rows import add

JOB = "replay_messages"
PIECE = 50
"""Messages read in one job. Between two of them other jobs and duties have their turn."""

log = logging.getLogger(__name__)


class WasForged(MarketError):
    """Somebody else wrote it. It is kept as evidence, and never read for money."""


def replay(
    message: RawMessage, tills: Tills, *, by: int, run: int | None = None, at: datetime
) -> Heard:
    """Read it as it was heard, and settle it. Told before, it changes nothing.

    Raises WasForged.
    """
    if message.verdict is Verdict.FORGED:
        raise WasForged(str(message.id))
    till = tills.find(message.provider, message.merchant)
    refused, news = _read(till, message)
    record = partial(_note, message.id, by_id=by, run_id=run, at=at)
    try:
        with deed():
            outcome = refused or _settled(till, news, message, at=at)
            record(outcome)
    except Exception as error:  # whatever it is, the next message is not to wait for it
        log.exception("message %s could not be settled again", message.id)
        outcome = Heard.TROUBLE
        with deed():
            record(outcome, fault=type(error).__name__[:80])
    return outcome


def _read(till: Till | None, message: RawMessage) -> tuple[Heard | None, News]:
    """Its age is judged as of the moment when it was heard."""
    if till is None:
        return Heard.TROUBLE, None
    callback = Callback(message.headers, message.body, message.heard_at, message.query)
    return _judged(till.provider, callback)


def _judged(teller: Provider, callback: Callback) -> tuple[Heard | None, News]:
    try:
        return None, teller.read(callback)
    except BadSignature:
        return Heard.FORGED, None
    except NotUnderstood:
        return Heard.UNREADABLE, None


def _settled(till: Till | None, news: News, message: RawMessage, *, at: datetime) -> Heard:
    assert till is not None  # noqa: S101  see _read
    now_genuine = update(RawMessage).where(RawMessage.id == message.id)
    session.execute(now_genuine.values(verdict=Verdict.GENUINE))
    return actions.settle(news, through=till.merchant, raw_message_id=message.id, at=at).heard


def _note(
    number: int,
    outcome: Heard,
    *,
    by_id: int,
    run_id: int | None,
    fault: str = "",
    at: datetime,
) -> None:
    """Who, when, and what came of it; and how far the run is."""
    session.execute(
        update(RawMessage)
        .where(RawMessage.id == number)
        .values(tries=RawMessage.tries + 1, outcome=outcome)
    )
    told = {"by_id": by_id, "at": at, "outcome": outcome, "fault": fault}
    add(MessageReplay, raw_message_id=number, run_id=run_id, **told)
    session.execute(
        update(ReplayRun)
        .where(ReplayRun.id == run_id, ReplayRun.reached < number)
        .values(reached=number, done=ReplayRun.done + 1)
    )


def begin(wanted: Wanted, *, by: int, at: datetime) -> ReplayRun:
    """All that are meant. Asked for twice, it is done once."""
    before = queries.under_way(wanted)
    if before is not None:
        return before
    total = queries.how_many(wanted)
    return add(
        ReplayRun,
        wanted=wanted.written(),
        up_to=queries.newest(),
        total=total,
        asked_at=at,
        asked_by_id=by,
        ended_at=None if total else at,
    )


def ask(wanted: Wanted, *, by: int, at: datetime) -> ReplayRun:
    """Have the worker do it."""
    run = begin(wanted, by=by, at=at)
    if run.ended_at is None:
        jobs.enqueue(JOB, {"run": run.id}, at=at)
    return run


def go_on(number: int, tills: Tills, *, at: datetime) -> bool:
    """The next piece of a run. Whether there is more. A piece that was cut short is taken up where
    it stopped."""
    run = session.get(ReplayRun, number, populate_existing=True)
    if run is None or run.ended_at:
        return False
    numbers = queries.next_of(run, limit=PIECE)
    for each in numbers:
        message = session.get_one(RawMessage, each, populate_existing=True)
        replay(message, tills, by=run.asked_by_id, run=number, at=at)
    more = len(numbers) == PIECE
    if not more:
        with deed():
            session.get_one(ReplayRun, number).ended_at = at
    return more


def work(number: int, tills: Tills, *, at: datetime) -> None:
    """What the worker does: a piece, then it asks for the next."""
    if go_on(number, tills, at=at):
        with deed():
            jobs.enqueue(JOB, {"run": number}, at=at)
