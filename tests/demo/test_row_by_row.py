"""No page asks one question for each of its rows: every page of the demo market that can be reached
by links is opened by those who live there, and what it asks of the database is counted."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from contextvars import Context

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from storefront.accounts.models import Person
from storefront.db import session
from tests.browser import Page, sign_in
from tests.statements import counted
from tests.village import MARKET_DAY

NOW = MARKET_DAY
MOST = 3
"""So often may one answer ask the same: lists have more rows than that."""
OF_EACH = 2
"""Addresses of each kind, for each person."""
FEW_AND_FIXED = {
    "counter_figures.file": 12,  # once a month of the year
    "reports.draw_up": 12,  # the last periods beside this one
    "sign_in.show": 8,  # whoever may be played in practice
    "lessons.outcomes": 7,  # once a lesson
    "my_data.copy": 12,  # whoever pressed for somebody, each once
    "my_data.copy_file": 12,
    "earnings.show": 6,  # the household's entries, for each part of the year's sums
    "registering.new": 4,  # the same villages for four questions
}
ENTRANCES = (
    "/", "/search?q=na", "/categories/fruit", "/shops", "/help", "/me", "/growth", "/team",
    "/keeper", "/operation", "/reports", "/counters", "/fairs", "/rolls", "/orders",
    "/reconciliation",
)  # fmt: skip
PEOPLE = ("Lương Thu Hà", "Vi Văn Thắng", "Nông Văn Tài", "Hoàng Thị Nhình", "Trần Minh Quân", "")

pytestmark = pytest.mark.parametrize("filled", ["sqlite"], indirect=True)


def test_no_page_asks_the_same_for_each_row(demo: Flask) -> None:
    opened: set[str] = set()
    often = {}
    for name in PEOPLE:
        for endpoint, address, asked in _walked(demo, _signed_in(demo, name)):
            opened.add(endpoint)
            [(sql, times)] = asked.most_common(1) or [("", 0)]
            if times > FEW_AND_FIXED.get(endpoint, MOST):
                often[endpoint] = f"{name} {address}: {times} times {sql}"
    assert often == {}
    assert len(opened) > 200


def test_people_looked_up_one_by_one_are_seen(demo: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    client = _signed_in(demo, "")
    assert max(_opened(demo, client, "/shops")[1].values(), default=0) <= MOST

    def one_by_one(answer: Response) -> Response:
        for number in range(MOST + 1):
            session.get(Person, number + 1)
        return answer

    after = [*demo.after_request_funcs[None], one_by_one]
    monkeypatch.setitem(demo.after_request_funcs, None, after)

    assert max(_opened(demo, client, "/shops")[1].values()) > MOST


def _signed_in(app: Flask, name: str) -> FlaskClient:
    client = app.test_client()
    if name:
        sign_in(client, session.scalars(select(Person.id).where(Person.name == name)).one())
        client.post("/looks/why", data={"why": "Kiểm tra báo cáo tháng"})
    return client


def _walked(app: Flask, client: FlaskClient) -> Iterator[tuple[str, str, Counter[str]]]:
    """From link to link; of each kind of page the first few."""
    waiting, known, seen = deque(ENTRANCES), set(ENTRANCES), Counter[str]()
    while waiting:
        address = waiting.popleft()
        endpoint = _endpoint(app, address)
        if endpoint is None or seen[endpoint] >= OF_EACH:
            continue
        seen[endpoint] += 1
        answer, asked = _opened(app, client, address)
        yield endpoint, address, asked
        new = [link for link in dict.fromkeys(_links(answer)) if link not in known]
        known.update(new)
        waiting.extend(new)


def _endpoint(app: Flask, address: str) -> str | None:
    """Nothing for what is no page of ours."""
    if not address.startswith("/") or address.startswith(("//", "/static/", "/media/")):
        return None
    try:
        endpoint, _values = app.url_map.bind("localhost").match(address.partition("?")[0])
    except HTTPException:
        return None
    return str(endpoint)


def _opened(app: Flask, client: FlaskClient, address: str) -> tuple[TestResponse, Counter[str]]:
    """In a context of its own, as a server does: what one page has read the next has not."""

    def open_() -> tuple[TestResponse, Counter[str]]:
        with app.app_context(), counted() as asked:
            answer = client.get(address)
            if answer.mimetype != "text/event-stream":
                answer.get_data()
            answer.close()
        return answer, Counter(asked)

    return Context().run(open_)


def _links(answer: TestResponse) -> list[str]:
    if answer.status_code in (301, 302, 303):
        return [answer.headers["Location"]]
    if answer.status_code != 200 or answer.mimetype != "text/html":
        return []
    return [link.partition("#")[0] for link in Page(200, "", answer.text).links()]
