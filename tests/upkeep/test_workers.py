"""Workers on two machines take each job once."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest
from flask import Flask

from storefront import clock, jobs
from storefront.db import deed, session
from storefront.settings import ROOT

JOBS = 60
WORKER = """
import os, sys, time
from pathlib import Path
from storefront import clock, jobs
from storefront.app import create_app
from storefront.cli.working import Worker
from storefront.db import session

folder, is_planted = Path(os.environ["INSTANCE_DIR"]), sys.argv[1] == "planted"

def careless(*, at, limit=1):
    found = session.query(jobs.Job).filter(jobs._is_due(at)).order_by(jobs.Job.id).first()
    time.sleep(0.02)
    if found is None:
        return []
    found.leased_until, found.tries = at + jobs.LEASE, found.tries + 1
    session.flush()
    return [jobs.Taken(found.id, found.kind, found.payload, found.tries)]

def tell(payload, /, *, at):
    with (folder / "told").open("a") as told:
        told.write(payload["to"] + chr(10))

if is_planted:
    jobs.claim = careless
with create_app().app_context():
    worker = Worker({"tell": tell}, ())
    (folder / "ready").touch()
    while not (folder.parent / "stop").exists():
        if not worker.step(at=clock.now()):
            time.sleep(0.01)
        session.remove()
"""


def told_by_two_machines(url: str, folder: Path, how: str) -> Counter[str]:
    homes = [folder / name for name in ("one", "other")]
    with ExitStack() as stack:
        for home in homes:
            home.mkdir()
            (home / "told").touch()
            env = os.environ | {"DATABASE_URL": url, "INSTANCE_DIR": str(home), "PRACTICE": "1"}
            work = subprocess.Popen([sys.executable, "-c", WORKER, how], cwd=ROOT, env=env)
            stack.callback(work.wait)
            stack.callback((folder / "stop").touch)
        until(lambda: all((home / "ready").exists() for home in homes))
        with deed():
            for number in range(JOBS):
                jobs.enqueue("tell", {"to": f"household {number}"}, at=clock.now())
        until(lambda: not left())
    return Counter(name for home in homes for name in (home / "told").read_text().splitlines())


def left() -> int:
    session.rollback()
    return session.query(jobs.Job).filter(jobs.Job.done_at.is_(None)).count()


def until(is_so: Callable[[], bool]) -> None:
    began = time.monotonic()
    while not is_so():
        assert time.monotonic() - began < 120, "the workers do not come"
        time.sleep(0.05)


@pytest.mark.slow
@pytest.mark.parametrize("app", ["postgres"], indirect=True)
@pytest.mark.parametrize(("how", "is_once"), [("carefully", True), ("planted", False)])
def test_each_job_is_done_on_one_machine(
    app: Flask, tmp_path: Path, how: str, is_once: bool
) -> None:
    """And a claim that forgets to lock is noticed."""
    told = told_by_two_machines(app.config["SETTINGS"].database_url, tmp_path, how)

    assert len(told) == JOBS
    assert (set(told.values()) == {1}) is is_once
