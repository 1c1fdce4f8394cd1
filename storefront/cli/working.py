"""The worker beside the web server: `flask --app wsgi work`."""

import logging
import signal
import threading
import time
from collections.abc import Mapping, Sequence
from datetime import datetime
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
        """Do what is due. Says whether there was a job."""
        for duty in [duty for duty, due in self._next.items() if due <= at]:
            self._next[duty] = at + duty.every
            self._perform(duty, at=at)
        return self._one_job(at=at)

    def _perform(self, duty: Duty, *, at: datetime) -> None:
        try:
            duty.do(at=at)
        except Exception:
            log.exception("duty %s failed", duty.name)
            session.rollback()

    def _one_job(self, *, at: datetime) -> bool:
        if not jobs.is_any_due(at=at):
            return False
        with deed():
            taken = jobs.claim(at=at)
        for job in taken:
            self._do(job, at=at)
        return bool(taken)

    def _do(self, job: jobs.Taken, *, at: datetime) -> None:
        asked.request, asked.statements, began = job.asked_by, 0, time.monotonic()
        try:
            self._handlers[job.kind](job.payload, at=at)
        except Exception as error:
            log.exception("a job failed", extra=_told(job, began))
            with deed():
                jobs.put_off(job, error=repr(error), at=at)
        else:
            with deed():
                jobs.finish(job, at=at)
            log.info("a job is done", extra=_told(job, began))
        finally:
            asked.request = ""


def _told(job: jobs.Taken, began: float) -> dict[str, Any]:
    told = {"job": job.id, "kind": job.kind, "try": job.tries, "statements": asked.statements}
    return {"told": told | {"ms": round((time.monotonic() - began) * 1_000, 1)}}
