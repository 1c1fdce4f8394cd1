"""The whole story, from a household's first shop to the growth report, on a small phone."""

from __future__ import annotations

import csv
import re
import time
from io import StringIO

import pytest
from playwright.sync_api import Browser, expect

from storefront import digits, text
from tests.story.market import a_phone
from tests.story.people import (
    LEADER,
    OFFICER,
    Visitor,
    headline,
    open_a_shop,
    shown_vietqr,
    signed_in,
)
from tests.village_photos import a_photo

pytestmark = pytest.mark.browser

GOODS = ".goods :is(h2, h3) a"
KEEPER, FRUIT = "Hoàng Thị Nhình", "Na trái vụ Chi Lăng"
MUSHROOMS, APPLES = 2 * 85_000, 3
TWO_MINUTES = 120.0


@pytest.mark.parametrize("language", ["vi", "en"])
def test_from_a_first_shop_to_the_growth_report(
    chromium: Browser, address: str, language: str
) -> None:
    officer = signed_in(chromium, address, OFFICER, language=language)
    before = headline(officer)
    _the_baseline_and_what_was_published(officer, language)

    leader = signed_in(chromium, address, LEADER, language=language)
    shop = _a_first_shop_within_two_minutes(leader, language)
    _there_is_fruit(chromium, address, language)

    buyer = Visitor(a_phone(chromium, address, language=language))
    apples = _fill_the_basket(buyer, shop)
    orders = _order_by_qr(buyer, language)
    _the_bank_pays(buyer, orders[0], language)
    _the_leader_says_money_has_come(leader, buyer, orders[1])

    after = headline(officer)
    assert after[0] - before[0] == 1
    assert after[1] - before[1] == 1
    assert after[2] - before[2] == MUSHROOMS + apples
    _drill_to_the_rows(officer, orders, apples)
    assert _counted(officer, shop) == [1, 1], "nothing of the new shop is held out"


def _the_baseline_and_what_was_published(officer: Visitor, language: str) -> None:
    told = officer.reads()
    assert "20/7/2021" in told
    written = {
        "vi": ("1.000", "301", "68.311", "57.973", "192,601"),
        "en": ("1,000", "301", "68,311", "57,973", "192.601"),
    }
    assert [number for number in written[language] if number not in told] == []
    multiples = officer.page.locator(".x-told").all_inner_texts()
    assert [number.split("\n")[0].replace(" ", "") for number in multiples] == [
        "×68", "×192", "×174",
    ]  # fmt: skip
    unknown = {"vi": "Không công bố số đồng", "en": "published the multiple, not the đồng"}[
        language
    ]
    assert unknown in told


def _a_first_shop_within_two_minutes(leader: Visitor, language: str) -> str:
    began = time.monotonic()
    number = {"vi": "108877665501", "en": "108877665502"}[language]
    name = {"vi": "Lành Thị Sương", "en": "Lành Thị Mận"}[language]
    shop = open_a_shop(leader, name=name, number=number, photo=a_photo())
    assert time.monotonic() - began < TWO_MINUTES
    leader.go(f"{shop}/share")
    leader.press('main input[value="to_shop"] ~ button')
    poster = leader.page.request.get(f"{leader.page.url}/a5.pdf")
    assert poster.body().startswith(b"%PDF")
    leader.go(f"{shop}/share")
    return shop


def _there_is_fruit(chromium: Browser, address: str, language: str) -> None:
    """Other stories have bought in the same market, and may have taken the last."""
    keeper = signed_in(chromium, address, KEEPER, language=language)
    row = f'main li:has(h2:has-text("{FRUIT}"))'
    keeper.press('main a[href$="/products"]')
    keeper.page.locator(f'{row} [name="stock"]').fill("30")
    keeper.press(f"{row} .stock-form .btn")


def _fill_the_basket(buyer: Visitor, shop: str) -> int:
    """Two packs of mushrooms of the new shop and three kilos of Chi Lăng's custard apples."""
    buyer.go("/search?q=na chi lang")
    first = buyer.page.locator(GOODS).first
    assert text.fold(first.inner_text()).startswith("na ")
    buyer.press(f'{GOODS}:has-text("{FRUIT}")')
    price = int(re.sub(r"[.,]", "", buyer.page.locator("main .price b").first.inner_text()))
    buyer.fill(quantity=str(APPLES))
    buyer.press('.bar button[form="buy"]')
    buyer.go(shop)
    with buyer.page.expect_navigation():
        buyer.page.locator(GOODS).first.click()
    buyer.fill(quantity="2")
    buyer.press('.bar button[form="buy"]')
    return APPLES * price


def _order_by_qr(buyer: Visitor, language: str) -> list[str]:
    buyer.go("/checkout")
    buyer.press()
    wrong = {"vi": "Còn thiếu chỗ này.", "en": "Fill this in."}[language]
    assert wrong in buyer.reads()
    buyer.fill(
        name="Trần Minh Hà", phone="0912 345 678", commune="Hoàn Kiếm", address="12 Hàng Bạc"
    )
    buyer.choose("pay_by", "vietqr")
    buyer.press()
    if buyer.path == "/checkout":
        buyer.page.locator('main input[type="radio"][name="commune"]').first.check()
        buyer.press()
    secret = buyer.path.split("/")[2]
    buyer.go(f"/follow/{secret}")
    links = buyer.page.locator(f'main a[href^="/follow/{secret}/"]').all()
    orders = list(dict.fromkeys(str(link.get_attribute("href")) for link in links))
    assert len(orders) == 2, "one order per household under one checkout"
    return sorted(orders, key=lambda order: _due(buyer, order) == MUSHROOMS)


def _due(buyer: Visitor, order: str) -> int:
    """What the order's QR asks for; the QR names the order too."""
    buyer.go(order)
    transfer = shown_vietqr(buyer)
    assert transfer.memo == order.rsplit("/", 1)[1]
    assert transfer.amount is not None
    return transfer.amount.dong


def _the_bank_pays(buyer: Visitor, order: str, language: str) -> None:
    """One payment, told three times: the buyer's page turns by itself, and it counts once."""
    buyer.go(order)
    owed = shown_vietqr(buyer).amount
    bank = Visitor(buyer.page.context.new_page())
    bank.go(f"/practice/bank?code={order.rsplit('/', 1)[1]}")
    bank.press('main button[value="repeated"]')
    expect(buyer.page.locator(".paid")).to_be_visible(timeout=15_000)
    assert owed is not None
    told = " ".join(buyer.reads().split())
    assert {"vi": "ngân hàng báo", "en": "says the bank"}[language] in told.lower()
    assert digits.dong(owed.dong, language).replace("\u00a0", " ") in told


def _the_leader_says_money_has_come(leader: Visitor, buyer: Visitor, order: str) -> None:
    code = order.rsplit("/", 1)[1]
    leader.go(f"/orders/{code}")
    leader.press()
    leader.press('main button[name="means"][value="bank"]')
    buyer.go(order)
    assert buyer.page.locator(".paid").count() == 0, "only a bank's word looks like this"
    assert buyer.page.locator("main .notice-wait").count() >= 1


def _drill_to_the_rows(officer: Visitor, orders: list[str], apples: int) -> None:
    """Province, commune, team (what for?), household, rows; and the same as a file."""
    officer.go("/growth")
    officer.press('main a[href*="/communes"]:not([href*=".csv"])')
    officer.press('main a:has-text("Chi Lăng")')
    officer.press('main a.btn[href*="/teams"]:not([href*=".csv"])')
    officer.press('main a[href*="/growth/teams/"]:has-text("Nà Lìa")')
    officer.page.fill("main [name=why]", "Kiểm tra báo cáo tháng 10")  # asked once a day
    officer.press()
    officer.press('main a[href*="/growth/households/"]')
    assert officer.page.locator("main table tbody tr").count() > 0
    last = _rows_of(officer, "revenue")[-len(orders) :]
    assert {int(row[-1]) for row in last} == {apples, MUSHROOMS}


def _counted(officer: Visitor, shop: str) -> list[int]:
    """Shops and accounts of its household. What is held out stands there too, with a minus."""
    shops, accounts = (_rows_of(officer, it) for it in ("shop_opened", "account_declared"))
    house = next(row[2] for row in shops if row[6] == f"shop:{shop.rsplit('/', 1)[1]}")
    return [sum(int(row[7]) for row in rows if row[2] == house) for rows in (shops, accounts)]


def _rows_of(officer: Visitor, indicator: str) -> list[list[str]]:
    file = officer.page.request.get(f"/growth/20/rows.csv?of={indicator}").text()
    return list(csv.reader(StringIO(file.strip())))
