"""A keeper in the field answers a new order by one press, or by one digit."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from storefront import clock, wire
from storefront.accounts.models import Trace
from storefront.accounts.permissions import Role
from storefront.answers.models import Call
from storefront.answers.words import Answer, Said, read
from storefront.db import deed, session
from storefront.notifications import sending
from storefront.notifications.hearing import SmsListener
from storefront.notifications.models import Channel, HeardMessage, Message
from storefront.orders import actions as orders
from storefront.orders.models import Order, OrderState
from tests.browser import Browser
from tests.village import (
    MARKET_DAY,
    a_household,
    a_person,
    a_shop,
    a_village,
    an_order,
    na,
    posted,
)

GATEWAY = SmsListener("for-tests")


def placed(*, many: int = 1) -> list[Order]:
    """Orders of one household whose team has a head."""
    with deed():
        village = a_village()
        posted("Vi Văn Páo", Role.LEADER, village)
        goods = na(shop=a_shop(a_household(village=village)))
        return [an_order(goods, at=clock.now()) for _nth in range(many)]


def phone(order: Order) -> str:
    return order.shop.household.keeper.phone or ""


def link(order: Order) -> str:
    return f"/a/{order.code}/{order.answer_key}"


def sends(browser: Browser, text: str, *, by: str, number: str | None = None) -> str:
    """A phone sends a message; its gateway tells us. Gives what we wrote back, if anything."""
    before = session.scalar(select(func.max(Message.id))) or 0
    body = json.dumps({"id": number or f"{text}-{before}", "from": by, "text": text}).encode()
    said = GATEWAY.sign(body, at=clock.now())
    answer = browser.client.post("/notices/sms", data=body, headers=said)
    assert answer.status_code == 200, answer.text
    newest = select(Message.body).where(Message.id > before, Message.to == by)
    return session.scalar(newest) or ""


def now(order: Order) -> Order:
    session.expire_all()
    return order


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1", Said(Answer.YES)),
        ("Nhận nhé", Said(Answer.YES)),
        ("1 7k2m", Said(Answer.YES, "7K2M")),
        ("7K2M 3", Said(Answer.CALL, "7K2M")),
        ("2 7K2M. mưa to quá", Said(Answer.NO, "7K2M", "mưa to quá")),
        ("hết hàng", Said(Answer.NO)),
        ("1 con thôi", None),
        ("không biết", None),
        ("chưa có hàng", None),
        ("12", None),
        ("", None),
    ],
)
def test_only_what_is_clear_is_an_answer(typed: str, meant: Said | None) -> None:
    assert read(typed) == meant


def test_one_press_in_the_message_accepts(app: Flask, browser: Browser) -> None:
    order = placed()[0]
    page = browser.get(link(order))
    assert "Chị Hạnh" not in page.text
    assert "345" not in page.text, "nothing of the buyer is needed to answer"
    assert now(order).state is OrderState.PLACED, "messengers open links by themselves"

    browser.post(link(order), {"answer": "yes"})

    assert now(order).state is OrderState.CONFIRMED
    ended = browser.get(link(order))
    assert "204.000" not in ended.text, "the link shows nothing once there is an answer"
    browser.post(link(order), {"answer": "no", "usual": "Hết hàng"})
    assert now(order).state is OrderState.CONFIRMED


def test_the_link_opens_its_own_order_alone(app: Flask, browser: Browser) -> None:
    one, other = placed(many=2)

    browser.get(f"/a/{other.code}/{one.answer_key}", expect=404)
    browser.post(f"/a/{other.code}/{one.answer_key}", {"answer": "yes"}, expect=404)
    browser.post(link(one), {"answer": "perhaps"}, expect=400)

    assert {now(one).state, other.state} == {OrderState.PLACED}


def test_no_is_said_with_a_reason(app: Flask, browser: Browser) -> None:
    order = placed()[0]
    browser.post(link(order), {"answer": "no"}, expect=422)
    assert now(order).state is OrderState.PLACED

    browser.post(link(order), {"answer": "no", "usual": "Hết hàng", "own": "Gà bị cáo bắt"})

    assert (now(order).state, order.cancel_reason) == (OrderState.CANCELLED, "Gà bị cáo bắt")


def test_call_me_tells_the_team_once(app: Flask, browser: Browser) -> None:
    order = placed()[0]

    browser.post(link(order), {"answer": "call"})
    browser.post(link(order), {"answer": "call"})

    assert now(order).state is OrderState.PLACED
    asked = session.scalars(select(Message).where(Message.body.contains("nhờ gọi"))).all()
    assert len(asked) == 1
    assert session.scalar(select(func.count()).select_from(Call)) == 1


def test_the_notice_carries_the_link_and_the_digits(app: Flask) -> None:
    order = placed()[0]

    notice = session.scalars(select(Message).where(Message.to == phone(order))).one()

    assert link(order) in notice.body
    assert "1 nhận, 2 không, 3 gọi tôi" in notice.body
    assert "Hạnh" not in notice.body
    assert (notice.channel, notice.template) == (Channel.ZALO, "new_order")
    assert notice.fields is not None
    assert notice.fields["link"].endswith(link(order))


def test_a_digit_answers_the_oldest_order(app: Flask, browser: Browser) -> None:
    first, second = placed(many=2)

    said = sends(browser, "1", by=phone(first))

    assert (now(first).state, second.state) == (OrderState.CONFIRMED, OrderState.PLACED)
    assert said.startswith(f"Đã nhận đơn {first.short_code}")
    assert second.short_code in said, "what still waits is named"


def test_a_number_names_which(app: Flask, browser: Browser) -> None:
    first, second = placed(many=2)

    assert first.short_code in sends(browser, "2", by=phone(first)), "no is never guessed"
    assert now(first).state is OrderState.PLACED
    sends(browser, f"2 {second.short_code.lower()} sâu ăn mất", by=phone(first))

    assert (now(second).state, second.cancel_reason) == (OrderState.CANCELLED, "sâu ăn mất")
    assert first.state is OrderState.PLACED


def test_three_by_message_asks_for_a_call(app: Flask, browser: Browser) -> None:
    order = placed()[0]

    assert "gọi cho mình" in sends(browser, "3", by=phone(order))

    assert session.scalars(select(Call)).one().order_id == order.id
    deeds = session.scalars(
        select(Trace).where(Trace.verb == "order.answered").order_by(Trace.id)
    ).all()
    assert [it.detail for it in deeds] == [{"answer": "call", "how": "sms"}]


def test_what_is_unclear_is_told_what_to_type(app: Flask, browser: Browser) -> None:
    order = placed()[0]

    assert "Nhắn 1 là nhận" in sends(browser, "để mai xem", by=phone(order))
    assert "không" in sends(browser, "1 ZZZZ", by=phone(order)).lower()

    assert now(order).state is OrderState.PLACED


def test_the_same_message_twice_answers_once(app: Flask, browser: Browser) -> None:
    first, second = placed(many=2)

    sends(browser, "1", by=phone(first), number="SMS7")
    assert sends(browser, "1", by=phone(first), number="SMS7") == ""

    assert (now(first).state, second.state) == (OrderState.CONFIRMED, OrderState.PLACED)
    assert session.scalar(select(func.count()).select_from(HeardMessage)) == 1


def test_late_answers_and_strangers_get_a_plain_reply(app: Flask, browser: Browser) -> None:
    order = placed()[0]
    with deed():
        orders.run_out(order, at=clock.now())
        stranger = a_person("Lý Thị Mai")

    assert "đã hết giờ" in sends(browser, "1", by=phone(order))
    assert "không có gian hàng" in sends(browser, "1", by=str(stranger.phone))
    assert sends(browser, "1 nhé", by=str(stranger.phone)) == "", "a stranger is told once a day"
    assert now(order).state is OrderState.EXPIRED


def test_only_the_gateway_is_believed(app: Flask, browser: Browser) -> None:
    order = placed()[0]
    body = json.dumps({"id": "1", "from": phone(order), "text": "1"}).encode()
    stale = GATEWAY.sign(body, at=clock.now() - timedelta(hours=1))
    forged = SmsListener("guessed").sign(body, at=clock.now())

    for headers in ({}, stale, forged):
        assert browser.client.post("/notices/sms", data=body, headers=headers).status_code == 403
    for odd in (b"", b"[]", b'{"id": 1}', b"[" * 8_000, b'{"id":"","from":"1","text":"1"}'):
        signed = GATEWAY.sign(odd, at=clock.now())
        assert browser.client.post("/notices/sms", data=odd, headers=signed).status_code == 400

    assert now(order).state is OrderState.PLACED
    assert session.scalar(select(func.count()).select_from(HeardMessage)) == 0


def test_practice_answers_go_the_gateways_way(app: Flask, browser: Browser) -> None:
    order = placed()[0]

    browser.post("/practice/answers", {"phone": phone(order), "text": "1"})

    assert now(order).state is OrderState.CONFIRMED
    browser.post("/practice/answers", {"phone": "12", "text": ""}, expect=422)


class Zalo:
    """Answers as Zalo does, and keeps what it was asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, error: int) -> None:
        self.asked: list[tuple[str, dict[str, object]]] = []
        self.error = error
        monkeypatch.setattr(wire, "post", self._post)

    def _post(self, url: str, body: bytes, *, headers: dict[str, str]) -> wire.Answer:
        self.asked.append((url, json.loads(body)))
        return wire.Answer(200, json.dumps({"error": self.error}).encode())


@pytest.mark.parametrize(("error", "went_by"), [(0, Channel.ZALO), (-118, Channel.SMS)])
def test_whom_zalo_does_not_reach_gets_an_sms(
    app: Flask, monkeypatch: pytest.MonkeyPatch, error: int, went_by: Channel
) -> None:
    order, zalo = placed()[0], Zalo(monkeypatch, error)
    notices = sending.ZaloNotices("https://zalo", "token", {"new_order": "347"})
    sender = sending.ZaloElseSms(notices, sending.SmsGateway("https://sms", ""))

    sending.send_due(sender, at=clock.now())

    kept = session.scalars(select(Message).where(Message.to == phone(order))).one()
    assert kept.channel is went_by
    assert kept.sent_at
    asked = next(body for url, body in zalo.asked if url == "https://zalo")
    assert (asked["phone"], asked["template_id"]) == (phone(order)[1:], "347")
    words = [body["text"] for url, body in zalo.asked if url == "https://sms"]
    assert (kept.body in words) is (went_by is Channel.SMS)


def test_without_zalo_everything_goes_by_sms(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    placed()
    zalo = Zalo(monkeypatch, 0)
    none = sending.ZaloNotices("https://zalo", "", {"new_order": ""})

    sending.send_due(
        sending.ZaloElseSms(none, sending.SmsGateway("https://sms", "")),
        at=MARKET_DAY + timedelta(days=9999),
    )

    assert {url for url, _body in zalo.asked} == {"https://sms"}
