"""The operator sees how the market is doing, also when a part is down; nobody else does."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from flask import Flask

from storefront import clock, jobs
from storefront.accounts.permissions import Role
from storefront.cli import duties
from storefront.db import deed, session
from storefront.jobs import RETRIES, Job
from storefront.notifications.models import Message
from storefront.payments.models import RawMessage, Verdict
from storefront.upkeep import actions, readiness, sealed
from storefront.upkeep.models import BACKUP, TRACES
from tests.browser import Browser
from tests.village import a_commune, a_person, posted


@pytest.fixture
def operator(app: Flask, browser: Browser) -> Browser:
    with deed():
        person = posted("Trần Minh Quân", Role.OPERATOR, a_commune())
    browser.sign_in(person)
    browser.speak("en")
    return browser


def test_all_well_is_said_first(operator: Browser) -> None:
    with deed():
        actions.beat_of_worker(at=clock.now())
        actions.beat(BACKUP, {"copy": "x"}, at=clock.now() - timedelta(hours=3))
    duties.look_whether_the_books_add_up(at=clock.now())
    sealed.look(at=clock.now())

    page = operator.get("/operation")

    assert "Everything is as it should be" in page.text
    assert page.text.count("Nothing waits,") + page.text.count("Nothing waits.") == 5
    assert "3 hours ago" in page.text


def test_what_is_late_is_named_with_its_age_and_the_way_to_the_work(operator: Browser) -> None:
    at = clock.now()
    with deed():
        jobs.enqueue("tell", {}, at=at - timedelta(minutes=50))
        session.add(Job(kind="x", payload={}, due_at=at, tries=RETRIES))
        written = at - timedelta(minutes=10)
        session.add(Message(to="+84912345678", body="x", written_at=written))
        heard = at - timedelta(hours=2)
        session.add(
            RawMessage(
                provider="sepay", headers={}, body=b"x", verdict=Verdict.GENUINE, heard_at=heard
            )
        )

    page = operator.get("/operation")

    assert "Something is in trouble" in page.text
    assert "1 waits, the oldest for 50 minutes, 1 given up." in page.text
    assert "1 waits, the oldest for 10 minutes." in page.text
    assert "It has never been there." in page.text
    assert "There has been none." in page.text
    assert any(link.startswith("/payments/messages?kind=unsettled") for link in page.links())


def test_a_database_that_falls_silent_does_not_take_the_page_away(
    operator: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    wakes = threading.Event()
    monkeypatch.setattr(readiness, "PATIENCE", 0.05)
    with monkeypatch.context() as silent:
        silent.setattr("storefront.upkeep.queries.revision", lambda _line: wakes.wait(10))
        page = operator.get("/operation")
        wakes.set()
    readiness.bounded.ask(lambda: True, 10.0)  # whoever was left behind has hung up by then

    assert "It does not answer within two seconds." in page.text
    assert page.text.count("The database did not say in time.") >= 7


def test_nobody_else_sees_it(app: Flask, browser: Browser) -> None:
    with deed():
        place = a_commune()
        officer = posted("Vi Văn Thắng", Role.COMMUNE_OFFICER, place)
        stranger = a_person("Nông Văn Tài")
    for person in (officer, stranger):
        browser.sign_in(person)
        browser.get("/operation", expect=404)


def test_at_the_machine_it_is_told_without_a_page(app: Flask) -> None:
    said = app.test_cli_runner().invoke(args=["status"])

    assert said.exit_code == 1
    assert "trouble  worker     never" in said.output
    assert "well     database   ok" in said.output


def test_a_trace_changed_by_hand_is_trouble(operator: Browser) -> None:
    with deed():
        actions.beat(TRACES, {"fault": "changed 4"}, at=clock.now())

    assert (
        "Trace 4 was changed by hand. Run flask verify-traces." in operator.get("/operation").text
    )
