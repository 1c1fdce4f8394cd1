"""Growth pages and long files are read from a replica that has everything, and from no other."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, make_url, text

from storefront import clock, replica
from storefront.accounts.models import Person
from storefront.accounts.permissions import Role
from storefront.app import create_app
from storefront.campaign import actions as campaigns
from storefront.db import asked_of, db, deed, session
from storefront.facts.models import Indicator
from storefront.reports import exporting
from storefront.shops.models import Household
from storefront.upkeep import judging, lags
from storefront.upkeep.judging import Level
from tests.browser import Browser
from tests.databases import INITDB, free_port
from tests.village import a_commune, a_household, a_province, a_village, counted, posted

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("app", ["postgres"], indirect=True)]


@contextmanager
def a_follower(url: str) -> Iterator[str]:
    """A replica of the server at that address."""
    folder, port, leader = (
        Path(tempfile.mkdtemp(prefix="choban-follower-")),
        free_port(),
        make_url(url),
    )
    data = str(folder / "data")
    base = ["pg_basebackup", "-h", "127.0.0.1", "-p", str(leader.port), "-U", str(leader.username)]
    _run(folder, [*base, "-D", data, "-R", "-X", "stream", "-c", "fast", "--no-sync"])
    options = f"-p {port} -F -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"
    start = ["pg_ctl", "-D", data, "-w", "-l", str(folder / "log"), "-o", options, "start"]
    _run(folder, start)
    try:
        yield leader.set(port=port).render_as_string(hide_password=False)
    finally:
        _run(folder, ["pg_ctl", "-D", data, "-w", "-m", "immediate", "stop"], check=False)
        shutil.rmtree(folder, ignore_errors=True)


def _run(folder: Path, command: list[str], *, check: bool = True) -> None:
    command = [str(INITDB[-1].with_name(command[0])), *command[1:]]
    if os.getuid() == 0:
        shutil.chown(folder, "postgres")
        command = ["runuser", "-u", "postgres", "--", *command]
    subprocess.run(command, check=check, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@pytest.fixture
def followed(app: Flask) -> Iterator[Flask]:
    settings = app.config["SETTINGS"]
    with a_follower(settings.database_url) as url:
        other = create_app(replace(settings, replica_url=url))
        with other.app_context():
            replica._away_until[0] = 0.0
            yield other
            session.remove()
            for engine in db.engines.values():
                engine.dispose()


@pytest.fixture
def officer(followed: Flask) -> Person:
    with deed():
        province = a_province(code="20")
        campaigns.start_known_campaign(province)
        commune = a_commune(inside=province)
        a_household(village=a_village(inside=commune))
        return posted("Lương Thu Hà", Role.PROVINCE_OFFICER, province)


def follower() -> Engine:
    return db.engines[replica.NAME]


def holds_back(*, yes: bool) -> None:
    """The replica hears, and does not take it in."""
    with follower().connect() as line:
        line.execute(text(f"SELECT pg_wal_replay_{'pause' if yes else 'resume'}()"))


def opened(many: int) -> None:
    with deed():
        household = session.query(Household).one()
        counted(Indicator.SHOP_OPENED, household, amount=many, at=clock.now())


def told(browser: Browser) -> set[str]:
    text_ = browser.get("/growth/20").text.replace("\N{NO-BREAK SPACE}", " ")
    return set(re.findall(r"[\d.]+", text_))


def where() -> bool:
    """Whether what is read just now is read from the replica."""
    with replica.reading(patience=5), asked_of().connect() as line:
        return bool(line.scalar(text("SELECT pg_is_in_recovery()")))


def test_no_page_is_older_for_a_replica_that_lags(followed: Flask, officer: Person) -> None:
    browser = Browser(followed.test_client())
    browser.sign_in(officer)
    opened(1_111)
    assert where()
    assert "1.111" in told(browser)

    holds_back(yes=True)
    opened(2_222)

    with replica.reading() as is_elsewhere:
        assert not is_elsewhere
    assert "3.333" in told(browser)
    (part,) = _parts()
    assert (part.level, part.word) == (Level.LOOK, "behind")
    holds_back(yes=False)
    assert where()


def test_a_lag_that_nobody_looked_at_would_be_seen(
    followed: Flask, officer: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fault the test above is for, planted."""
    browser = Browser(followed.test_client())
    browser.sign_in(officer)
    opened(1_111)
    assert where()
    holds_back(yes=True)
    opened(2_222)
    monkeypatch.setattr(replica, "_caught_up", lambda *_it: True)

    assert "3.333" not in told(browser)


def test_files_are_read_there_and_what_is_frozen_never(followed: Flask, officer: Person) -> None:
    opened(1)
    with exporting._snapshot() as line:
        assert line.scalar(text("SELECT pg_is_in_recovery()"))
    with deed(), replica.reading(patience=5) as is_elsewhere:
        assert not is_elsewhere
        assert not session.scalar(text("SELECT pg_is_in_recovery()"))
    with replica.reading(patience=5) as is_elsewhere, deed():
        assert is_elsewhere
        assert not session.scalar(text("SELECT pg_is_in_recovery()"))


def test_a_replica_that_is_gone_takes_no_page_away(followed: Flask, officer: Person) -> None:
    browser = Browser(followed.test_client())
    browser.sign_in(officer)
    opened(1_111)
    assert where()
    with follower().connect() as line:
        folder = line.scalar(text("SHOW data_directory"))
    _run(Path(folder).parent, ["pg_ctl", "-D", folder, "-w", "-m", "immediate", "stop"])
    opened(2_222)

    assert "3.333" in told(browser)
    assert replica._away_until[0] > 0
    (part,) = _parts()
    assert (part.level, part.word) == (Level.TROUBLE, "away")


def _parts() -> list[judging.Part]:
    follows = lags.of_replica(db.engines)
    assert follows is not None
    return [judging._replica(follows)]
