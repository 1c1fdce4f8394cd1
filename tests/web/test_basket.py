"""The basket a stranger carries."""

import pytest
from flask import Flask

from storefront.db import deed, session
from storefront.money import Money
from storefront.shops.models import Product
from tests.browser import Browser, Page
from tests.statements import counted
from tests.village import MARKET_DAY, a_household, a_shop, na


@pytest.fixture(autouse=True)
def _market_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storefront.clock.now", lambda: MARKET_DAY)


def put(browser: Browser, product: Product, quantity: int = 1) -> Page:
    return browser.post("/basket", {"product": product.id, "quantity": quantity})


def test_goods_of_two_houses_are_two_parcels(app: Flask, browser: Browser) -> None:
    with deed():
        apples = na(price=68_000)
        tea = na(name="Chè Shan", price=100_000, shop=a_shop(a_household("Triệu Mùi Pham")))

    put(browser, apples, 3)
    assert put(browser, tea).url == "/basket"
    page = browser.get("/basket")

    assert "204.000\u00a0₫" in page.html
    assert "304.000\u00a0₫" in page.html
    assert page.html.count('class="parcel"') == 2


def test_the_same_again_is_more_of_it(app: Flask, browser: Browser) -> None:
    with deed():
        product = na(price=10_000)

    put(browser, product, 2)
    put(browser, product, 3)

    assert "50.000\u00a0₫" in browser.get("/basket").html


def test_quantities_change_and_nought_takes_out(app: Flask, browser: Browser) -> None:
    with deed():
        apples, tea = na(price=10_000), na(name="Chè", price=7_000)
    put(browser, apples)
    put(browser, tea)

    browser.post("/basket/quantities", {f"quantity-{apples.id}": "4", f"quantity-{tea.id}": "0"})

    page = browser.get("/basket")
    assert "40.000\u00a0₫" in page.html
    assert "Chè" not in page.text


def test_what_was_taken_out_can_be_put_back(app: Flask, browser: Browser) -> None:
    with deed():
        product = na()
    put(browser, product, 3)

    after = browser.post("/basket/quantities", {"remove": product.id})
    page = browser.get(after.url)

    assert "Đã bỏ ra: Na dai" in page.text
    again = {field["name"]: field["value"] for field in page.all("input") if "value" in field}
    assert again["quantity"] == "3"
    browser.post("/basket", {"product": again["product"] or "", "quantity": "3"})
    assert "Na dai" in browser.get("/basket").text


def test_what_happened_meanwhile_is_said(app: Flask, browser: Browser) -> None:
    with deed():
        apples, tea, ginger, plums = (na(name=name, price=10_000) for name in "ABCD")
    for product in (apples, tea, ginger, plums):
        put(browser, product, 5)
    with deed():
        _find(apples).price = Money(12_000)
        _find(tea).stock = 0
        _find(ginger).stock = 2
        _find(plums).shown = False

    page = browser.get("/basket")

    assert "Giá lúc bỏ vào giỏ là 10.000 ₫, nay là 12.000 ₫." in page.text
    assert "Vừa hết hàng." in page.text
    assert "Chỉ còn 2 kg." in page.text
    assert "Nhà đã cất hàng này" in page.text
    assert "/checkout" not in page.links()


def test_whoever_adds_up_again_has_seen_the_new_price(app: Flask, browser: Browser) -> None:
    with deed():
        product = na(price=10_000)
    put(browser, product)
    with deed():
        _find(product).price = Money(12_000)

    browser.post("/basket/quantities", {f"quantity-{product.id}": "1"})

    assert "Giá lúc bỏ vào giỏ" not in browser.get("/basket").text


def test_a_basket_is_one_question_however_full(app: Flask, browser: Browser) -> None:
    with deed():
        products = [na(name=f"Na {number}") for number in range(6)]
    for product in products:
        put(browser, product)

    with counted() as asked:
        browser.get("/basket")

    assert len(asked) == 1


def test_an_empty_basket_says_what_to_do(app: Flask, browser: Browser) -> None:
    assert "Giỏ còn trống" in browser.get("/basket").text


@pytest.mark.parametrize(
    "cookie",
    [
        "",
        "x",
        "1",
        "1:",
        "1:x",
        "-1:2",
        "1:0",
        "9" * 30 + ":1",
        "1:1:" + "9" * 30,
        ".".join(["1:1"] * 900),
        "%00",
    ],
)
def test_a_basket_somebody_meddled_with_is_only_empty(
    app: Flask, browser: Browser, cookie: str
) -> None:
    browser.client.set_cookie("basket", cookie)

    browser.get("/basket")


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({}, 400),
        ({"product": "x", "quantity": "1"}, 400),
        ({"product": "1", "quantity": "0"}, 400),
        ({"product": "1", "quantity": "-1"}, 400),
        ({"product": "1", "quantity": "1" * 30}, 400),
        ({"product": "9" * 30, "quantity": "1"}, 400),
        ({"product": "987654321", "quantity": "1"}, 404),
    ],
)
def test_nonsense_does_not_get_into_the_basket(
    app: Flask, browser: Browser, form: dict[str, str], status: int
) -> None:
    browser.post("/basket", form, expect=status)

    assert "Giỏ còn trống" in browser.get("/basket").text


def _find(product: Product) -> Product:
    return session.get_one(Product, product.id)
