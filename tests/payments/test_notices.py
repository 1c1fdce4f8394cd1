"""Banks' messengers at the door: kept as told, believed when genuine, answered shortly."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select

from storefront import clock
from storefront.db import deed, session
from storefront.orders.models import Order
from storefront.payments import counting
from storefront.payments.models import Means, RawMessage, Receipt, Verdict
from storefront.payments.provider import Callback, Heard
from storefront.payments.providers.sepay import SIGNATURE
from storefront.payments.tills import Tills
from tests.bank import SEPAY, a_notice
from tests.browser import Browser
from tests.village import an_order

DOOR = "/payments/notices/sepay"


def knock(browser: Browser, body: bytes, **changes: str) -> tuple[int, str]:
    headers = SEPAY.signed_headers(body, at=clock.now()) | changes
    answer = browser.client.post(DOOR, data=body, headers=headers)
    return answer.status_code, answer.text


def kept() -> list[RawMessage]:
    session.rollback()
    return list(session.scalars(select(RawMessage)))


def test_a_genuine_notice_is_kept_and_settled(browser: Browser) -> None:
    with deed():
        order = an_order()
    body = a_notice(order)

    assert knock(browser, body) == (200, '{"success": true}')

    [message] = kept()
    assert (message.verdict, message.body) == (Verdict.GENUINE, body)
    assert message.settled_at is not None
    receipt = session.scalars(select(Receipt)).one()
    assert (receipt.means, receipt.raw_message_id) == (Means.BANK_NOTICE, message.id)
    assert session.get_one(Order, order.id).is_paid


def test_told_twice_it_is_kept_twice_and_says_so(browser: Browser) -> None:
    with deed():
        order = an_order()
    body = a_notice(order)

    knock(browser, body)
    knock(browser, body)

    assert [message.outcome for message in kept()] == [Heard.BELIEVED, Heard.KNOWN]
    assert session.scalars(select(Receipt)).one().amount == order.total


def test_what_could_not_be_settled_is_kept_and_heard_when_told_again(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    with deed():
        order = an_order()
    body = a_notice(order)
    with monkeypatch.context() as broken:
        broken.setattr(counting, "recount", lambda *_given, **_more: 1 // 0)
        status, _ = knock(browser, body)

    assert status == SEPAY.reply(Heard.TROUBLE).status
    [message] = kept()
    assert (message.body, message.settled_at, message.outcome) == (body, None, None)
    assert session.scalars(select(Receipt)).all() == []

    assert knock(browser, body) == (200, '{"success": true}')
    assert session.get_one(Order, order.id).is_paid


def test_what_is_kept_can_be_checked_again(browser: Browser) -> None:
    body = a_notice()
    knock(browser, body)

    [message] = kept()
    assert set(message.headers) == SEPAY.kept_headers


def test_a_forged_notice_is_refused_and_kept_as_evidence(browser: Browser) -> None:
    with deed():
        order = an_order()

    status, _ = knock(browser, a_notice(order), **{SIGNATURE: "sha256=" + "0" * 64})

    assert status == 401
    assert [message.verdict for message in kept()] == [Verdict.FORGED]
    assert session.scalar(select(func.count()).select_from(Receipt)) == 0


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"\x00", b"\xff\xfe", b"[" * 60_000, b'{"id": 1e999}', b'"\\ud800"']
)
def test_nonsense_gets_a_4xx(browser: Browser, body: bytes) -> None:
    status, _ = knock(browser, body)

    assert status == 422
    assert [message.verdict for message in kept()] == [Verdict.UNREADABLE]


@pytest.mark.parametrize("body", [b"[" * 100_000, b"x" * 65_537, b"x" * 2_000_000])
def test_what_is_too_large_is_not_even_kept(browser: Browser, body: bytes) -> None:
    status, _ = knock(browser, body)

    assert status == 413
    assert kept() == []


def test_nobody_we_know(app: Flask, browser: Browser) -> None:
    assert browser.client.post("/payments/notices/nobody", data=b"{}").status_code == 404
    assert browser.client.post(f"{DOOR}/nobody", data=b"{}").status_code == 404


def test_who_opens_the_door_with_a_browser_is_no_bank(browser: Browser) -> None:
    assert browser.client.get(DOOR).status_code == 401
    assert [message.verdict for message in kept()] == [Verdict.FORGED]


def test_a_nul_in_a_note_does_no_harm(browser: Browser) -> None:
    with deed():
        order = an_order()

    status, _ = knock(browser, a_notice(order, content=f"\0{order.code}\0"))

    assert status == 200
    assert session.get_one(Order, order.id, populate_existing=True).is_paid


def test_a_key_that_comes_along_is_not_stored(
    app: Flask, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyed = Tills.of(replace(app.config["SETTINGS"], payments={"SEPAY_API_KEY": "the key"}))
    monkeypatch.setitem(app.extensions, "tills", keyed)

    said = {"Authorization": "Apikey the key"}
    assert browser.client.post(DOOR, data=a_notice(), headers=said).status_code == 200

    [message] = kept()
    assert message.verdict is Verdict.GENUINE
    assert "the key" not in str(message.headers)
    till = keyed.find("sepay", "")
    assert till is not None
    assert till.provider.read(Callback(message.headers, message.body, message.heard_at))
