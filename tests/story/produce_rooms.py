"""Rooms of what grows: harvests, certificates, ways to send, days off, and the parcel's own way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from playwright.sync_api import Page

from storefront import clock
from tests.story.walking import Room, at, link, press


def produce(page: Page, buyer: Page) -> Iterator[Room]:
    """As a keeper sees them, and a buyer what comes of it."""
    page.goto("/keeper")
    goods = link(page, 'main a[href$="/products"]')
    page.goto(goods)
    product = link(page, 'main .stock-row a[href$="/edit"]').removesuffix("/edit")
    yield from _harvest(page, buyer, f"{product}/harvest")
    shop = goods.removesuffix("/products")
    yield from _ways(page, buyer, f"{shop}/delivery")
    yield from _papers(page, f"{shop}/certificates")
    yield from _seller(page, buyer, shop)
    yield from at(page, market_days=f"{shop}/market-days")
    yield from at(page, stall_till=link(page, 'main a[href*="/market-days/"]'))


def _harvest(page: Page, buyer: Page, harvest: str) -> Iterator[Room]:
    """Put on sale before it is picked, moved by rain, followed by its label, closed."""
    yield from at(page, harvest=harvest)
    press(page)
    yield "harvest-wrong", page
    _days(page, picked=9, closes=7)
    page.fill("main [name=expected]", "60")
    page.fill("main [name=plot]", "đồi Khau Slung")
    press(page)
    yield "harvest-on-sale", page
    form = 'main form[action$="/day"]'
    press(page, f"{form} .btn-patch")
    yield "harvest-move-wrong", page
    _days(page, picked=11, closes=9)
    page.fill("main [name=because]", "mưa to")
    press(page, f"{form} .btn-patch")
    yield "harvest-moved", page
    labels, trace = link(page, 'main a[href$="/labels"]'), link(page, 'main a[href^="/lots/"]')
    yield from at(page, harvest_labels=labels)
    yield from at(
        buyer, trace=trace, product_of_a_harvest=link_on(buyer, trace, 'main a[href^="/products/"]')
    )
    page.goto(harvest)
    press(page, 'main form[action$="/end"] button')
    yield "harvest-ended", page


def link_on(page: Page, address: str, selector: str) -> str:
    page.goto(address)
    return link(page, selector)


def _days(page: Page, *, picked: int, closes: int) -> None:
    today = clock.village_date(clock.now())
    page.fill("main [name=harvest_on]", str(today + timedelta(days=picked)))
    page.fill("main [name=closes_on]", str(today + timedelta(days=closes)))
    page.fill("main [name=closes_hour]", "18")


def _ways(page: Page, buyer: Page, delivery: str) -> Iterator[Room]:
    """What the house can do, when it is away, and what buyers read of both."""
    yield from at(page, ways=delivery)
    for box in page.locator('main [name^="offer-"]').all():
        box.uncheck()
    press(page)
    yield "ways-wrong", page
    yield from at(page, hours=f"{delivery}/hours")
    today = clock.village_date(clock.now())
    page.fill("main [name=first]", f"{today + timedelta(days=2):%d/%m/%Y}")
    press(page)
    yield "hours-wrong", page
    yield from at(buyer, delivery="/delivery")


def _papers(page: Page, certificates: str) -> Iterator[Room]:
    yield from at(page, certificates=certificates)
    press(page)
    yield "certificate-wrong", page


def _seller(page: Page, buyer: Page, shop: str) -> Iterator[Room]:
    yield from at(page, seller=f"{shop}/seller")
    page.check('main [name="kind"][value="business"]')
    page.fill("main [name=tax_code]", "12")
    press(page)
    yield "seller-wrong", page
    page.fill("main [name=tax_code]", "4900123456")
    page.fill("main [name=phone]", "0912 345 678")
    press(page)
    yield "seller-declared", page
    yield from at(buyer, shop_with_a_seller=shop)
    press(buyer, 'main form[action$="/seller/phone"] button')
    yield "seller-phone", buyer


def fees(page: Page) -> Iterator[Room]:
    page.goto("/delivery")
    yield from at(page, fee_table=link(page, 'main a[href^="/delivery/tables/"]'))
    press(page)
    yield "fee-table-wrong", page


def commune(page: Page) -> Iterator[Room]:
    """What it looks at, and who it says is in a team."""
    yield from at(page, goods_reviews="/goods/reviews", fair_new="/fairs/new", fairs="/fairs")
    yield from _market_day(page)
    page.goto("/growth/06463/teams")
    team = link(page, 'main a[href*="/growth/teams/"]')
    yield from at(page, roster=link_on(page, team, 'main a[href$="/roster"]'))


def _market_day(page: Page) -> Iterator[Room]:
    """As its officers see it."""
    fair = link(page, 'main a[href^="/fairs/"]:not([href$="/new"])')
    yield from at(
        page, fair=fair, stall=f"{fair}/stalls/A1", stall_free=f"{fair}/stalls/B1",
        fair_board=f"{fair}/board", stickers="/stickers", sticker_scan="/stickers/scan",
        fair_screens=f"{fair}/screens",
    )  # fmt: skip
    press(page)
    yield "fair-screens-wrong", page
    page.fill("main [name=label]", "Sân chợ Đồng Bành")
    press(page)
    yield "fair-screens-new", page
    yield from at(page, fair_screen=link(page, 'main a[href*="/market-screen/"]'))
