"""A keeper in the field answers a new order by the link in the message, without signing in."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tests.story import market
from tests.story.rooms import BUY, GOODS
from tests.story.walking import link, link_of, press

pytestmark = pytest.mark.browser

HOUSE = "nhà bà Nhình"


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_a_new_order_is_answered_from_the_message(chromium: Browser, address: str) -> None:
    buyer = market.a_phone(chromium, address, language="vi")
    follow = _order(buyer)
    keeper = market.a_phone(chromium, address, language="vi")
    keeper.goto("/practice/outbox")

    # Written in whatever language the keeper last read.
    keeper.goto(link(keeper, f'main .letter a[href*="/a/{_code(follow)}"]'))
    market.fits(keeper)
    assert "Trần Minh Hà" not in keeper.inner_text("main")
    press(keeper)

    market.fits(keeper)
    assert keeper.inner_text("h1") == "Mình đã nhận đơn này"
    buyer.goto(follow)
    assert "Bà Nhình đã nhận đơn" in buyer.inner_text("main")


def _order(buyer: Page) -> str:
    """Paid in cash when fetched. Gives the address at which the buyer follows it."""
    buyer.goto(f"/search?q={HOUSE}")
    for product in [link_of(it) for it in buyer.locator(GOODS).all()]:
        buyer.goto(product)
        if buyer.locator("#buy").count():
            break
    press(buyer, BUY)
    buyer.goto("/checkout")
    buyer.fill("main [name=name]", "Trần Minh Hà")
    buyer.fill("main [name=phone]", "0912 345 678")
    for name, value in (("delivery", "pick_up"), ("pay_by", "cash")):
        buyer.locator(f'main [name={name}][value="{value}"]').check()
    press(buyer)
    return buyer.url


def _code(follow: str) -> str:
    return follow.rsplit("/", 1)[1]
