"""Schools, canteens, shops and offices that buy: said when ordering, shown, and counted once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from storefront import clock
from storefront.campaign import figures
from storefront.campaign.queries import scope_of
from storefront.campaign.scope import Geography
from storefront.db import deed, session
from storefront.facts.models import Indicator
from storefront.notifications.models import Message
from storefront.orders import actions as orders
from storefront.orders import placing
from storefront.orders.models import Checkout, Institution, Order, PayBy
from storefront.orders.placing import OnBehalf
from storefront.places.models import Place
from storefront.shops.models import Product
from tests.browser import Browser
from tests.village import MARKET_DAY, a_buyer, na

CANTEEN = OnBehalf(Institution.CANTEEN, "Bếp ăn Trường Hoa Sen", "0101234567")
TYPED = {
    "phone": "0912 345 678",
    "name": "Chị Hạnh",
    "delivery": "pick_up",
    "pay_by": "cash",
    "once": "a" * 22,
    "seen": "68000",
}


def ordered(product: Product, *, phone: str, on_behalf: OnBehalf | None, once: str) -> Order:
    buyer = replace(a_buyer(phone=phone), on_behalf=on_behalf)
    put = placing.place({product.id: 1}, buyer=buyer, pay_by=PayBy.CASH, once=once, at=MARKET_DAY)
    return put.orders[0]


def handed_over(order: Order) -> None:
    keeper = order.shop.household.keeper
    orders.confirm(order, by=keeper, at=MARKET_DAY)
    orders.hand_over(order, by=keeper, at=MARKET_DAY)


def test_each_counts_once_and_households_never(app: Flask) -> None:
    with deed():
        product = na()
        bought = (("1", CANTEEN), ("1", CANTEEN), ("2", None), ("3", CANTEEN))
        for nth, (phone, whose) in enumerate(bought):
            number = f"+8490000000{phone}"
            handed_over(ordered(product, phone=number, on_behalf=whose, once=f"once-{nth}"))
        ordered(product, phone="+84900000004", on_behalf=CANTEEN, once="never handed over")

    commune = session.get_one(Place, product.shop.commune_id)
    today = clock.village_date(MARKET_DAY)
    scope = scope_of(commune, until=today, geography=Geography.NOW, today=today)
    told = figures.figures(scope)[Indicator.BUYER_INSTITUTION]
    assert (told.value, told.whole) == (2, 3)


def test_it_is_said_on_the_form_and_shown_to_the_house(browser: Browser) -> None:
    product = in_the_basket(browser)
    said = {"institution": "canteen", "institution_name": "Bếp ăn Trường Hoa Sen"}

    browser.post("/checkout", TYPED | said | {"tax_code": "0101 234 567"}, expect=201)

    [checkout] = session.query(Checkout)
    assert (
        OnBehalf(
            checkout.institution or Institution.SHOP,
            checkout.institution_name or "",
            checkout.tax_code,
        )
        == CANTEEN
    )
    browser.sign_in(product.shop.household.keeper)
    page = browser.get(f"/orders/{checkout.orders[0].code}")
    assert "Bếp ăn Trường Hoa Sen" in page.text
    assert "0101234567" in page.text
    assert any("Trường Hoa Sen" in it.body for it in session.query(Message))


def in_the_basket(browser: Browser) -> Product:
    with deed():
        product = na()
        product.shop.household.keeper.phone = "+84987654321"
    browser.post("/basket", {"product": product.id, "quantity": 1})
    return product


def test_a_household_says_nothing(browser: Browser) -> None:
    in_the_basket(browser)

    browser.post("/checkout", TYPED, expect=201)

    [checkout] = session.query(Checkout)
    assert (checkout.institution, checkout.institution_name, checkout.tax_code) == (None,) * 3


@pytest.mark.parametrize(
    "said",
    [
        {"institution": "school"},
        {"institution_name": "Trường Hoa Sen"},
        {"tax_code": "0101234567"},
        {"institution": "school", "institution_name": "Trường Hoa Sen", "tax_code": "12345"},
        {"institution": "castle", "institution_name": "Hoàng thành"},
    ],
)
def test_half_of_it_is_asked_about(browser: Browser, said: dict[str, str]) -> None:
    in_the_basket(browser)

    page = browser.post("/checkout", TYPED | said, expect=422)

    assert any("open" in it for it in page.all("details"))
    assert not session.query(Checkout).count()
