"""Messages that were kept are read again: what failed pays now, and what paid pays no more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import Table, select
from sqlalchemy.exc import OperationalError

from storefront import clock
from storefront.accounts.models import Person
from storefront.accounts.permissions import Role
from storefront.cli.duties import HANDLERS
from storefront.cli.working import Worker
from storefront.db import Base, deed, session
from storefront.orders.models import Order
from storefront.payments import counting
from storefront.payments.models import RawMessage, Receipt, Verdict
from storefront.payments.provider import Heard
from storefront.payments.replays import actions, queries
from storefront.payments.replays.models import MessageReplay, ReplayRun
from storefront.payments.replays.queries import UNSETTLED, Wanted
from storefront.tills import at_hand
from tests.bank import SEPAY, a_notice
from tests.browser import Browser
from tests.village import a_commune, a_person, an_order, posted

DOOR = "/payments/notices/sepay"
DESK = "/payments/messages"


@pytest.fixture
def operator(app: Flask) -> Person:
    with deed():
        return posted("Trần Minh Quân", Role.OPERATOR, a_commune())


def tell(browser: Browser, body: bytes, *, expect: int = 200, **changes: str) -> None:
    headers = SEPAY.signed_headers(body, at=clock.now()) | changes
    assert browser.client.post(DOOR, data=body, headers=headers).status_code == expect


@contextmanager
def a_fault(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whoever settles now fails in the middle of it, with the receipt already written."""

    def fail(*_told: Any, **_more: Any) -> None:
        raise OperationalError("the disk is full", {}, Exception())

    with monkeypatch.context() as planted:
        planted.setattr(counting, "book_receipt", fail)
        yield


def unheeded(browser: Browser, monkeypatch: pytest.MonkeyPatch, orders: int = 1) -> list[Order]:
    """Orders that were paid at a moment when nothing could be settled."""
    with deed():
        placed = [an_order() for _order in range(orders)]
    with a_fault(monkeypatch):
        for order in placed:
            tell(browser, a_notice(order), expect=503)
    return placed


def all_messages() -> list[RawMessage]:
    session.rollback()
    return list(session.scalars(select(RawMessage).order_by(RawMessage.id)))


def paid(order: Order) -> bool:
    session.rollback()
    return session.get_one(Order, order.id, populate_existing=True).is_paid


def everything_but_the_telling() -> dict[str, list[Any]]:
    """All that stands in the market's tables, without the record of who replayed what."""
    session.rollback()
    left_out = {"replay_run", "message_replay", "job"}
    return {
        table.name: sorted(map(_as_written(table), session.execute(select(table))), key=repr)
        for table in Base.metadata.sorted_tables
        if table.name not in left_out
    }


def _as_written(table: Table) -> Any:
    said_anew = {"tries", "outcome"} if table.name == "raw_message" else set[str]()
    return lambda row: [row._mapping[it] for it in table.columns if it.name not in said_anew]


def say(app: Flask, *words: str) -> Result:
    session.rollback()
    return app.test_cli_runner().invoke(args=["messages", *words])


def test_what_failed_is_read_again_and_pays_once(
    browser: Browser, operator: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    [order] = unheeded(browser, monkeypatch)
    [message] = all_messages()
    assert (message.verdict, message.settled_at, paid(order)) == (Verdict.GENUINE, None, False)
    days_later = clock.now() + timedelta(days=2)  # by then the signature is long stale

    heard = [
        actions.replay(all_messages()[0], at_hand(), by=operator.id, at=days_later)
        for _time in range(3)
    ]

    assert heard == [Heard.BELIEVED, Heard.KNOWN, Heard.KNOWN]
    assert paid(order)
    assert len(session.scalars(select(Receipt)).all()) == 1
    [message] = all_messages()
    assert (message.settled_at, message.tries) == (days_later, 3)
    told = session.scalars(select(MessageReplay).order_by(MessageReplay.id)).all()
    assert [(it.by_id, it.at, it.outcome) for it in told] == [
        (operator.id, days_later, it) for it in heard
    ]


def test_while_the_fault_is_there_it_waits(
    browser: Browser, operator: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    [order] = unheeded(browser, monkeypatch)

    with a_fault(monkeypatch):
        heard = actions.replay(all_messages()[0], at_hand(), by=operator.id, at=clock.now())

    assert (heard, paid(order)) == (Heard.TROUBLE, False)
    assert session.scalars(select(Receipt)).all() == []
    assert session.scalars(select(MessageReplay.fault)).one() == "OperationalError"
    assert queries.how_many(Wanted(kind=UNSETTLED)) == 1


def test_replaying_everything_changes_nothing(browser: Browser, operator: Person) -> None:
    with deed():
        orders = [an_order() for _order in range(3)]
    body = a_notice(orders[0])
    for words in (body, body, a_notice(orders[1], transferAmount=200_000), a_notice()):
        tell(browser, words)
    tell(browser, b"{}", expect=422)
    tell(browser, a_notice(orders[2]), expect=401, **{"x-sepay-signature": "sha256=" + "0" * 64})
    before = everything_but_the_telling()

    with deed():
        run = actions.begin(Wanted(), by=operator.id, at=clock.now()).id
    assert not actions.go_on(run, at_hand(), at=clock.now())

    assert everything_but_the_telling() == before
    done = session.get_one(ReplayRun, run)
    assert (done.total, done.done) == (5, 5), "all but the forged one"
    assert done.ended_at
    assert queries.outcomes(done) == {Heard.KNOWN: 4, Heard.UNREADABLE: 1}


def test_what_was_forged_stays_evidence(app: Flask, browser: Browser, operator: Person) -> None:
    with deed():
        order = an_order()
    tell(browser, a_notice(order), expect=401, **{"x-sepay-signature": "sha256=" + "0" * 64})
    [message] = all_messages()
    browser.sign_in(operator)

    browser.post(f"{DESK}/{message.id}/replays")
    assert "Giả mạo" in browser.get(f"{DESK}/{message.id}").text
    said = say(app, "replay", str(message.id), "--by", str(operator.phone))

    assert (said.exit_code, "was forged" in said.output) == (1, True)
    assert not paid(order)
    assert session.scalars(select(MessageReplay)).all() == []


def test_what_is_understood_now_was_genuine(browser: Browser, operator: Person) -> None:
    """A reader that was mended makes money of what it could not read before."""
    with deed():
        order = an_order()
    tell(browser, a_notice(order))
    with deed():
        message = all_messages()[0]
        message.verdict = Verdict.UNREADABLE

    actions.replay(all_messages()[0], at_hand(), by=operator.id, at=clock.now())

    assert all_messages()[0].verdict is Verdict.GENUINE


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_operator_has_them_all_read_and_sees_how_far_it_is(
    browser: Browser, operator: Person, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setattr(actions, "PIECE", 2)
    orders = unheeded(browser, monkeypatch, orders=3)
    browser.speak(language)
    browser.sign_in(operator)
    desk = browser.get(DESK)
    assert f"{DESK}/replays" in [form["action"] for form in desk.all("form")]

    page = browser.post(f"{DESK}/replays").url
    assert browser.post(f"{DESK}/replays").url == page, "asked for twice, done once"
    worker = Worker({actions.JOB: HANDLERS[actions.JOB]}, [])
    worker.step(at=clock.now())
    half = browser.client.get(page)
    assert half.headers["Refresh"]
    assert ("2 trên 3" if language == "vi" else "2 of 3") in half.text
    while worker.step(at=clock.now()):
        pass

    done = browser.client.get(page)
    assert "Refresh" not in done.headers
    assert all(paid(order) for order in orders)
    browser.sign_in(operator)
    assert f"{DESK}/replays" not in [form["action"] for form in browser.get(DESK).all("form")]
    assert [message.tries for message in all_messages()] == [1, 1, 1]


def test_a_replay_cut_short_is_taken_up_again(
    browser: Browser, operator: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    orders = unheeded(browser, monkeypatch, orders=3)
    with deed():
        run = actions.ask(Wanted(kind=UNSETTLED), by=operator.id, at=clock.now()).id
    replay, seen = actions.replay, list[int]()

    def dies(message: RawMessage, *told: Any, **more: Any) -> Heard:
        if len(seen) == 1:
            raise KeyboardInterrupt
        seen.append(message.id)
        return replay(message, *told, **more)

    with monkeypatch.context() as planted:
        planted.setattr(actions, "replay", dies)
        with pytest.raises(KeyboardInterrupt):
            actions.go_on(run, at_hand(), at=clock.now())
    session.rollback()
    actions.go_on(run, at_hand(), at=clock.now())

    assert all(paid(order) for order in orders)
    assert session.get_one(ReplayRun, run, populate_existing=True).done == 3
    assert [message.tries for message in all_messages()] == [1, 1, 1]


def test_a_message_on_the_page(browser: Browser, operator: Person) -> None:
    with deed():
        order = an_order()
    body = a_notice(order)
    tell(browser, body)
    [message] = all_messages()
    signature = message.headers["x-sepay-signature"]
    browser.sign_in(operator)

    page = browser.get(f"{DESK}/{message.id}")

    assert order.code in page.text
    assert signature not in page.text
    assert signature[:8] in page.text
    browser.post(f"{DESK}/{message.id}/replays")
    assert operator.name in browser.get(f"{DESK}/{message.id}").text


def test_messages_are_looked_for(app: Flask, browser: Browser, operator: Person) -> None:
    tell(browser, a_notice())
    tell(browser, b"{}", expect=422)
    [one, other] = all_messages()
    today = clock.village_date(clock.now())
    browser.sign_in(operator)

    def found(query: str) -> list[int]:
        links = browser.get(f"{DESK}?{query}").links()
        numbers = [link.removeprefix(f"{DESK}/") for link in links if link.startswith(f"{DESK}/")]
        return [int(number) for number in numbers if number.isdigit()]

    assert found("") == [other.id, one.id]
    assert found("kind=unreadable") == [other.id]
    assert found("provider=momo") == []
    assert found(f"provider=sepay&since={today}&until={today}") == [other.id, one.id]
    assert found(f"until={today - timedelta(days=1)}") == []
    assert found(f"before={other.id}") == [one.id]
    for odd in ("kind=x", "provider=x", "since=x", "until=0001-01-01"):
        browser.get(f"{DESK}?{odd}", expect=400)
    browser.get(f"{DESK}/{2**70}", expect=404)
    assert str(one.id) in say(app, "list", "--provider", "sepay").output
    assert "transferAmount" in say(app, "show", str(one.id)).output
    assert say(app, "show", "999999").exit_code == 1


def test_by_command(
    app: Flask, browser: Browser, operator: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    orders = unheeded(browser, monkeypatch, orders=2)
    by = ("--by", str(operator.phone))

    assert say(app, "replay", *by).exit_code == 2, "which?"
    one = say(app, "replay", str(all_messages()[0].id), *by)
    rest = say(app, "replay", "--kind", "unsettled", *by)

    assert (one.exit_code, rest.exit_code) == (0, 0), rest.output
    assert "1 of 1" in rest.output
    assert "believed: 1" in rest.output
    assert all(paid(order) for order in orders)


def test_it_is_nobody_elses_business(browser: Browser, operator: Person) -> None:
    tell(browser, a_notice())
    [message] = all_messages()
    with deed():
        others = [a_person(), posted("Bà Hoa", Role.COMMUNE_OFFICER, a_commune())]

    for person in others:
        browser.sign_in(person)
        browser.get(DESK, expect=404)
        browser.get(f"{DESK}/{message.id}", expect=404)
        browser.post(f"{DESK}/{message.id}/replays", expect=404)
        browser.post(f"{DESK}/replays", expect=404)
