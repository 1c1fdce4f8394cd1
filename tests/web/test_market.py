"""What a buyer sees before paying."""

from datetime import date

import pytest
from flask import Flask

from storefront.db import deed, session
from storefront.shops.models import Certificate, CertificateKind, Product, Shop
from tests.browser import Browser
from tests.statements import counted
from tests.village import (
    MARKET_DAY,
    a_commune,
    a_household,
    a_province,
    a_shop,
    a_team,
    a_village,
    na,
)

JULY_TO_SEPTEMBER = 0b1_1100_0000
JANUARY = 0b1
THE_MONTH = MARKET_DAY.month


@pytest.fixture(autouse=True)
def _market_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storefront.clock.now", lambda: MARKET_DAY)


def a_stall(keeper: str = "Hoàng Thị Nhình", *, commune: str = "Chi Lăng") -> Shop:
    province = a_province(code="20")
    province.lat, province.lon = 21.85, 106.76
    place = a_commune(commune, inside=province)
    place.lat, place.lon = 21.66, 106.58
    village = a_village("Bản Nà Lìa", inside=place)
    return a_shop(a_household(keeper, village=village, team=a_team(village)))


def test_home_shows_what_is_picked_now_and_how_far_it_is(app: Flask, browser: Browser) -> None:
    with deed():
        shop = a_stall()
        na(shop=shop, season=JULY_TO_SEPTEMBER)
        na(shop=shop, name="Cam sành", season=JANUARY)

    page = browser.get("/")

    assert "Na dai Chi Lăng loại 1" in page.text
    assert "Nhà bà Nhình · Chi Lăng, 37\u00a0km" in page.html
    assert not [link for link in page.links() if "Cam" in link]
    assert f"/shops/{shop.code}" in page.links()


def test_an_empty_market_is_still_a_page(app: Flask, browser: Browser) -> None:
    assert "Sạp đang dựng" in browser.get("/").text


def test_search_without_marks(app: Flask, browser: Browser) -> None:
    with deed():
        product = na(shop=a_stall())

    assert f"/products/{product.code}" in browser.get("/search?q=na+chi+lang").links()
    assert "Chưa nhà nào bán" in browser.get("/search?q=xoai").text


def test_a_category_shows_what_can_be_had_and_on_request_the_rest(
    app: Flask, browser: Browser
) -> None:
    with deed():
        shop = a_stall()
        na(shop=shop)
        na(shop=shop, name="Cam sành", season=JANUARY)

    assert "Cam sành" not in browser.get("/categories/fruit").text
    everything = browser.get("/categories/fruit?all=1")
    assert "Cam sành" in everything.text
    assert "Chưa tới mùa" in everything.text


def test_the_next_page_goes_on_where_this_one_ended(app: Flask, browser: Browser) -> None:
    with deed():
        shop = a_stall()
        for number in range(30):
            na(shop=shop, name=f"Na số {number}")

    first = browser.get("/categories/fruit")
    onward = next(link for link in first.links() if "below=" in link)
    second = browser.get(onward)

    shown = [link for page in (first, second) for link in page.links() if "/products/" in link]
    assert len(shown) == len(set(shown)) == 30


def test_a_product_says_who_where_and_what_papers_it_has_today(
    app: Flask, browser: Browser
) -> None:
    with deed():
        product = na(shop=a_stall(), season=JULY_TO_SEPTEMBER)
        a_certificate(product, number="VG-1234-LS", until=date(2026, 11, 30))
        a_certificate(product, number="VG-OLD", until=date(2026, 8, 22))

    page = browser.get(f"/products/{product.code}")

    assert "bà Hoàng Thị Nhình" in page.text
    assert "thôn Bản Nà Lìa, xã Chi Lăng" in page.text
    assert "VG-1234-LS" in page.text
    assert "hết hạn 30/11/2026" in page.text
    assert "VG-OLD" not in page.text, "the badge vanishes on its last day"
    assert "101872344821" not in page.html, "accounts are shown at payment only"
    assert "+8491" not in page.html


def test_english_is_complete(app: Flask, browser: Browser) -> None:
    with deed():
        product = na(shop=a_stall())
    browser.speak("en")

    assert "Into the basket" in browser.get(f"/products/{product.code}").text
    assert "In season" in browser.get("/").text


@pytest.mark.parametrize(
    ("stock", "season", "words"),
    [(0, 0, "Hết hàng"), (5, JANUARY, "Tháng 1 lại hái"), (5, 0b1000_0000, "Tháng cuối mùa")],
)
def test_what_cannot_be_bought_now_says_why(
    app: Flask, browser: Browser, stock: int, season: int, words: str
) -> None:
    with deed():
        product = na(shop=a_stall(), stock=stock, season=season)

    page = browser.get(f"/products/{product.code}")

    assert words in page.text
    buyable = any(form.get("action") == "/basket" for form in page.all("form"))
    assert buyable == ("cuối mùa" in words)


def test_a_resting_house_says_until_when(app: Flask, browser: Browser) -> None:
    with deed():
        product = na(shop=a_stall())
        product.shop.paused_at = MARKET_DAY
        product.shop.pause_reason = "Nhà có việc, mùng 5 bán lại"

    assert "mùng 5 bán lại" in browser.get(f"/products/{product.code}").text
    assert "mùng 5 bán lại" in browser.get(f"/shops/{product.shop.code}").text


def test_a_shop_shows_its_goods_and_its_people(app: Flask, browser: Browser) -> None:
    with deed():
        product = na(shop=a_stall())

    page = browser.get(f"/shops/{product.shop.code}")

    assert f"/products/{product.code}" in page.links()
    assert "Tổ Bản Nà Lìa" in page.text
    assert "+8491" not in page.html


def test_all_shops_are_listed(app: Flask, browser: Browser) -> None:
    with deed():
        shop = na(shop=a_stall()).shop

    page = browser.get("/shops")
    assert f"/shops/{shop.code}" in page.links()
    assert "Na dai Chi Lăng loại 1" in page.text


def test_what_was_taken_down_is_not_there(app: Flask, browser: Browser) -> None:
    with deed():
        product = na(shop=a_stall())
        product.shown = False

    browser.get(f"/products/{product.code}", expect=404)


def test_links_shared_in_a_chat_say_what_they_are(app: Flask, browser: Browser) -> None:
    with deed():
        product = na(shop=a_stall())

    html = browser.get(f"/products/{product.code}").html
    assert '<meta property="og:title" content="Na dai Chi Lăng loại 1">' in html
    assert f'content="https://cho.example/products/{product.code}"' in html


def test_search_engines_find_every_stall(app: Flask, browser: Browser) -> None:
    with deed():
        product = na(shop=a_stall())

    assert "Sitemap: https://cho.example/sitemap.xml" in browser.client.get("/robots.txt").text
    assert "sitemaps/products-0.xml" in browser.client.get("/sitemap.xml").text
    assert f"/products/{product.code}<" in browser.client.get("/sitemaps/products-0.xml").text
    assert f"/shops/{product.shop.code}<" in browser.client.get("/sitemaps/shops-0.xml").text
    browser.get("/sitemaps/products-99.xml", expect=404)
    browser.get(f"/sitemaps/products-{10**30}.xml", expect=404)


def test_near_somewhere_else(app: Flask, browser: Browser) -> None:
    with deed():
        na(shop=a_stall())
        there = a_commune("Thất Khê")
        there.lat, there.lon = 21.66, 106.58
    browser.client.set_cookie("place", there.code)

    assert "Thất Khê" in browser.get("/").text


@pytest.mark.parametrize("said", ["';--", "99999"])
def test_a_place_nobody_knows_is_not_believed(app: Flask, browser: Browser, said: str) -> None:
    usual = browser.get("/").text

    browser.client.set_cookie("place", said)

    assert browser.get("/").text == usual


PAGES = ("/", "/categories/fruit", "/search?q=na", "/shops")


@pytest.mark.parametrize("path", [*PAGES, "product", "shop"])
def test_twice_the_rows_are_no_more_questions(app: Flask, browser: Browser, path: str) -> None:
    with deed():
        product = na(shop=a_stall())
        path = {"product": f"/products/{product.code}", "shop": f"/shops/{product.shop.code}"}.get(
            path, path
        )
        _more(product.shop)
    with counted() as few:
        browser.get(path)
    with deed():
        _more(session.get_one(Shop, product.shop_id))
        _more(a_stall_nearby(product.shop))
    _forget(app)

    with counted() as many:
        browser.get(path)

    assert len(many) == len(few) <= 4, "\n".join(many)


def test_a_shop_that_rests_is_one_question_too(app: Flask, browser: Browser) -> None:
    with deed():
        shop = na(shop=a_stall()).shop
        shop.paused_at = MARKET_DAY
    browser.get("/shops")  # what is kept for all is looked up
    _forget(app)

    with counted() as asked:
        browser.get(f"/shops/{shop.code}")

    assert len(asked) == 1, "\n".join(asked)


def _more(shop: Shop) -> None:
    for number in range(4):
        na(shop=shop, name=f"Na số {number}")


def a_stall_nearby(shop: Shop) -> Shop:
    return a_shop(a_household("Vi Văn Sính", village=shop.household.village))


def _forget(app: Flask) -> None:
    app.extensions["page_cache"].forget()


def a_certificate(product: Product, *, number: str, until: date) -> None:
    session.add(
        Certificate(
            shop_id=product.shop_id,
            product_id=product.id,
            kind=CertificateKind.VIETGAP,
            number=number,
            issuer="Chi cục Chăn nuôi",
            issued_on=date(2025, 1, 1),
            expires_on=until,
        )
    )


NONSENSE = (
    "/search?q=%22",
    "/search?q=*&page=-1",
    "/search?q=na&page=" + "9" * 30,
    "/search?q=NEAR(na)",
    "/search?q=%E2%80%AEna",
    "/search?q=" + "n" * 1_900,
    "/search?q[]=na",
    "/search?q=%00",
    "/search?q=%FF",
    "/categories/fruit?below=-1",
    "/categories/fruit?below=" + "9" * 30,
    "/categories/fruit?all=2",
    "/shops?below=abc",
    "/basket?removed=99999999999999999:9",
    "/basket?removed=x",
)


@pytest.mark.parametrize("path", NONSENSE)
def test_nonsense_is_a_harmless_page(app: Flask, browser: Browser, path: str) -> None:
    browser.get(path)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/categories/zzz", 404),
        ("/products/none", 404),
        ("/products/" + "x" * 500, 404),
        ("/shops/%E2%80%AE", 404),
        ("/search?q=" + "n" * 100_000, 400),
        ("/media/..%2f..%2fmarket.db", 404),
        ("/media/" + "a" * 40 + ".webp", 404),
    ],
)
def test_what_is_not_there_is_said_so(app: Flask, browser: Browser, path: str, status: int) -> None:
    browser.get(path, expect=status)
