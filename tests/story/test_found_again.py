"""A buyer writes as people talk and slip, narrows, saves the shop, comes back and orders as a
guest; a code of the phone brings the order home, and it is ordered again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Browser

from storefront import clock
from tests.story.market import a_phone
from tests.story.people import LEADER, Visitor, signed_in, types_the_code
from tests.village_photos import a_photo

pytestmark = pytest.mark.browser

PHONE = "0388 204 223"
GOODS = '.goods :is(h2, h3) a:has-text("Na sấy dẻo")'


def test_found_by_slips_ordered_as_a_guest_and_ordered_again(
    chromium: Browser, address: str
) -> None:
    leader = signed_in(chromium, address, LEADER, language="vi")
    shop = _shop(leader)
    _lists_all_year(leader, shop)
    _has_a_certificate(leader, shop)
    buyer = Visitor(a_phone(chromium, address, language="vi"))
    _searches(buyer)
    _narrows(buyer)
    buyer.press(GOODS)
    buyer.press(f'main a[href="{shop}"]')
    buyer.press("main .heart")

    buyer.go("/")
    buyer.go("/saved-shops")
    buyer.press(f'main h2 a[href="{shop}"]')
    _orders(buyer)
    buyer.looks_away()

    buyer.go("/sign-in?next=/my-orders")
    types_the_code(buyer, PHONE)
    assert buyer.path == "/my-orders"
    buyer.press('main form[action$="/again"] button')
    _to_the_checkout(buyer)
    buyer.go("/my-orders")
    assert buyer.page.locator('main form[action$="/again"]').count() == 2


def _shop(leader: Visitor) -> str:
    leader.go("/search?q=nhà bà Nhình")
    leader.press(".goods :is(h2, h3) a")
    link = leader.page.locator('main a[href^="/shops/"]:not([href$="/ratings"])').first
    return str(link.get_attribute("href"))


def _lists_all_year(leader: Visitor, shop: str) -> None:
    """So that the story is the same in every month."""
    leader.go(f"{shop}/products/new")
    leader.fill(name="Na sấy dẻo", unit="gói 200 g", price="60000", stock="30")
    leader.page.locator('main select[name="category"]').select_option("fruit")
    leader.press()


def _has_a_certificate(leader: Visitor, shop: str) -> None:
    leader.go(f"{shop}/certificates")
    today = clock.village_date(clock.now())
    leader.page.locator('main select[name="kind"]').select_option("vietgap")
    leader.fill(
        number="VietGAP-TT-20-001", issuer="Trung tâm Chất lượng nông lâm",
        issued_on=str(today - timedelta(30)), expires_on=str(today + timedelta(300)),
    )  # fmt: skip
    leader.page.locator('main [name="photo"]').set_input_files(
        {"name": "giay.jpg", "mimeType": "image/jpeg", "buffer": a_photo()}
    )
    leader.press()
    assert "VietGAP-TT-20-001" in leader.reads()


def _searches(buyer: Visitor) -> None:
    """From Hà Nội: with a slip, without marks, and by the name that the south says."""
    buyer.go("/nearby")
    buyer.fill(commune="Phường Hoàn Kiếm, Hà Nội")
    buyer.press()
    buyer.go("/search?q=na chi lawng")
    assert "Đây là hàng tìm theo “na chi lăng”" in buyer.reads()
    buyer.page.fill("main [name=q]", "mang cau")
    buyer.press("main form[role=search] button")
    first = buyer.page.locator(".goods :is(h2, h3) a").first.inner_text()
    assert first.startswith("Na "), first


def _narrows(buyer: Visitor) -> None:
    buyer.press('main a[href^="/search/narrow"]')
    month = clock.village_date(clock.now()).month
    facets = ("now=1", f"month={month}", "place=06463", "label=vietgap", "to=")
    for nth, facet in enumerate(facets, start=1):
        buyer.press(f'.narrows a[href*="{facet}"]')
        assert buyer.page.locator('.narrows a[aria-current="true"]').count() == nth
    assert "Kịp tới Hoàn Kiếm" in buyer.reads()
    buyer.press()
    assert buyer.page.locator(GOODS).count()


def _orders(buyer: Visitor) -> None:
    buyer.press(GOODS)
    buyer.press('.bar button[form="buy"]')
    _to_the_checkout(buyer)


def _to_the_checkout(buyer: Visitor) -> None:
    buyer.go("/checkout")
    buyer.fill(name="Cô Thảo", phone=PHONE)
    buyer.choose("delivery", "pick_up")
    buyer.choose("pay_by", "cash")
    buyer.press()
    assert buyer.path.startswith("/follow/")
