"""Is this QR real? Whoever fears a pasted-over sticker asks here, and is told calmly."""

import pytest
from flask import Flask

from storefront.db import deed
from storefront.money import Money
from storefront.payments import by_word, vietqr
from storefront.payments.vietqr import Transfer
from storefront.posters import actions as posters
from storefront.posters.models import Leads, Poster, Why
from tests.browser import Browser, Page
from tests.statements import counted
from tests.village import (
    MARKET_DAY,
    VIETINBANK,
    a_household,
    a_poster,
    a_shop,
    an_account,
    an_order,
)

SOMEBODY = Transfer("970436", "0011001234567")


@pytest.fixture
def poster(app: Flask) -> Poster:
    with deed():
        return a_poster(leads=Leads.TO_ACCOUNT)


def asked(browser: Browser, text: str) -> Page:
    """What is answered to a text, or to the serial in it."""
    answer = browser.client.post("/check", data={"qr": text})
    if answer.status_code == 302:
        return browser.get(answer.headers["Location"])
    return browser.post("/check", {"qr": text}, expect=200)


def says_ours(page: Page) -> bool:
    return "Mã này là của chợ" in page.text


def says_do_not_pay(page: Page) -> bool:
    return "Đừng trả theo mã này" in page.text and "HOANG THI NHINH" not in page.text


def test_a_good_poster_shows_whose_it_is(browser: Browser, poster: Poster) -> None:
    page = browser.get(f"/check/{poster.serial}")

    assert says_ours(page)
    for words in (poster.shop.name, "HOANG THI NHINH", "4821", "VietinBank", "Bản Nà Lìa"):
        assert words in page.text
    assert "101872344821" not in page.text, "the last digits are enough"
    assert 'class="mark"' in page.html


def test_typed_as_people_type(browser: Browser, poster: Poster) -> None:
    typed = f" {poster.serial[:4].lower()} {poster.serial[4:]} "

    assert says_ours(asked(browser, typed))
    assert says_ours(browser.get(f"/check/{typed.strip()}"))


def test_a_withdrawn_poster_says_why_and_since_when(browser: Browser, poster: Poster) -> None:
    with deed():
        keeper = poster.shop.household.keeper
        posters.withdraw(poster, why=Why.PASTED_OVER, by=keeper, at=MARKET_DAY)

    page = browser.get(f"/check/{poster.serial}")

    assert says_do_not_pay(page)
    assert "dán mã khác" in page.text
    assert "22/8/2026" in page.text
    assert says_do_not_pay(asked(browser, poster.content)), "its QR is no better than its serial"


@pytest.mark.parametrize("serial", ["QR2222222", "CB2222222", "QR7K2M9Q", "hello", "Ấ" * 500])
def test_what_we_never_printed_is_unknown(browser: Browser, app: Flask, serial: str) -> None:
    assert "Chợ không biết mã này" in browser.get(f"/check/{serial}").text


def test_the_scanned_words_of_our_qr_are_ours(browser: Browser, poster: Poster) -> None:
    page = asked(browser, poster.content)

    assert says_ours(page)
    assert poster.serial in page.text


def test_a_sticker_that_pays_somebody_else_is_told_of(browser: Browser, poster: Poster) -> None:
    page = asked(browser, vietqr.payload(SOMEBODY))

    assert says_do_not_pay(page)
    assert "Vietcombank" in page.text
    assert "4567" in page.text


def test_a_sticker_that_borrows_our_serial_is_told_of(browser: Browser, poster: Poster) -> None:
    forged = Transfer(SOMEBODY.bank_bin, SOMEBODY.number, memo=poster.serial)

    page = asked(browser, vietqr.payload(forged))

    assert says_do_not_pay(page)
    assert "mượn tên của chợ" in page.text


def test_our_account_as_a_card_is_not_our_account(browser: Browser, poster: Poster) -> None:
    card = Transfer(VIETINBANK, "101872344821", to_card=True)

    assert says_do_not_pay(asked(browser, vietqr.payload(card)))


def test_an_account_of_former_days_is_told_of(browser: Browser, app: Flask) -> None:
    with deed():
        household = a_household()
        old = an_account(household)
        old.retired_at = MARKET_DAY
        an_account(household, number="99")
        a_shop(household)

    page = asked(browser, vietqr.payload(Transfer(old.bank_bin, old.number, Money(5_000))))

    assert says_do_not_pay(page)
    assert "không còn nữa" in page.text


def test_lengths_that_do_not_tile_are_told_of(browser: Browser, poster: Poster) -> None:
    napas = "00020101021138570010A0000007270127000697040301120011012345678"
    wrong = f"{napas}0208QRIBFTTA53037045802VN6304F4E5"

    assert "có thể là mã giả" in asked(browser, wrong).text.lower()
    assert "có thể là mã giả" in asked(browser, poster.content[:-1]).text.lower()


def test_an_orders_own_qr_is_good_until_it_is_paid(browser: Browser, app: Flask) -> None:
    with deed():
        order = an_order()
    account = order.account
    assert account
    code = vietqr.payload(Transfer(account.bank_bin, account.number, order.due, order.code))
    assert says_ours(asked(browser, code))
    assert says_ours(browser.get(f"/check/{order.code}"))
    assert order.checkout.buyer_name not in browser.get(f"/check/{order.code}").text

    with deed():
        by_word.keeper_received(order, by=order.shop.household.keeper, cash=False, at=MARKET_DAY)

    assert "Mã này đã xong việc" in asked(browser, code).text


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("https://cho.example/shops/{shop}", "Mã này là của chợ"),
        ("HTTP://cho.example/shops/{shop}", "Mã này là của chợ"),
        ("https://cho.example/check/{serial}", "Mã này là của chợ"),
        ("https://cho.example/shops/nobody", "Chợ không biết mã này"),
        ("https://cho.example/check/nobody", "Chợ không biết mã này"),
        ("https://cho.example.evil.com/shops/{shop}", "dẫn ra ngoài chợ"),
        ("https://evil.com/cho.example/shops/{shop}", "dẫn ra ngoài chợ"),
        ("bit.ly/abc", "dẫn ra ngoài chợ"),
    ],
)
def test_addresses_in_a_qr(browser: Browser, poster: Poster, address: str, words: str) -> None:
    text = address.format(shop=poster.shop.code, serial=poster.serial)

    assert words in asked(browser, text).text


def test_nothing_typed_is_asked_for_again(browser: Browser, app: Flask) -> None:
    page = browser.post("/check", {"qr": "  "}, expect=422)

    assert 'id="qr-error"' in page.html


def test_checking_costs_few_questions(browser: Browser, poster: Poster) -> None:
    with counted() as statements:
        browser.get(f"/check/{poster.serial}")
    assert len(statements) <= 4

    with counted() as statements:
        asked(browser, poster.content)
    assert len(statements) <= 8, "two answers"


@pytest.mark.parametrize("address", ["/help", "/shops/{shop}"])
def test_the_page_is_found_from_where_people_are(
    browser: Browser, poster: Poster, address: str
) -> None:
    assert "/check" in browser.get(address.format(shop=poster.shop.code)).links()
