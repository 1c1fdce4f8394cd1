"""A link in a chat opens one page; it ends in the same order as the basket."""

from __future__ import annotations

from datetime import date

from flask import Flask
from sqlalchemy import select

from storefront import codes
from storefront.db import deed, session
from storefront.delivery import actions as delivery
from storefront.delivery.ways import Offer, Way
from storefront.money import Money
from storefront.orders.models import Order, Origin
from storefront.shops.actions import pause
from storefront.shops.models import Photo, Product
from tests.browser import Browser
from tests.village import MARKET_DAY, a_shop, na

ONCE = codes.secret()


def form(seen: int, **changes: str) -> dict[str, str]:
    typed = {"phone": "0912 345 678", "name": "Chị Hạnh", "delivery": "pick_up", "pay_by": "vietqr"}
    return typed | {"once": ONCE, "seen": str(seen)} | changes


def quantities(*wanted: tuple[Product, int]) -> dict[str, str]:
    return {f"quantity-{product.id}": str(many) for product, many in wanted}


def placed() -> list[Order]:
    session.rollback()
    return list(session.scalars(select(Order).order_by(Order.id)))


def test_a_product_is_ordered_from_its_link(browser: Browser) -> None:
    with deed():
        product = na(price=68_000)
    address = f"/products/{product.code}/order"

    page = browser.get(address)
    assert "68.000" in page.text

    page = browser.post(address, form(204_000) | quantities((product, 3)), expect=201)
    [order] = placed()
    assert (order.total, order.checkout.origin) == (Money(204_000), Origin.LINK)
    assert f"/follow/{order.checkout.secret}/{order.code}" in page.html


def test_a_shops_link_takes_what_is_chosen_and_no_more(browser: Browser) -> None:
    with deed():
        shop = a_shop()
        apples, eggs = na(shop=shop, price=68_000), na(shop=shop, price=28_000)
    address = f"/shops/{shop.code}/order"

    browser.post(address, form(56_000) | quantities((apples, 0), (eggs, 2)), expect=201)

    [order] = placed()
    assert [(line.product_id, line.quantity) for line in order.lines] == [(eggs.id, 2)]


def test_nobody_orders_at_a_sum_they_have_not_seen(browser: Browser) -> None:
    with deed():
        product = na(price=68_000)
    address = f"/products/{product.code}/order"

    page = browser.post(address, form(68_000) | quantities((product, 2)), expect=409)
    assert "136.000" in page.text
    assert not placed()

    browser.post(address, form(136_000) | quantities((product, 2)), expect=201)


def test_nothing_chosen_is_no_order(browser: Browser) -> None:
    with deed():
        product = na()

    for wanted in ("0", "", "abc"):
        sent = form(0) | {f"quantity-{product.id}": wanted}
        browser.post(f"/products/{product.code}/order", sent, expect=422)
    assert not placed()


def test_no_fee_is_asked_until_something_is_chosen(browser: Browser) -> None:
    with deed():
        product = na(price=68_000)
        shop = product.shop
        offers = {Way.COACH: Offer(Money(60_000))}
        delivery.choose(shop, offers, by=shop.household.keeper, at=MARKET_DAY)
    address, coach = f"/shops/{shop.code}/order", {f"way-{shop.code}": "coach"}

    assert 'name="seen" value="0"' in browser.get(address).html
    asked = form(0, only="fees") | coach
    assert 'name="seen" value="0"' in browser.post(address, asked, expect=200).html
    asked |= quantities((product, 1))
    assert 'name="seen" value="128000"' in browser.post(address, asked, expect=200).html


def test_more_than_is_left_is_refused_in_words(browser: Browser) -> None:
    with deed():
        product = na(stock=2, price=10_000)

    sent = form(30_000) | quantities((product, 3))
    page = browser.post(f"/products/{product.code}/order", sent, expect=422)

    assert "2" in page.text
    assert not placed()


def test_a_house_that_rests_says_so(browser: Browser) -> None:
    with deed():
        product = na()
        shop = product.shop
        pause(shop, by=shop.household.keeper, reason="Giỗ", until=date(2030, 8, 30), at=MARKET_DAY)
    browser.post("/basket", {"product": str(product.id), "quantity": "1"})
    browser.post("/saved-shops", {"shop": str(shop.id), "keep": "yes"})

    for page in (f"/products/{product.code}/order", "/basket", "/saved-shops"):
        assert "Giỗ. Bán lại từ 30/8/2030" in browser.get(page).text
    browser.get("/products/nothing/order", expect=404)
    browser.get("/shops/nothing/order", expect=404)


def test_a_chat_shows_the_picture(app: Flask, browser: Browser) -> None:
    with deed():
        product = na(price=68_000)
        product.photo = Photo(
            small="0.webp", large="1.webp", width=480, height=480, taken_at=MARKET_DAY
        )
    page = browser.get(f"/products/{product.code}/order")

    market = app.config["SETTINGS"].public_url
    shown = {tag.get("property"): tag["content"] for tag in page.all("meta") if "property" in tag}
    assert shown["og:image"] == f"{market}/media/0.webp"
    assert shown["og:url"] == f"{market}/products/{product.code}/order"
    assert "68.000" in (shown["og:description"] or "")


def test_the_keeper_finds_the_link_and_its_qr(browser: Browser) -> None:
    with deed():
        product = na()
    shop = product.shop
    browser.get(f"/shops/{shop.code}/share/order", expect=302)

    browser.sign_in(shop.household.keeper)
    assert f"/shops/{shop.code}/order" in browser.get(f"/shops/{shop.code}/share/order").html
    page = browser.get(f"/shops/{shop.code}/share/goods/{product.code}")
    assert f"/products/{product.code}/order" in page.html
    for name in ("order", f"goods/{product.code}"):
        answer = browser.client.get(f"/shops/{shop.code}/share/{name}.png")
        assert answer.data.startswith(b"\x89PNG")
    browser.get(f"/shops/{shop.code}/share/goods/nothing", expect=404)
