"""Na of Chi Lăng, ordered in Hà Nội before it is picked, held up by rain, and sent by coach."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Browser

from storefront import clock
from storefront.web.filters import day
from tests.story.market import a_phone
from tests.story.people import LEADER, Visitor, open_a_shop, signed_in, signed_in_by_code
from tests.village_photos import a_photo

pytestmark = pytest.mark.browser

PHONE, PLATE = "0387 104 221", "12B-004.56"
TOGETHER = 5 * 68_000 + 40_000


def test_na_chi_lang_picked_after_the_rain_and_sent_by_coach(
    chromium: Browser, address: str
) -> None:
    leader = signed_in(chromium, address, LEADER, language="vi")
    shop = open_a_shop(
        leader, name="Lành Thị Khế", number="108877665503", photo=a_photo(), phone=PHONE
    )
    keeper = signed_in_by_code(chromium, address, PHONE, language="vi")
    harvest = _sells_a_harvest(keeper, shop)

    buyer = Visitor(a_phone(chromium, address, language="vi"))
    order = _orders_in_ha_noi(buyer, shop)
    code = order.rsplit("/", 1)[1]
    keeper.go(f"/orders/{code}")
    keeper.press('main form[action$="/confirmation"] button')

    _it_rains(keeper, harvest)
    _waits(buyer, order)
    _packed_and_handed_to_the_coach(keeper, shop, harvest, code)
    _meets_the_coach(buyer, order)
    keeper.go(f"/orders/{code}")
    keeper.press('main form[action$="/delivery"] button')
    _says_how_it_was(buyer, order)


def _sells_a_harvest(keeper: Visitor, shop: str) -> str:
    """Listed, sent by coach, and on sale before it is picked; where the harvest is kept."""
    keeper.go(f"{shop}/products/new")
    keeper.page.locator('main details:has([name="shelf_days"]) summary').click()
    keeper.fill(name="Na dai Chi Lăng", unit="kg", price="68000", stock="0", shelf_days="4")
    keeper.page.locator('main select[name="category"]').select_option("fruit")
    keeper.press()
    keeper.go(f"{shop}/delivery")
    for name in ("send", "pick_up"):
        keeper.page.locator(f'main [name="offer-{name}"]').uncheck()
    keeper.page.locator('main [name="offer-coach"]').check()
    keeper.page.fill('main [name="fee-coach"]', "40.000")
    keeper.page.fill('main [name="days-coach"]', "1")
    keeper.page.fill('main [name="note-coach"]', "Bến Mỹ Đình, chạy 16 giờ")
    keeper.press()
    keeper.go(f"{shop}/products")
    edit = keeper.page.locator('main li:has-text("Na dai Chi Lăng") a[href$="/edit"]').first
    harvest = str(edit.get_attribute("href")).replace("/edit", "/harvest")
    keeper.go(harvest)
    keeper.fill(expected="60", plot="đồi Khau Slung", **_days(picked=3, closes=2))
    keeper.press()
    return harvest


def _days(*, picked: int, closes: int) -> dict[str, str]:
    today = clock.village_date(clock.now())
    return {
        "harvest_on": str(today + timedelta(picked)),
        "closes_on": str(today + timedelta(closes)),
        "closes_hour": "18",
    }


def _ahead(days: int) -> str:
    return str(day(clock.village_date(clock.now()) + timedelta(days)))


def _orders_in_ha_noi(buyer: Visitor, shop: str) -> str:
    """Paid at once, and kept for: where it is followed."""
    buyer.go(shop)
    buyer.press('.goods :is(h2, h3) a:has-text("Na dai")')
    assert _ahead(3) in buyer.reads()
    buyer.fill(quantity="5")
    buyer.press('.bar button[form="buy"]')
    buyer.go("/checkout")
    buyer.fill(
        name="Chị Hạnh", phone="0912 345 671", commune="Phường Hoàn Kiếm, Hà Nội",
        address="12 Hàng Bạc",
    )  # fmt: skip
    buyer.choose("pay_by", "vietqr")
    buyer.press()
    order = str(buyer.page.locator("body").get_attribute("data-here"))
    buyer.looks_away()
    bank = Visitor(buyer.page.context.new_page())
    bank.go(f"/practice/bank?code={order.rsplit('/', 1)[1]}")
    bank.press('main button[value="right"]')
    return order


def _it_rains(keeper: Visitor, harvest: str) -> None:
    keeper.go(harvest)
    keeper.fill(because="Mưa to, na chưa cắt được", **_days(picked=5, closes=4))
    keeper.press('main form[action$="/day"] .btn-patch')
    assert "Đã hỏi 1 khách" in keeper.page.inner_text("body")


def _waits(buyer: Visitor, order: str) -> None:
    buyer.go(order)
    assert "Mưa to, na chưa cắt được" in buyer.reads()
    assert _ahead(5) in buyer.reads()
    buyer.press('main form[action$="/harvest"] .btn-patch')
    assert not buyer.page.locator('main form[action$="/harvest"]').count()
    buyer.looks_away()


def _packed_and_handed_to_the_coach(keeper: Visitor, shop: str, harvest: str, code: str) -> None:
    keeper.go(harvest)
    keeper.press('main form[action$="/end"] button')
    on = clock.village_date(clock.now()) + timedelta(5)
    keeper.go(f"{shop}/packing?day={on}")
    assert "5 kg" in keeper.reads().replace("\u00a0", " ")
    label = keeper.page.request.get(f"/orders/{code}/label.pdf")
    assert label.body().startswith(b"%PDF")

    keeper.go(f"/orders/{code}")
    keeper.press('main form[action$="/dispatch"] .btn-patch')
    assert "biển số" in keeper.reads().lower()
    keeper.fill(plate=PLATE, phone="0912 000 456", station="Bến Mỹ Đình", hour="19 giờ")
    keeper.page.locator('main [name="photo"]').set_input_files(
        {"name": "xe.jpg", "mimeType": "image/jpeg", "buffer": a_photo()}
    )
    keeper.press('main form[action$="/dispatch"] .btn-patch')


def _meets_the_coach(buyer: Visitor, order: str) -> None:
    buyer.go(order)
    told = buyer.reads()
    for words in (PLATE, "0912 000 456", "Bến Mỹ Đình", "19 giờ"):
        assert words in told, words
    photo = buyer.page.locator('main img[src^="/media/"]')
    photo.scroll_into_view_if_needed()
    buyer.page.wait_for_function(
        "it => it.complete && it.naturalWidth > 0", arg=photo.element_handle()
    )
    buyer.looks_away()


def _says_how_it_was(buyer: Visitor, order: str) -> None:
    """It has come: rated, and kept as a receipt; the lot's own page counts what went out."""
    buyer.go(f"{order}/ratings")
    buyer.choose("stars", "5")
    buyer.fill(words="Na to, ngọt, đi xe vẫn nguyên")
    buyer.press()
    buyer.go(f"{order}/receipt")
    assert f"{TOGETHER:,}".replace(",", ".") in buyer.reads()
    buyer.go(order)
    buyer.press('main a[href^="/lots/"]')
    assert "1 đơn, 5 kg" in buyer.reads()
