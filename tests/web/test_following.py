"""The secret link: what to pay, who says that it came, how far the goods are."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image

from storefront import clock
from storefront.accounts.permissions import Role
from storefront.db import deed, session
from storefront.money import Money
from storefront.notifications.models import Message
from storefront.orders import actions as orders
from storefront.orders import placing
from storefront.orders.deadlines import PAY_WITHIN
from storefront.orders.models import Order, OrderState, PayBy
from storefront.payments import actions as payments
from storefront.payments import by_word, vietqr
from storefront.payments.provider import Notice
from storefront.payments.vietqr import Transfer
from tests.browser import Browser, Page
from tests.village import a_buyer, a_household, a_person, a_shop, an_order, na, posted


def placed() -> Order:
    with deed():
        return an_order(at=clock.now())


def address(order: Order) -> str:
    return f"/follow/{order.checkout.secret}/{order.code}"


def follow(browser: Browser, order: Order) -> Page:
    return browser.get(address(order))


def bank_says(order: Order, amount: Money | None = None) -> None:
    assert order.account is not None
    notice = Notice("sepay", "FT7", order.account.number, amount or order.total, order.code)
    with deed():
        payments.settle(notice, at=clock.now())


def test_whom_to_pay_is_said_four_times_over(browser: Browser) -> None:
    page = follow(browser, placed())

    for said in (
        "204.000",
        "Hai trăm linh bốn nghìn đồng",
        "HOANG THI NHINH",
        "VietinBank",
        "4821",
    ):
        assert said in page.text
    assert any(tag == "progress" for tag, _ in page.tags)


def test_the_saved_picture_asks_for_exactly_this(browser: Browser) -> None:
    order = placed()

    answer = browser.client.get(f"{address(order)}/qr.png")
    [code] = zxingcpp.read_barcodes(Image.open(BytesIO(answer.data)))

    assert order.account is not None
    assert vietqr.read(code.text) == Transfer(
        "970415", order.account.number, amount=order.total, memo=order.code
    )


def test_nobody_keeps_a_copy(browser: Browser) -> None:
    headers = browser.client.get(address(placed())).headers

    assert "no-store" in headers["Cache-Control"]
    assert "noindex" in headers["X-Robots-Tag"]
    assert headers["Referrer-Policy"] == "same-origin"


def test_the_banks_word_and_the_keepers_read_differently(browser: Browser) -> None:
    by_bank, by_keeper = placed(), placed()
    bank_says(by_bank)
    with deed():
        by_word.keeper_received(
            by_keeper, by=by_keeper.shop.household.keeper, cash=False, at=clock.now()
        )

    bank, keeper = follow(browser, by_bank), follow(browser, by_keeper)
    assert "ngân hàng báo" in bank.text
    assert "FT7" in bank.text
    assert 'class="paid"' in bank.html
    assert "người bán tự xác nhận, ngân hàng chưa báo" in keeper.text
    assert 'class="paid"' not in keeper.html


def test_whoever_pressed_for_the_house_is_named(browser: Browser) -> None:
    order = placed()
    with deed():
        tai = posted("Nông Văn Tài", Role.LEADER, order.shop.household.village)
        orders.confirm(order, by=tai, at=clock.now())

    assert "Nông Văn Tài bấm giúp" in follow(browser, order).text


def test_the_rest_is_asked_for(browser: Browser) -> None:
    order = placed()
    bank_says(order, Money(200_000))

    page = follow(browser, order)
    assert "Bốn nghìn đồng" in page.text
    assert "VietQR" in page.html


def test_after_the_deadline_nobody_is_asked_to_pay(browser: Browser) -> None:
    with deed():
        order = an_order(at=clock.now() - PAY_WITHIN - timedelta(minutes=1))

    page = follow(browser, order)
    assert "Đã hết giờ trả tiền" in page.text
    assert 'class="qr"' not in page.html
    browser.get(f"{address(order)}/qr.png", expect=404)


def test_the_page_knows_when_to_turn(browser: Browser) -> None:
    order = placed()
    state = f"{address(order)}/state.json"
    before = browser.client.get(state).json

    bank_says(order)

    assert browser.client.get(state).json != before
    assert f'data-version="{before["version"]}"' not in follow(browser, order).html  # type: ignore[index]


def test_one_household_after_the_other(browser: Browser) -> None:
    with deed():
        basket = {na().id: 1, na(shop=a_shop(a_household("Nông Văn Tài"))).id: 1}
        checkout = placing.place(
            basket, buyer=a_buyer(), pay_by=PayBy.VIETQR, once="o", at=clock.now()
        )
    first, second = checkout.orders
    bank_says(first)

    page = follow(browser, first)
    assert "Còn một nhà nữa" in page.text
    assert address(second) in page.links()
    assert second.shop.name in browser.get(f"/follow/{checkout.secret}").text


def test_a_buyer_changes_their_mind(browser: Browser) -> None:
    order = placed()

    browser.post(f"{address(order)}/cancellation")
    assert "Đơn này đã hủy" in follow(browser, order).text
    browser.post(f"{address(order)}/cancellation")
    assert session.get_one(Order, order.id, populate_existing=True).state is OrderState.CANCELLED


def test_too_late_to_change_their_mind(browser: Browser) -> None:
    order = placed()
    with deed():
        orders.confirm(order, by=order.shop.household.keeper, at=clock.now())

    assert "Hủy đơn này" not in follow(browser, order).text
    browser.post(f"{address(order)}/cancellation")
    assert session.get_one(Order, order.id, populate_existing=True).state is OrderState.CONFIRMED


@pytest.mark.parametrize("secret", ["x", "x" * 500, "%00", "..", "9" * 30, "\u202e"])
def test_strange_secrets_lead_nowhere(browser: Browser, secret: str) -> None:
    for tail in ("", "/CB1", "/CB1/qr.png", "/CB1/state.json"):
        assert browser.client.get(f"/follow/{secret}{tail}").status_code in (400, 404)


def test_a_link_opens_only_its_own_orders(browser: Browser) -> None:
    mine, other = placed(), placed()

    browser.get(f"/follow/{mine.checkout.secret}/{other.code}", expect=404)


def sent_links() -> list[str]:
    session.rollback()
    bodies = session.query(Message.body).order_by(Message.id).all()
    return [body for (body,) in bodies if "đường dẫn" in body]


def ask(browser: Browser, code: str, phone: str = "0912345678", *, expect: int = 200) -> Page:
    return browser.post("/orders", {"code": code, "phone": phone}, expect=expect)


def test_a_lost_link_is_sent_again(browser: Browser) -> None:
    order = placed()

    ask(browser, f"{order.code[:4]} {order.code[4:]}".lower())

    [body] = sent_links()
    assert f"/follow/{order.checkout.secret}" in body


def test_right_and_wrong_hear_the_same_words(browser: Browser) -> None:
    order = placed()

    right = ask(browser, order.code)
    wrong = ask(browser, "CB2222222")
    other = ask(browser, order.code, "0912345679")

    assert right.text == wrong.text
    assert right.text.replace("678", "679") == other.text
    assert len(sent_links()) == 1


def test_asking_on_and_on_is_slowed_down(browser: Browser) -> None:
    order = placed()
    for _ in range(10):
        ask(browser, order.code)

    assert "mười lăm phút" in ask(browser, order.code, expect=429).text
    assert len(sent_links()) == 10


@pytest.mark.parametrize("code", ["", "\0", "x" * 50_000, "CB7K2M9Q4'--", "\u202e"])
def test_strange_codes_do_no_harm(browser: Browser, code: str) -> None:
    answer = browser.client.post("/orders", data={"code": code, "phone": "0912345678"})

    assert answer.status_code in (200, 422)
    assert sent_links() == []


def refund(browser: Browser, order: Order, amount: str, *, expect: int = 302) -> Page:
    typed = {"amount": amount, "by": "bank", "once": "o" * 22}
    return browser.post(f"/orders/{order.code}/refund", typed, expect=expect)


def test_a_keeper_writes_down_what_was_given_back(browser: Browser) -> None:
    order = placed()
    bank_says(order)
    browser.sign_in(order.shop.household.keeper)

    assert "204.000" in browser.get(f"/orders/{order.code}/refund").html
    refund(browser, order, "68.000")
    refund(browser, order, "68.000")  # pressed twice

    assert session.get_one(Order, order.id, populate_existing=True).refunded == Money(68_000)
    assert "đã trả lại 68.000" in follow(browser, order).text


@pytest.mark.parametrize("amount", ["204.001", "0", "-5", "x", "9" * 40, "\0", ""])
def test_no_more_than_came(browser: Browser, amount: str) -> None:
    order = placed()
    bank_says(order)
    browser.sign_in(order.shop.household.keeper)

    page = refund(browser, order, amount, expect=422)
    assert any(attrs.get("id") == "amount-error" for _tag, attrs in page.tags)
    assert not session.get_one(Order, order.id, populate_existing=True).refunded


def test_strangers_give_nothing_back(browser: Browser) -> None:
    order = placed()
    bank_says(order)
    with deed():
        stranger = a_person("Lan")
    browser.sign_in(stranger)

    browser.get(f"/orders/{order.code}/refund", expect=404)
    refund(browser, order, "1.000", expect=404)
