"""Public pages are kept while nothing on them has changed, and not a moment longer."""

from datetime import timedelta

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from storefront import clock
from storefront.db import deed, session
from storefront.money import Money
from storefront.shops.models import Product
from storefront.web.page_cache import LONGEST
from storefront.web.shelf import LATELY, Page, Shelf
from tests.browser import Browser
from tests.statements import counted
from tests.village import MARKET_DAY, a_person, na

LATER = MARKET_DAY + timedelta(seconds=1)
now = [MARKET_DAY]


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storefront.clock.now", lambda: now[0])
    now[0] = MARKET_DAY


@pytest.fixture
def product(app: Flask) -> Product:
    with deed():
        return na(price=10_000)


def ask(browser: Browser, path: str, **headers: str) -> TestResponse:
    return browser.client.get(path, headers=headers)


def ask_twice(browser: Browser, path: str) -> TestResponse:
    """A page is kept from the second time on."""
    ask(browser, path)
    return ask(browser, path)


@pytest.mark.parametrize("path", ["/", "/categories/fruit", "/search?q=na", "/shops"])
def test_from_the_third_reader_on_a_page_costs_one_question(
    product: Product, browser: Browser, path: str
) -> None:
    first = ask_twice(browser, path)

    with counted() as asked:
        third = ask(browser, path)

    assert len(asked) == 1
    assert third.data == first.data


def test_a_page_asked_for_once_takes_no_room(
    product: Product, app: Flask, browser: Browser
) -> None:
    path, shelf = f"/products/{product.code}", app.extensions["page_cache"]

    ask(browser, path)
    now[0] = MARKET_DAY + LATELY
    ask(browser, path)

    assert len(shelf) == 0
    ask(browser, path)
    assert len(shelf) == 1


def test_who_has_the_page_is_not_sent_it_again(product: Product, browser: Browser) -> None:
    path = f"/products/{product.code}"
    tag = ask_twice(browser, path).headers["ETag"]

    again = ask(browser, path, **{"If-None-Match": tag})

    assert again.status_code == 304
    assert again.data == b""
    assert again.headers["Cache-Control"] == "private, no-cache"


def test_a_new_price_shows_at_once(product: Product, browser: Browser) -> None:
    paths = (f"/products/{product.code}", f"/shops/{product.shop.code}", "/categories/fruit")
    for path in paths:
        assert "10.000" in ask_twice(browser, path).text

    with deed():
        changed = session.get_one(Product, product.id)
        changed.price, changed.changed_at = Money(12_000), LATER

    for path in paths:
        assert "12.000" in ask(browser, path).text


def test_a_sale_shows_at_once(product: Product, browser: Browser) -> None:
    paths = (f"/products/{product.code}", f"/shops/{product.shop.code}")
    for path in paths:
        assert "Hết hàng" not in ask_twice(browser, path).text

    with deed():
        session.get_one(Product, product.id).stock = 0

    for path in paths:
        assert "Hết hàng" in ask(browser, path).text


def test_a_change_committed_out_of_order_shows_after_a_while(
    product: Product, browser: Browser
) -> None:
    assert "10.000" in ask_twice(browser, "/categories/fruit").text
    with deed():
        session.get_one(Product, product.id).price = Money(12_000)

    now[0] = MARKET_DAY + LONGEST

    assert "12.000" in ask(browser, "/categories/fruit").text


def test_readers_do_not_see_each_others_pages(product: Product, app: Flask) -> None:
    path = f"/products/{product.code}"
    plain, english, dark, buyer = (Browser(app.test_client()) for _again in range(4))
    english.speak("en")
    dark.client.set_cookie("theme", "dark")
    buyer.client.set_cookie("basket", f"{product.id}:2")

    for _again in range(3):
        assert 'lang="vi"' in ask(plain, path).text
        assert 'lang="en"' in ask(english, path).text
        assert 'data-theme="dark"' in ask(dark, path).text
        assert "<b>1</b>" in ask(buyer, path).text
        assert "<b>1</b>" not in ask(plain, path).text


def test_signed_in_people_are_not_answered_from_the_shelf(
    product: Product, app: Flask, browser: Browser
) -> None:
    with deed():
        person = a_person("Lành Văn Páo")
    path = f"/products/{product.code}"
    stranger = ask_twice(Browser(app.test_client()), path)
    browser.sign_in(person)

    answer = ask(browser, path, **{"If-None-Match": stranger.headers["ETag"]})

    assert answer.status_code == 200
    assert "ETag" not in answer.headers


def test_words_nobody_asked_for_do_not_fill_the_shelf(
    product: Product, app: Flask, browser: Browser
) -> None:
    for number in range(5):
        ask(browser, f"/categories/fruit?utm={number}&below=x{number}")

    assert len(app.extensions["page_cache"]) == 1


def test_a_kept_page_has_all_headers_of_the_first(product: Product, browser: Browser) -> None:
    path = f"/products/{product.code}"

    first, third = ask_twice(browser, path), ask(browser, path)

    own = {
        name: answer.headers.pop("X-Request-ID") for name, answer in (("1", first), ("3", third))
    }
    assert own["1"] != own["3"]
    assert sorted(third.headers) == sorted(first.headers)
    assert "Content-Security-Policy" in third.headers


def test_a_kept_page_ends_with_its_day(product: Product, browser: Browser) -> None:
    almost_midnight = clock.start_of(clock.village_date(MARKET_DAY) + timedelta(days=1))
    now[0] = almost_midnight - timedelta(seconds=1)
    ask_twice(browser, "/")

    now[0] = almost_midnight

    with counted() as asked:
        ask(browser, "/")
    assert len(asked) > 1


def test_a_cookie_that_is_no_text_does_no_harm(product: Product, app: Flask) -> None:
    with_its_own = app.test_client(use_cookies=False)  # else the client writes over what we send

    answer = with_its_own.get("/", headers={"Cookie": "\xff=\xff; place=\xff"})

    assert answer.status_code == 200


def test_squeezed_and_plain_are_the_same_page(product: Product, browser: Browser) -> None:
    path = f"/products/{product.code}"
    plain = ask(browser, path)
    squeezed = ask(browser, path, **{"Accept-Encoding": "gzip"})

    assert squeezed.headers["Content-Encoding"] == "gzip"
    assert len(squeezed.data) < len(plain.data) / 2
    assert squeezed.headers["ETag"] == plain.headers["ETag"]
    assert squeezed.headers["Vary"] == "Cookie, Accept-Encoding"


def test_the_shelf_has_an_end() -> None:
    shelf = Shelf(room=20_000)
    for number in range(100):
        shelf.put(number, Page(b"x" * 3_000, str(number), lambda: "1", "1", LATER))

    assert 1 < len(shelf) < 6
    assert shelf.get(99, at=MARKET_DAY)
    assert shelf.get(0, at=MARKET_DAY) is None
