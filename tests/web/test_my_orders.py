"""Orders of a phone become its holder's, once a code showed whose it is."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import func, select

from storefront import clock, codes
from storefront.accounts.models import Person
from storefront.db import deed, session
from storefront.notifications.models import Message
from storefront.orders import placing
from storefront.orders.models import NUMBER_STAYS, Order, PayBy
from storefront.orders.placing import Buyer
from storefront.shops.models import Product
from tests.browser import Browser, Page
from tests.village import a_buyer, a_person, na

PHONE = "+84912345678"
LONG_AGO = NUMBER_STAYS + timedelta(hours=1)


def ordered(phone: str = PHONE, *, ago: timedelta = timedelta(0)) -> Order:
    with deed():
        return place(na(), a_buyer(phone=phone), at=clock.now() - ago)


def place(product: Product, buyer: Buyer, *, at: datetime) -> Order:
    once = codes.secret()
    checkout = placing.place({product.id: 1}, buyer=buyer, pay_by=PayBy.CASH, once=once, at=at)
    return checkout.orders[0]


def come_in_by_code(browser: Browser, phone: str = PHONE) -> Page:
    asked = browser.post("/sign-in/codes", {"phone": phone, "next": "/my-orders"})
    body = session.scalar(
        select(Message.body).where(Message.to == phone).order_by(Message.id.desc()).limit(1)
    )
    found = re.search(r"\b\d{6}\b", body or "")
    assert found, body
    onward = browser.post(asked.url, {"digits": found.group(), "next": "/my-orders"})
    assert onward.url == "/my-orders"
    return browser.get(onward.url)


def test_a_guest_who_shows_her_phone_finds_all_she_ordered(browser: Browser) -> None:
    first, second = ordered(), ordered()

    page = come_in_by_code(browser)

    for order in (first, second):
        assert f"/follow/{order.checkout.secret}/{order.code}" in page.html
    assert session.scalars(select(Person.name).where(Person.phone == PHONE)).one() == "Chị Hạnh"


def test_orders_of_other_phones_stay_out(browser: Browser) -> None:
    ordered()
    other = ordered("+84987654321")

    page = come_in_by_code(browser)

    assert other.checkout.secret not in page.html
    session.expire_all()
    assert other.checkout.buyer_id is None
    browser.post(f"/my-orders/{other.code}/again", expect=404)


def test_a_password_is_no_proof_of_the_phone(browser: Browser) -> None:
    order = ordered()
    with deed():
        hanh = a_person("Hạnh", phone=PHONE)
    browser.sign_in(hanh)

    before = browser.get("/my-orders")
    asked = browser.post("/my-orders/code")
    after = come_in_by_code(browser)

    assert order.checkout.secret not in before.html
    assert asked.url.startswith("/sign-in/codes/")
    assert order.checkout.secret in after.html


def test_a_number_may_have_been_somebody_elses_long_ago(browser: Browser) -> None:
    """Neither name, note, address nor the link that shows them."""
    ordered()
    old = ordered(ago=LONG_AGO)

    page = come_in_by_code(browser)

    assert old.lines[0].name in page.text
    assert old.checkout.secret not in page.html
    assert old.code not in page.html.replace(f"/my-orders/{old.code}/again", "")


def test_what_was_claimed_in_time_stays_readable(browser: Browser) -> None:
    order = ordered(ago=timedelta(days=80))
    come_in_by_code(browser)
    with deed():
        moved(order, back=timedelta(days=300))

    assert order.checkout.secret in browser.get("/my-orders").html


def moved(order: Order, *, back: timedelta) -> None:
    """As if all had been long ago."""
    checkout = order.checkout
    assert checkout.claimed_at is not None
    checkout.placed_at, checkout.claimed_at = checkout.placed_at - back, checkout.claimed_at - back


def test_nothing_is_sent_to_a_phone_that_never_ordered(browser: Browser) -> None:
    page = browser.post("/sign-in/codes", {"phone": "0987 654 321"})

    assert page.url.startswith("/sign-in/codes/")
    assert not session.scalar(select(func.count()).select_from(Message))


def test_what_is_still_sold_is_in_the_basket_again(browser: Browser) -> None:
    order = ordered()
    gone = ordered()
    with deed():
        lost = session.get_one(Product, gone.lines[0].product_id)
        lost.name, lost.stock = "Hồng Bảo Lâm", 0
        gone.lines[0].name = "Hồng Bảo Lâm"
    come_in_by_code(browser)

    browser.post(f"/my-orders/{order.code}/again")
    browser.post(f"/my-orders/{order.code}/again")
    browser.post(f"/my-orders/{gone.code}/again")
    missing = browser.get("/basket")

    [box] = [it for it in missing.all("input") if str(it.get("name")).startswith("quantity-")]
    assert (box["name"], box["value"]) == (f"quantity-{order.lines[0].product_id}", "1")
    assert f"quantity-{gone.lines[0].product_id}" not in missing.html
    assert "Hồng Bảo Lâm" in missing.text


def test_who_holds_the_link_orders_again_too(browser: Browser) -> None:
    order = ordered()

    browser.post(f"/follow/{order.checkout.secret}/{order.code}/again")

    assert f"quantity-{order.lines[0].product_id}" in browser.get("/basket").html


def test_long_lists_are_turned_over(browser: Browser) -> None:
    with deed():
        goods, hanh = na(), a_person("Hạnh", phone=PHONE)
        buyer = replace(a_buyer(phone=PHONE), person_id=hanh.id)
        placed = [place(goods, buyer, at=clock.now()) for _ in range(21)]
    browser.sign_in(hanh)

    page = browser.get("/my-orders")
    onward = next(link for link in page.links() if "below=" in link)

    assert placed[0].code not in page.html
    assert placed[0].code in browser.get(onward).html
