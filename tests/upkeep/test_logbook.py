"""The log tells of every request, job and mishap, and nothing about anybody."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, OperationalError

from storefront import codes, jobs, logbook
from storefront.accounts.models import Person
from storefront.asked import ROUTE, asked
from storefront.cli.working import Worker
from storefront.db import deed, session
from storefront.jobs import Job
from storefront.notifications.models import Message
from storefront.orders.models import Checkout
from storefront.web.arriving import HEADER, Arrivals
from tests.village import MARKET_DAY, a_household, na

PHONE, NAME = "+84912345678", "Nguyễn Thị Lan"


class Log(logging.Handler):
    """All lines: of requests, and of what speaks through Python's logging."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(logbook.Lines())
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))

    def told(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.lines]


@pytest.fixture
def log() -> Iterator[Log]:
    log, ours = Log(), logging.getLogger("storefront")
    before = ours.level
    ours.addHandler(log)
    ours.setLevel(logging.INFO)
    yield log
    ours.removeHandler(log)
    ours.setLevel(before)


@pytest.fixture
def client(app: Flask, log: Log, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """Each request is told of as gunicorn tells of it."""
    behind = app.wsgi_app

    def telling(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        statuses: list[int] = []

        def begin(status: str, *rest: Any) -> Any:
            statuses.append(int(status[:3]))
            return start_response(status, *rest)

        answer = list(behind(environ, begin))
        line = logbook.line(environ, statuses[-1], timedelta(milliseconds=3), 5)
        log.lines += [line] if line else []
        return answer

    monkeypatch.setattr(app, "wsgi_app", telling)
    return app.test_client()


def test_signing_in_ordering_and_following_leaves_nobody_in_the_log(
    client: FlaskClient, log: Log
) -> None:
    with deed():
        a_household().keeper.phone = "+84987654321"
        product = na()
    page = client.post("/sign-in/codes", data={"phone": "0987654321"}).headers["Location"]
    said = session.scalar(select(Message.body).order_by(Message.id.desc()).limit(1)) or ""
    (digits,) = re.findall(r"\d{6}", said)
    client.post(page, data={"digits": digits})
    client.get("/keeper")
    client.set_cookie("basket", f"{product.id}:1")
    typed = {"phone": PHONE, "name": NAME, "delivery": "pick_up", "pay_by": "vietqr"}
    seen = {"once": codes.secret(), "seen": "68000"}
    assert client.post("/checkout", data=typed | seen).status_code == 201
    session.rollback()
    checkout = session.scalars(select(Checkout)).one()
    order = checkout.orders[0]
    client.get(f"/follow/{checkout.secret}")
    client.get(f"/follow/{checkout.secret}/{order.code}?phone={PHONE}")
    client.get(f"/search?q={NAME}")
    client.get(f"/nowhere/{checkout.secret}")
    client.get(f"/me/{PHONE}")

    words = "\n".join(log.lines)
    private = ["912345678", "987654321", "Nguyễn", "Lan", checkout.secret, order.code, digits]
    assert [it for it in private if it in words] == []
    routes = [line["route"] for line in log.told() if "route" in line]
    assert "/follow/<secret>" in routes
    assert "/checkout" in routes
    assert routes[-2:] == ["-", "-"]
    asked_of = next(it for it in log.told() if it.get("route") == "/checkout")
    assert asked_of.keys() >= {"at", "request", "method", "status", "ms", "statements", "bytes"}
    assert asked_of["statements"] > 3


def test_a_page_that_fails_is_told_of_without_what_somebody_typed(
    client: FlaskClient, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_words: object, **_more: object) -> None:
        raise IntegrityError("INSERT", {"phone": PHONE}, Exception(f"Key (phone)=({PHONE}) exists"))

    app = client.application
    monkeypatch.setitem(app.view_functions, "tracking.checkout", fails)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)

    answer = client.get("/follow/a-secret-nobody-knows")

    assert answer.status_code == 500
    failed = next(line for line in log.told() if line.get("error"))
    assert failed["error"] == "IntegrityError"
    assert failed["route"] == "/follow/<secret>"
    assert failed["request"] == answer.headers[HEADER]
    assert any("fails" in step for step in failed["where"])
    assert PHONE not in str(log.lines)
    assert "a-secret-nobody-knows" not in str(log.lines)


def test_a_database_that_is_away_says_why() -> None:
    away = OperationalError("SELECT", {"q": NAME}, Exception("connection refused"))

    assert logbook.what_went_wrong(away)["words"] == "connection refused"


def test_gunicorns_complaints_lose_what_strangers_sent() -> None:
    log = Log()
    for words, more in (
        ("Error handling request %s", (f"/follow/secret?phone={PHONE}",)),
        (f"Invalid request from ip=203.0.113.9: Invalid Request Line '{PHONE}'", ()),
    ):
        log.handle(logging.LogRecord("gunicorn.error", logging.ERROR, "", 0, words, more, None))

    assert [it["said"] for it in log.told()] == ["Error handling request", "Invalid request"]


@pytest.mark.parametrize("route", sorted(logbook.UNTOLD))
def test_who_asks_every_second_is_told_of_only_when_something_is_wrong(route: str) -> None:
    around = {ROUTE: route, "REQUEST_METHOD": "GET"}

    assert logbook.line(around, 200, timedelta(), 0) is None
    assert logbook.line(around, 503, timedelta(), 0)


def test_a_job_is_told_of_under_the_request_that_asked_for_it(app: Flask, log: Log) -> None:
    asked.request = "asked-for-it"
    with deed():
        jobs.enqueue("tell", {"to": PHONE}, at=MARKET_DAY)
    asked.request = ""

    def do(payload: dict[str, Any], /, *, at: datetime) -> None:
        assert session.scalars(select(Person)).all() == []

    def fail(payload: dict[str, Any], /, *, at: datetime) -> None:
        raise ValueError(payload["to"])

    Worker({"tell": fail}, []).step(at=MARKET_DAY + timedelta(seconds=1))
    session.rollback()
    due = session.scalars(select(Job)).one().due_at
    Worker({"tell": do}, []).step(at=due)

    failed, done = [line for line in log.told() if "job" in line]
    assert (failed["request"], done["request"]) == ("asked-for-it", "asked-for-it")
    assert (failed["error"], failed["try"], done["try"]) == ("ValueError", 1, 2)
    assert done["statements"] >= 1
    assert PHONE not in str(log.lines)
    assert asked.request == ""


# --- names and addresses ----------------------------------------------------------------------


def _arrived(trusted: tuple[str, ...], **said: str) -> tuple[str, str]:
    """The name it got, and the address it is taken to come from."""
    sent: list[list[tuple[str, str]]] = []
    around = {"REMOTE_ADDR": "127.0.0.1"} | said
    list(
        Arrivals(_answers, trusted)(around, lambda _status, headers, *_error: sent.append(headers))
    )
    return dict(sent[0])[HEADER], around["REMOTE_ADDR"]


def _answers(_environ: dict[str, Any], start_response: Any) -> list[bytes]:
    start_response("200 OK", [])
    return []


def test_a_name_and_an_address_are_believed_of_our_own_proxy_only() -> None:
    said = {"HTTP_X_REQUEST_ID": "of-the-proxy-1", "HTTP_X_REAL_IP": "203.0.113.9"}

    assert _arrived(("127.0.0.1",), **said) == ("of-the-proxy-1", "203.0.113.9")
    name, address = _arrived((), **said)
    assert address == "127.0.0.1"
    assert name != "of-the-proxy-1"


@pytest.mark.parametrize("odd", ["", "short", "x" * 65, 'a"b{c}d\\efgh', "dòng-chữ-lạ"])
def test_a_name_that_would_spoil_the_log_is_replaced(odd: str) -> None:
    name, _address = _arrived(("127.0.0.1",), HTTP_X_REQUEST_ID=odd)

    assert name != odd
    assert re.fullmatch(r"[0-9a-f]+-[0-9a-f]+", name)


def test_no_two_requests_have_one_name(app: Flask) -> None:
    client = app.test_client()

    assert len({client.get("/healthz").headers[HEADER] for _time in range(50)}) == 50
