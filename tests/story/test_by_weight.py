"""A hen is ordered by the piece, weighed with big keys, and the difference goes back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.story.market import a_phone, listens
from tests.story.people import Visitor, shown_vietqr, signed_in
from tests.story.rooms import KEEPER

pytestmark = pytest.mark.browser


def test_a_hen_is_weighed_and_the_difference_goes_back(chromium: Browser, address: str) -> None:
    keeper = signed_in(chromium, address, KEEPER, language="vi")
    shop = _lists_a_hen(keeper)
    buyer = Visitor(a_phone(chromium, address, language="vi"))
    order = _orders_and_pays(buyer, shop)

    keeper.go(f"/orders/{order.rsplit('/', 1)[1]}")
    keeper.press()
    keeper.press()
    listens(keeper.page)
    for digit in "1700":
        keeper.page.locator(f'.keys button[value="{digit}"]').click()
    assert keeper.page.locator("[data-whole]").inner_text() == "204.000 ₫".replace(" ", "\u00a0")
    assert keeper.page.locator("[data-difference]").inner_text().startswith("-12.000")
    keeper.press()
    keeper.press('main a.btn[href$="/refund"]')
    assert keeper.page.locator('main [name="amount"]').input_value() == "12.000"
    keeper.choose("by", "bank")
    keeper.press()

    buyer.go(order)
    told = buyer.reads()
    assert "204.000" in told
    assert "1,7 kg" in told
    assert "đã trả lại 12.000" in told.lower()


def _lists_a_hen(keeper: Visitor) -> str:
    keeper.go("/keeper")
    shop = str(keeper.page.locator('main a[href$="/products"]').first.get_attribute("href"))
    keeper.go(f"{shop}/new")
    keeper.fill(name="Gà mái ri", unit="con", price="120000", stock="9")
    keeper.page.locator('main select[name="category"]').select_option("animal")
    keeper.page.locator('main details:has([name="weigh_from"]) summary').click()
    keeper.fill(weigh_from="1,6", weigh_to="2")
    keeper.press()
    return shop.removesuffix("/products")


def _orders_and_pays(buyer: Visitor, shop: str) -> str:
    buyer.go("/search?q=ga mai ri")
    buyer.press(".goods :is(h2, h3) a")
    assert "từ 192.000 ₫ đến 240.000 ₫" in buyer.reads().replace("\u00a0", " ")
    buyer.press('.bar button[form="buy"]')
    buyer.go("/checkout")
    buyer.fill(name="Trần Minh Hà", phone="0912 345 678")
    buyer.choose("delivery", "pick_up")
    buyer.choose("pay_by", "vietqr")
    buyer.press()
    asked = shown_vietqr(buyer)
    assert asked.amount is not None
    assert asked.amount.dong == 216_000
    order = f"{buyer.path}/{asked.memo}" if asked.memo not in buyer.path else buyer.path
    bank = Visitor(buyer.page.context.new_page())
    bank.go(f"/practice/bank?code={asked.memo}")
    bank.press('main button[value="right"]')
    return order
