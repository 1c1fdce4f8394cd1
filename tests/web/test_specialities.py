"""What the province is known for: where and when it grows, who sells it, at what price now."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from storefront import clock
from storefront.catalogue.specialities import asked_for, every
from storefront.db import deed
from storefront.earnings.thresholds import FOLLOWS, THRESHOLDS
from storefront.shops.models import Category, Shop
from storefront.web.sources import publishers
from tests.browser import Browser
from tests.statements import counted
from tests.village import a_commune, a_household, a_province, a_shop, a_village, na

NA = "/specialities/na-chi-lang"
AUGUST, MARCH = datetime(2026, 8, 22, 3, tzinfo=UTC), datetime(2027, 3, 2, 3, tzinfo=UTC)
STATIC = Path(__file__).parents[2] / "static"
LATE_SUMMER = 0b000111000000


def at(patch: pytest.MonkeyPatch, moment: datetime) -> None:
    patch.setattr(clock, "now", lambda: moment)


def a_shop_in(commune: str, *, keeper: str = "Vi Văn Sính") -> Shop:
    village = a_village("Khau Đẩy", inside=a_commune(commune, inside=a_province("Lạng Sơn")))
    return a_shop(a_household(keeper, village=village))


def test_who_sells_it_now_and_what_they_ask(
    app: Flask, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, AUGUST)
    with deed():
        shop = a_shop_in("Chi Lăng", keeper="Hoàng Thị Na")
        na(shop=shop, name="Na dai loại 1", price=68_000, season=LATE_SUMMER)
        na(shop=shop, name="Na dai loại 2", price=32_000, season=LATE_SUMMER)
        na(shop=shop, name="Na bở", price=9_000, stock=0)
        na(shop=shop, name="Nấm hương", price=1_000)
        na(shop=shop, name="Cây giống na dai", price=2_000, category=Category.CRAFT)
        na(shop=a_shop_in("Hữu Lũng"), name="Na Hữu Lũng", price=3_000)
    browser.speak("en")

    page = browser.get(NA)

    assert "32,000–68,000 ₫/kg (of 2 kinds of goods on sale)" in page.text
    assert "Na dai loại 1" in page.text
    assert "Na dai loại 2" in page.text
    for other in ("Na bở", "Nấm hương", "Cây giống", "Na Hữu Lũng"):
        assert other not in page.text


def test_out_of_season_it_says_when_it_comes(
    app: Flask, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    with deed():
        na(shop=a_shop_in("Chi Lăng"), name="Na dai", season=LATE_SUMMER)
    at(monkeypatch, MARCH)
    browser.speak("en")

    page = browser.get(NA)

    assert "It comes again in month 7." in page.text
    assert "on sale" not in page.text
    at(monkeypatch, AUGUST)
    assert "Who sells it now" in browser.get(NA).text


def test_a_label_is_told_only_where_a_source_has_it(app: Flask, browser: Browser) -> None:
    assert "OCOP" in browser.get("/specialities/quyt-bac-son").text
    for words in ("OCOP", "VietGAP", "chỉ dẫn địa lý"):
        assert words not in browser.get("/specialities/hong-bao-lam").text


@pytest.mark.parametrize("many", [1, 5])
def test_two_questions_however_many_sell_it(app: Flask, browser: Browser, many: int) -> None:
    with deed():
        shop = a_shop_in("Chi Lăng")
        for number in range(many):
            na(shop=shop, name=f"Na dai {number}")

    with counted() as asked:
        browser.get(NA)

    assert len(asked) == 2, "\n".join(asked)


@pytest.mark.parametrize(
    "page",
    ["/specialities", "/categories/fruit", "/search?q=na+chi+lang", "/sitemaps/specialities-0.xml"],
)
def test_it_is_led_to(app: Flask, browser: Browser, page: str) -> None:
    assert NA in browser.client.get(page).text


def test_its_commune_leads_to_it(app: Flask, browser: Browser) -> None:
    with deed():
        a_commune("Chi Lăng", inside=a_province("Lạng Sơn")).code = "06463"

    assert NA in browser.client.get("/places/06463").text


def test_what_is_no_speciality_is_not_there(app: Flask, browser: Browser) -> None:
    browser.get("/specialities/x", expect=404)


@pytest.mark.parametrize(
    ("typed", "slugs"),
    [
        ("na chi lăng giá bao nhiêu", ["na-chi-lang"]),
        ("hoa hồi khô", ["hoi-lang-son"]),
        ("nam chi lang", []),
        ("hội", []),
        ("", []),
    ],
)
def test_words_name_it_whole(typed: str, slugs: list[str]) -> None:
    assert [it.slug for it in asked_for(typed)] == slugs


def test_the_paper_is_named_and_its_reference_kept(browser: Browser) -> None:
    page = browser.get(NA)

    assert "Báo Mới, VnExpress" in page.text
    for reference in ("baomoi.net.vn c46631395", "vnexpress.net 3456089"):
        assert f"<p>{reference}</p>" in page.html


def test_every_paper_of_our_tables_has_a_name() -> None:
    told = [it.source for it in every().values()]
    told += [it.source for it in THRESHOLDS] + [it.source for it in FOLLOWS if it.source]

    assert [it for source in told for it in publishers(source).split(", ") if "." in it] == []


def test_every_row_says_who_told_it_and_has_a_picture(app: Flask) -> None:
    for it in every().values():
        assert all((it.source, it.known, it.season, it.communes))
        assert (STATIC / "img" / "goods" / f"{it.picture}.webp").is_file()
        assert set(it.categories) <= set(Category)
