"""The worker beside the web server: `flask --app wsgi work`."""

import logging
import signal
import threading
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

import click
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from storefront import clock, jobs
from storefront.asked import asked
from storefront.cli import schema
from storefront.cli.duties import DUTIES, HANDLERS, Duty, Handler
from storefront.db import db, deed, session
from storefront.errors import Busy

POLL = 0.5
"""Seconds between looks when there is nothing to do."""
LONGEST_REST = 30.0
"""Seconds between tries when the database is away."""

log = logging.getLogger(__name__)


@click.command("work")
@with_appcontext
def work() -> None:
    """Do jobs and duties until told to stop."""
    schema.check(db.engine)
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_ignored: stop.set())
    Worker(HANDLERS, DUTIES).run(stop)


class Watch:
    """The time as it goes on from a moment: what takes minutes must not date what comes after."""

    def __init__(self, at: datetime) -> None:
        self._at, self._began = at, monotonic()

    def now(self) -> datetime:
        return self._at + timedelta(seconds=monotonic() - self._began)


class Worker:
    def __init__(self, handlers: Mapping[str, Handler], duties: Sequence[Duty]) -> None:
        self._handlers = handlers
        self._next = {duty: clock.now() for duty in duties}

    def run(self, stop: threading.Event) -> None:
        rest = POLL
        while not stop.is_set():
            try:
                busy = self.step(at=clock.now())
                rest = POLL
            except (SQLAlchemyError, Busy):
                log.exception("the database is away; resting %.0f s", rest)
                busy, rest = False, min(rest * 2, LONGEST_REST)
            session.remove()
            stop.wait(0 if busy else rest)

    def step(self, *, at: datetime) -> bool:
        """Do what is due from this moment on. Says whether there was a job."""
        watch = Watch(at)
        for duty in [duty for duty, due in self._next.items() if due <= at]:
            self._next[duty] = at + duty.every
            self._perform(duty, at=watch.now())
        return self._one_job(watch)

    def _perform(self, duty: Duty, *, at: datetime) -> None:
        try:
            duty.do(at=at)
        except Exception:
            log.exception("duty %s failed", duty.name)
            session.rollback()

    def _one_job(self, watch: Watch) -> bool:
        at = watch.now()
        if not jobs.is_any_due(at=at):
            return False
        with deed():
            taken = jobs.claim(at=at)
        for job in taken:
            self._do(job, watch)
        return bool(taken)

    def _do(self, job: jobs.Taken, watch: Watch) -> None:
        asked.request, asked.statements, began = job.asked_by, 0, monotonic()
        try:
            self._handlers[job.kind](job.payload, at=watch.now())
        except Exception as error:
            log.exception("a job failed", extra=_told(job, began))
            with deed():
                jobs.put_off(job, error=repr(error), at=watch.now())
        else:
            with deed():
                jobs.finish(job, at=watch.now())
            log.info("a job is done", extra=_told(job, began))
        finally:
            asked.request = ""


def _told(job: jobs.Taken, began: float) -> dict[str, Any]:
    told = {"job": job.id, "kind": job.kind, "try": job.tries, "statements": asked.statements}
    return {"told": told | {"ms": round((monotonic() - began) * 1_000, 1)}}
