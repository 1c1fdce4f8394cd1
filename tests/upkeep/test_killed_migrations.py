"""Whoever stops a migration in the middle, even with SIGKILL, finds the market as it was, and can
simply run it again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine

from storefront.cli import schema
from storefront.settings import ROOT
from tests.databases import never_made
from tests.test_upgrading import BEFORE, fill, read, tables

DIES = """
import os, signal, sys
from sqlalchemy import create_engine, event
from storefront import saying
from storefront.cli import schema
from storefront.db import engine_options, prepare

url, last = sys.argv[1], int(sys.argv[2])
engine = create_engine(url, **engine_options(url))
prepare(engine)
saying.prepare(engine)
said = 0

def count(*_statement):
    global said
    said += 1
    if said == last:
        os.kill(os.getpid(), signal.SIGKILL)

event.listen(engine, "after_cursor_execute", count)
schema.migrate(engine)
print(said)
"""


@pytest.fixture
def old(app: Flask, tmp_path: Path) -> Iterator[Engine]:
    with never_made("killed", tmp_path) as engine:
        schema.migrate(engine, to=BEFORE)
        yield engine


@pytest.mark.parametrize("after", [120])
def test_a_migration_killed_in_the_middle_is_run_again(old: Engine, after: int) -> None:
    found = tables(old)
    fill(old, found)
    written = read(old, found)
    old.dispose()

    died = _migrate(old, dies_after=after)

    assert died.returncode == -signal.SIGKILL, died.stdout + died.stderr
    assert schema.revision(old) == BEFORE
    assert read(old, found) == written
    assert tables(old).tables.keys() == found.tables.keys()
    old.dispose()

    done = _migrate(old, dies_after=0)

    assert done.returncode == 0, done.stderr
    schema.check(old)


def _migrate(engine: Engine, *, dies_after: int) -> subprocess.CompletedProcess[str]:
    url = engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", DIES, url, str(dies_after)]
    here = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(
        command, cwd=ROOT, env=here, capture_output=True, text=True, check=False, timeout=120
    )
