"""Attempts stand in the log: few lines, and none that says who it was."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from storefront.web import refused
from storefront.web.refused import LINES, MANY, Attempts, Why

SECRET, ADDRESS, PHONE = "eyJfdXNlcl9pZCI6Ikx", "203.0.113.77", "0912345678"


@pytest.fixture
def client(app: Flask, caplog: pytest.LogCaptureFixture) -> FlaskClient:
    app.extensions["attempts"] = Attempts()
    caplog.set_level("WARNING")
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = ADDRESS
    return client


def told(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    lines = [it for it in caplog.records if hasattr(it, "told") and "caller" in it.told]
    assert not any(it in str(vars(line)) for line in lines for it in (SECRET, ADDRESS, PHONE))
    return [{"said": line.message, **line.told} for line in lines]


def test_a_form_from_elsewhere(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    client.post("/sign-in", data={"phone": PHONE}, headers={"Origin": "https://evil.example"})

    (line,) = told(caplog)
    assert (line["why"], line["route"]) == (Why.ELSEWHERE, "/sign-in")


@pytest.mark.parametrize("cookie", ["who", "met"])
def test_a_cookie_that_is_not_ours(
    client: FlaskClient, cookie: str, caplog: pytest.LogCaptureFixture
) -> None:
    client.set_cookie(cookie, f"{SECRET}.made.up")
    client.post("/sign-in/codes", data={"phone": PHONE})

    assert [it["why"] for it in told(caplog)] == [Why.COOKIE]


def test_a_cookie_of_ours_is_none(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    with client.session_transaction() as session:
        session["_user_id"] = "ended"
    client.post("/sign-in/codes", data={"phone": PHONE})
    client.post("/sign-in/codes", data={"phone": PHONE})

    assert told(caplog) == []


@pytest.mark.parametrize("path", ["/payments/notices/sepay", "/notices/sms"])
def test_a_forged_message(client: FlaskClient, path: str, caplog: pytest.LogCaptureFixture) -> None:
    client.post(path, json={"from": PHONE}, headers={"X-Signature": SECRET, "X-Timestamp": "1"})

    assert [it["why"] for it in told(caplog)] == [Why.FORGED]


def test_who_is_refused_much_is_told_seldom(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    for _time in range(2 * MANY + 1):
        client.post("/sign-in", data={"phone": "x"})

    lines = told(caplog)
    assert [it["many"] for it in lines] == [MANY, 2 * MANY]
    assert len({it["caller"] for it in lines}) == 1


def test_however_many_attempts_lines_are_few(
    client: FlaskClient, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1_000.0]
    monkeypatch.setattr("storefront.web.refused.time.monotonic", lambda: now[0])
    for _time in range(LINES + 7):
        client.post("/sign-in", headers={"Origin": "https://evil.example"})
    now[0] += refused.A_MINUTE
    client.post("/sign-in", headers={"Origin": "https://evil.example"})

    lines = [it for it in told(caplog) if "why" in it]
    assert len(lines) == LINES + 1
    assert [it["untold"] for it in lines[-2:]] == [0, 7]


def test_callers_are_not_remembered_without_end_nor_after_a_spell() -> None:
    attempts = Attempts()
    for nth in range(refused.CALLERS + 5):
        attempts.is_many(attempts.named(str(nth)), at=0.0)
    assert len(attempts.callers) == refused.CALLERS

    for at in (0.0, refused.SPELL + 1):
        found = [attempts.is_many("one", at=at) for _time in range(MANY)]
        assert (found[-1], sum(found)) == (MANY, MANY)
    assert Attempts().named(ADDRESS) != Attempts().named(ADDRESS), "of this start only"
