"""A heart on a shop: kept on the phone without an account, and with the person who has one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storefront import clock
from storefront.db import deed, session
from storefront.shops import saving
from storefront.shops.models import Product, Shop
from tests.browser import Browser, Page
from tests.statements import counted
from tests.village import a_household, a_person, a_shop, na


@pytest.fixture
def goods(app: object) -> Product:
    with deed():
        return na()


def heart(page: Page) -> str | None:
    [button] = [it for it in page.all("button") if "heart" in str(it.get("class"))]
    return button["aria-pressed"]


def press(browser: Browser, shop: Shop, keep: str = "yes", **more: str) -> Page:
    return browser.post("/saved-shops", {"shop": shop.id, "keep": keep, **more})


@pytest.mark.parametrize("page", ["/shops/{0.shop.code}", "/products/{0.code}"])
def test_the_heart_shows_on_kept_pages_too(browser: Browser, goods: Product, page: str) -> None:
    address = page.format(goods)
    strangers = [heart(browser.get(address)) for _ in range(3)]

    press(browser, goods.shop)
    savers = [heart(browser.get(address)) for _ in range(3)]
    press(browser, goods.shop, keep="no")

    assert strangers == ["false"] * 3
    assert savers == ["true"] * 3
    assert heart(browser.get(address)) == "false"


def test_a_heart_costs_no_question(browser: Browser, goods: Product) -> None:
    press(browser, goods.shop)
    address = f"/shops/{goods.shop.code}"
    with counted() as said:
        browser.get(address)

    assert len(said) <= 4
    assert not any("saved_shop" in str(it) for it in said)


def test_saved_shops_say_what_is_new_and_in_season(browser: Browser, goods: Product) -> None:
    shop = goods.shop
    with deed():
        month = 1 << (clock.village_date(clock.now()).month - 1)
        goods.listed_at = clock.now() - timedelta(days=60)
        na(shop=shop, name="Chè lam", season=0).listed_at = clock.now() - timedelta(days=60)
        na(shop=shop, name="Hồng Bảo Lâm", season=month).listed_at = clock.now() - timedelta(60)
        na(shop=shop, name="Mật ong rừng").listed_at = clock.now()
    press(browser, shop)

    page = browser.get("/saved-shops")

    assert shop.name in page.text
    assert "Hồng Bảo Lâm" in page.text
    assert "Mật ong rừng" in page.text
    assert "Chè lam" not in page.text


def test_taking_one_out_can_be_undone(browser: Browser, goods: Product) -> None:
    press(browser, goods.shop)

    without = browser.get(press(browser, goods.shop, keep="no", **{"from": "list"}).url)
    again = browser.get(press(browser, goods.shop, **{"from": "list"}).url)

    assert f"/shops/{goods.shop.code}" not in without.links()
    assert goods.shop.name in without.text
    assert f"/shops/{goods.shop.code}" in again.links()


def test_signing_in_brings_both_together(browser: Browser, goods: Product) -> None:
    with deed():
        earlier = a_shop(a_household("Lành Thị Bưởi"))
        hanh = a_person("Hạnh", phone="+84300000001")
        saving.save(hanh, [earlier.id], at=clock.now())
    press(browser, goods.shop)

    browser.post("/practice/sign-in", {"phone": "+84300000001"})
    links = browser.get("/saved-shops").links()

    assert {f"/shops/{goods.shop.code}", f"/shops/{earlier.code}"} <= set(links)
    assert set(saving.of(hanh)) == {goods.shop.id, earlier.id}


def test_signing_out_leaves_nothing_on_the_phone(browser: Browser, goods: Product) -> None:
    with deed():
        hanh = a_person("Hạnh", phone="+84300000001")
    browser.post("/practice/sign-in", {"phone": "+84300000001"})
    press(browser, goods.shop)

    browser.post("/sign-out")

    assert f"/shops/{goods.shop.code}" not in browser.get("/saved-shops").links()
    session.expire_all()
    assert list(saving.of(hanh)) == [goods.shop.id]


def test_what_was_saved_first_gives_way(browser: Browser) -> None:
    with deed():
        shops = [a_shop(a_household(f"Bà {nth}")) for nth in range(saving.MOST + 1)]
        hanh = a_person("Hạnh")
        for nth, shop in enumerate(shops):
            kept = saving.save(hanh, [shop.id], at=clock.now() + timedelta(seconds=nth))
    for shop in shops:
        press(browser, shop)
    links = browser.get("/saved-shops").links()

    assert list(kept) == [shop.id for shop in reversed(shops[1:])]
    assert f"/shops/{shops[0].code}" not in links
    assert f"/shops/{shops[-1].code}" in links


@pytest.mark.parametrize("cookie", ["x.y", "0.-1.9999999999999999999999", "7" * 4_000, "1.1.1"])
def test_odd_cookies_are_read_over(browser: Browser, goods: Product, cookie: str) -> None:
    browser.client.set_cookie("saved", cookie)

    browser.get("/saved-shops")
    browser.get(f"/shops/{goods.shop.code}")


def test_there_is_no_such_shop(browser: Browser) -> None:
    browser.post("/saved-shops", {"shop": "7", "keep": "yes"}, expect=404)
    browser.post("/saved-shops", {"shop": "x", "keep": "yes"}, expect=400)
