"""Places as anybody may look at them."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import event

from storefront.db import db, deed
from storefront.places import actions as places
from storefront.places.queries import as_then
from tests.browser import Browser
from tests.village import MARKET_DAY, a_commune, a_household, a_province, a_shop, na


def a_market_at(name: str = "Chi Lăng", *, shops: int = 1) -> str:
    """A commune with shops, and its code."""
    with deed():
        commune = a_commune(name, inside=a_province("Lạng Sơn", code="20"))
        village = places.add_village("Nà Lìa", commune, at=MARKET_DAY)
        for _ in range(shops):
            na(shop=a_shop(a_household(village=village)))
    return commune.code


def statements(browser: Browser, address: str) -> int:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith(("SELECT", "WITH")):
            seen.append(statement)

    browser.client.application.extensions["page_cache"].forget()
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        browser.get(address)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(seen)


def test_the_way_from_the_country_to_the_goods(app: Flask, browser: Browser) -> None:
    code = a_market_at()

    assert "/places/20" in browser.get("/places").links()
    province = browser.get("/places/20")
    assert f"/places/{code}" in province.links()
    assert "1 gian" in province.text
    commune = browser.get(f"/places/{code}")
    assert "Na dai Chi Lăng loại 1" in commune.text
    assert "thôn Nà Lìa" in commune.text


def test_a_commune_without_shops_says_so(app: Flask, browser: Browser) -> None:
    code = a_market_at(shops=0)

    assert "Ở đây chưa có gian nào" in browser.get(f"/places/{code}").text
    assert "Ở đây chưa có gian nào" in browser.get("/places/20").text


def test_more_shops_cost_no_more_questions(app: Flask, browser: Browser) -> None:
    code = a_market_at(shops=2)
    few = [statements(browser, f"/places/{code}"), statements(browser, "/places/20")]
    with deed():
        commune = as_then(code, MARKET_DAY.date())
        assert commune
        village = places.add_village("Pò Có", commune, at=MARKET_DAY)
        for _ in range(4):
            na(shop=a_shop(a_household(village=village)))
    many = [statements(browser, f"/places/{code}"), statements(browser, "/places/20")]

    assert few == many
    assert max(many) <= 4
    assert statements(browser, "/places") <= 4
    assert statements(browser, "/places?q=chi+lang") <= 4


def test_old_names_find_the_page(country: Flask) -> None:
    page = Browser(country.test_client()).get("/places?q=tan+my+van+lang")

    assert "xã Hoàng Văn Thụ (Tân Mỹ cũ)" in page.text
    assert "/places/06172" in page.links()


def test_a_commune_tells_what_it_was_made_of(country: Flask) -> None:
    text = Browser(country.test_client()).get("/places/06625").text

    assert "Từ 1/7/2025, gồm:" in text
    assert "xã Bắc Xa, một phần xã Bính Xá, một phần xã Kiên Mộc (huyện Đình Lập cũ)." in text


def test_a_commune_of_two_old_districts_names_both(country: Flask) -> None:
    text = Browser(country.test_client()).get("/places/06286").text

    assert "(huyện Văn Quan cũ)" in text
    assert "(huyện Cao Lộc cũ)" in text


def test_a_merged_province_names_what_it_was(country: Flask) -> None:
    text = Browser(country.test_client()).get("/places/08").text

    assert "Từ 1/7/2025, gồm: tỉnh Hà Giang, tỉnh Tuyên Quang" in text


def test_an_old_code_leads_on(country: Flask) -> None:
    browser = Browser(country.test_client())

    assert browser.get("/places/06034", expect=302).url == "/places/06040"
    assert browser.get("/places/06007", expect=302).url == "/places/06001"


def test_the_code_of_a_divided_commune_asks_which(country: Flask) -> None:
    page = Browser(country.test_client()).get("/places/06622")

    assert "Xã Bính Xá đã được chia" in page.text
    assert {"/places/06613", "/places/06625"} <= set(page.links())


@pytest.mark.parametrize("code", ["VN", "182", "99999", "9" * 30, "nope", "06463'", "%C3%A9"])
def test_what_is_no_place_is_not_found(country: Flask, code: str) -> None:
    Browser(country.test_client()).get(f"/places/{code}", expect=404)


@pytest.mark.parametrize("query", ["q=%00", "q=%F0%9F", "q=" + "a" * 1500, "q=%E2%80%AE", "q=%25"])
def test_nonsense_finds_nothing(country: Flask, query: str) -> None:
    assert country.test_client().get(f"/places?{query}").status_code in (200, 400)
