"""A buyer's receipt says what came, in parts, and what went back. It is no invoice."""

from __future__ import annotations

from storefront import clock
from storefront.db import deed
from storefront.money import Money
from storefront.orders.models import Order
from storefront.payments import actions as payments
from storefront.payments import giving_back
from storefront.payments.provider import Notice
from tests.browser import Browser
from tests.village import an_order


def paid_in_two_parts_and_some_back() -> Order:
    with deed():
        order = an_order(at=clock.now())
        assert order.account is not None
        for number, dong in (("FT1", 200_000), ("FT2", 4_000)):
            notice = Notice("sepay", number, order.account.number, Money(dong), order.code)
            payments.settle(notice, at=clock.now())
        keeper = order.shop.household.keeper
        giving_back.refund(order, Money(9_000), by=keeper, cash=True, once="a", at=clock.now())
    return order


def test_every_sum_is_on_the_receipt(browser: Browser) -> None:
    order = paid_in_two_parts_and_some_back()
    here = f"/follow/{order.checkout.secret}/{order.code}"
    assert f"{here}/receipt" in browser.get(here).links()

    said = browser.get(f"{here}/receipt").text

    for amount in ("204.000", "200.000", "4.000", "9.000", "195.000"):
        assert amount in said
    assert "không phải hóa đơn" in said


def test_on_paper_too(browser: Browser) -> None:
    order = paid_in_two_parts_and_some_back()
    answer = browser.client.get(f"/follow/{order.checkout.secret}/{order.code}/receipt.pdf")

    assert answer.data.startswith(b"%PDF")
    assert "no-store" in answer.headers["Cache-Control"]


def test_nothing_came_no_receipt(browser: Browser) -> None:
    with deed():
        order = an_order(at=clock.now())
    browser.get(f"/follow/{order.checkout.secret}/{order.code}/receipt", expect=404)
