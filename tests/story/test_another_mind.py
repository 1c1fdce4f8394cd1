"""A buyer thinks again while an order is only placed: more of it, brought instead of fetched, to
another commune; the new sum is seen first. What has come is said, and taken back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser

from tests.story.market import a_phone
from tests.story.people import LEADER, Visitor, open_a_shop, signed_in
from tests.village_photos import a_photo

pytestmark = pytest.mark.browser

GOODS, PRICE = "Măng khô nghĩ lại", 90_000


def test_another_way_commune_and_amount_at_a_sum_seen_first(
    chromium: Browser, address: str
) -> None:
    leader = signed_in(chromium, address, LEADER, language="vi")
    shop = _sells(leader)
    buyer = Visitor(a_phone(chromium, address, language="vi"))
    order = _orders(buyer)

    _thinks_again(buyer, order, shop)
    code = order.rsplit("/", 1)[1]
    buyer.looks_away()
    leader.go(f"/orders/{code}")
    assert "Ngõ 34" in leader.reads()
    leader.press('main form[action$="/confirmation"] button')
    buyer.go(order)
    assert buyer.page.locator('main a[href$="/change"]').count() == 0
    buyer.looks_away()
    leader.press('main form[action$="/dispatch"] .btn-patch')
    _has_it_and_has_it_not(buyer, order)
    leader.go(f"/orders/{code}")
    assert "Khách báo lại: chưa nhận được hàng" in leader.reads()


def _sells(leader: Visitor) -> str:
    """Fetched, or by the post; of a house of its own, as other stories choose no way."""
    shop = open_a_shop(leader, name="Lành Thị Nghĩ", number="108877665506", photo=a_photo())
    leader.go(f"{shop}/delivery")
    for way in ("pick_up", "vnpost"):
        leader.page.locator(f'main [name="offer-{way}"]').check()
    leader.press()
    leader.go(f"{shop}/products/new")
    leader.fill(name=GOODS, unit="kg", price=str(PRICE), stock="30")
    leader.page.locator('main select[name="category"]').select_option("dry")
    leader.press()
    return shop


def _orders(buyer: Visitor) -> str:
    """Two, to be fetched and paid in cash; where it is followed."""
    buyer.go("/search?q=mang kho nghi lai")
    buyer.press(f'.goods :is(h2, h3) a:has-text("{GOODS}")')
    buyer.fill(quantity="2")
    buyer.press('.bar button[form="buy"]')
    buyer.go("/checkout")
    buyer.fill(name="Anh Hải", phone="0912 345 674")
    buyer.page.locator('main [name^="way-"][value="pick_up"]').check()
    buyer.choose("pay_by", "cash")
    buyer.press()
    if buyer.path == "/checkout":  # pressed before the sum had followed: it is told now
        buyer.press()
    order = str(buyer.page.locator("body").get_attribute("data-here"))
    buyer.looks_away()
    return order


def _thinks_again(buyer: Visitor, order: str, shop: str) -> None:
    """One more, and brought to Hà Nội, at a fee that is its table's affair: told first, and only
    then it is so."""
    buyer.go(order)
    buyer.press('main a[href$="/change"]')
    buyer.page.locator('main [name^="quantity-"]').fill("3")
    buyer.choose(f"way-{shop.rsplit('/', 1)[1]}", "vnpost")
    buyer.fill(commune="Phường Hoàn Kiếm, Hà Nội", address="Ngõ 34")
    buyer.press()
    told = re.search(r"([\d.]+) ₫ thay vì ([\d.]+) ₫", _reads(buyer))
    assert told, _reads(buyer)
    new, old = (int(it.replace(".", "")) for it in told.groups())
    assert new > 3 * PRICE
    assert old == 2 * PRICE
    seen = buyer.page.request.get(order).text()
    assert told[1] not in seen, "nothing is changed yet"
    buyer.press()
    now = _reads(buyer)
    for words in (told[1], "VNPost", "Hoàn Kiếm", "Ngõ 34"):
        assert words in now, words


def _has_it_and_has_it_not(buyer: Visitor, order: str) -> None:
    buyer.go(order)
    buyer.press('main form[action$="/delivery"] button')
    assert "Bấm nhầm? Tới" in buyer.reads()
    buyer.press('main form[action$="/delivery/undo"] button')
    assert "Bạn báo lại: chưa nhận được hàng" in buyer.reads()
    assert buyer.page.locator('main form[action$="/delivery"] button').count() == 1
    buyer.looks_away()


def _reads(buyer: Visitor) -> str:
    return buyer.reads().replace("\u00a0", " ")
