"""A name that a buyer may take for another shop's is told to whoever gives it, and to officers."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from storefront import text
from storefront.accounts.permissions import Role
from storefront.db import deed, session
from storefront.screening import warning
from storefront.screening.models import EarlyWarning, WarningKind
from storefront.shops import names
from storefront.shops.models import Shop
from tests.browser import Browser
from tests.village import MARKET_DAY, a_household, a_shop, posted

KNOWN = "Hợp tác xã Na Chi Lăng"


def called(name: str, keeper: str) -> Shop:
    shop = a_shop(a_household(keeper))
    shop.name, shop.folded = name, text.fold(name)
    session.flush()
    return shop


@pytest.mark.parametrize(
    "name",
    [
        "Hợp tác xã Nа Сhi Lăng",  # Cyrillic а, С
        "Ηợp tác xã Na Chi Lăng",  # Greek Η
        "Hợp tác xã Na Ch1 Lăng",
        "Hợp tác xã Na Chi Iăng",
        "HOP TAC XA NA CHI LANG",
        "Hợp tác xã Na Chỉ Làng",
        "Hợp tác xã NaChiLăng",
        "Ｈợp tác xã Na Chi Lăng",
        "Hợp tác xã 𝐍𝐚 Chi Lăng",
    ],
)
def test_all_ways_of_writing_it_look_alike(name: str) -> None:
    assert name != KNOWN
    assert names.skeleton(name) == names.skeleton(KNOWN)


def test_tone_marks_in_either_place_look_alike_and_other_names_do_not() -> None:
    assert names.skeleton("Nhà bà Hoà") == names.skeleton("Nhà bà Hòa")
    assert names.skeleton("Na Chi Lăng") != names.skeleton("Na Hữu Lũng")
    assert [it for it in (KNOWN, "Nhà số 10", "Mật ong 100%") if names.is_odd(it)] == []


def test_the_officers_list_names_the_one_that_imitates(app: Flask) -> None:
    with deed():
        called("Hợp tác xã Nа Chi Lăng", "Nông Văn Tài")
        called(KNOWN, "Hoàng Thị Nhình")
        called("Nhà bà Nhình", "Lý Thị Nhình")  # half a village is called so
        called("Nhà bà Nhình", "Vi Thị Nhình")

    warning.watch(at=MARKET_DAY)

    rows = session.scalars(
        select(EarlyWarning).where(EarlyWarning.kind == WarningKind.LIKE_ANOTHER)
    ).all()
    assert [it.detail["other"] for it in rows] == [KNOWN]

    commune = rows[0].village.parent
    assert commune
    with deed():
        officer = posted("Chu Văn An", Role.COMMUNE_OFFICER, commune)
    assert f"beside {KNOWN}" in _page_of(app, officer)


def _page_of(app: Flask, who: object) -> str:
    browser = Browser(app.test_client())
    browser.sign_in(who)  # type: ignore[arg-type]
    browser.speak("en")
    return browser.get("/warnings").text


def test_whoever_renames_a_shop_is_told(app: Flask, browser: Browser) -> None:
    with deed():
        called(KNOWN, "Hoàng Thị Nhình")
        shop = a_shop(a_household("Nông Văn Tài"))
    browser.sign_in(shop.household.keeper)
    browser.speak("en")

    browser.post(f"/shops/{shop.code}/edit", {"name": "Hợp tác xã Na Ch1 Lăng"})
    page = browser.get(f"/shops/{shop.code}/products")

    assert f"looks like that of {KNOWN}" in page.text
    assert session.get_one(Shop, shop.id).name == "Hợp tác xã Na Ch1 Lăng"


def test_a_name_of_ones_own_is_taken_without_a_word(app: Flask) -> None:
    with deed():
        called("Nhà bà Nhình", "Hoàng Thị Nhình")
        other = called("Nhà bà Nhình", "Lý Thị Nhình")
    assert names.another_like(other) is None
