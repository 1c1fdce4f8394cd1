"""Fruit comes spoiled: a complaint with a photo, an answer, and the money back, on small phones."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.story.market import a_phone
from tests.story.people import Visitor, signed_in
from tests.village_photos import a_photo

pytestmark = pytest.mark.browser

KEEPER = "Hoàng Thị Nhình"
GOODS = ".goods :is(h2, h3) a"
BUY = 'button[form="buy"]:visible, #buy .btn-patch:visible'


def test_spoiled_fruit_and_the_money_back(chromium: Browser, address: str) -> None:
    buyer = Visitor(a_phone(chromium, address, language="vi"))
    keeper = signed_in(chromium, address, KEEPER, language="vi")
    here = _ordered(buyer)
    code = here.rsplit("/", 1)[1]
    _paid_and_handed_over(keeper, code)

    _complains(buyer, here)
    keeper.go("/complaints")
    keeper.press(f'main a:has-text("{code[:4]}")')
    keeper.press('main form[action$="/acceptance"] button')
    _names_an_account(buyer, here)
    keeper.page.reload()
    keeper.press('main a[href*="/refund/"]')
    keeper.press()

    buyer.go(f"{here}/complaint")
    assert "Tiền đã trả lại" in buyer.reads()
    buyer.go(f"{here}/receipt")
    assert "không phải hóa đơn" in buyer.reads()


def _ordered(buyer: Visitor) -> str:
    buyer.go("/search?q=nhà bà Nhình")
    buyer.press(GOODS)
    buyer.press(BUY)
    buyer.go("/checkout")
    buyer.fill(name="Trần Minh Hà", phone="0987 111 222")
    for name, value in (("delivery", "pick_up"), ("pay_by", "vietqr")):
        buyer.choose(name, value)
    buyer.press()
    here = str(buyer.page.locator("body").get_attribute("data-here"))
    buyer.go("/help/orders")
    return here


def _paid_and_handed_over(keeper: Visitor, code: str) -> None:
    keeper.go(f"/orders/{code}")
    keeper.press('main form[action$="/confirmation"] button')
    keeper.press('main button[name="means"][value="bank"]')
    keeper.press('main form[action$="/delivery"] button')


def _complains(buyer: Visitor, here: str) -> None:
    buyer.go(here)
    buyer.press('main a[href$="/complaint"]')
    buyer.choose("trouble", "spoiled")
    buyer.fill(words="Dập nát nửa thùng", amount="9.000")
    buyer.choose("wants", "money")
    buyer.page.locator('main [name="photo"]').set_input_files(
        {"name": "na.jpg", "mimeType": "image/jpeg", "buffer": a_photo()}
    )
    buyer.press()
    assert "Chờ nhà bán" in buyer.reads()


def _names_an_account(buyer: Visitor, here: str) -> None:
    buyer.go(f"{here}/complaint")
    buyer.press('main a[href*="/refunds/"]')
    buyer.page.select_option("main select[name=bank]", "970415")
    buyer.fill(number="108877665577", holder="TRAN MINH HA")
    buyer.press()
