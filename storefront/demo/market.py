"""Makes the demo market. Read it as a table of contents."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from storefront.campaign import actions as campaign
from storefront.campaign import folding
from storefront.db import db, deed
from storefront.demo import founding, ground, loading, people, shelving, stalls, trade
from storefront.demo.book import Book
from storefront.demo.chance import Chance
from storefront.demo.loading import Loader
from storefront.demo.pictures import Pictures
from storefront.demo.size import Size, Span

AN_EIGHTH = 250_000
Say = Callable[[str], None]


def make(size: Size, *, seed: int, province_code: str, at: datetime, say: Say) -> None:
    """Fill an empty market, all or nothing."""
    with loading.hurry(db.engine), deed():
        _fill(size, seed=seed, province_code=province_code, at=at, say=say)


def _fill(size: Size, *, seed: int, province_code: str, at: datetime, say: Say) -> None:
    chance, span, book = Chance(seed), Span.until(at), Book()
    say("The country and its communes")
    province = ground.province(province_code)
    for rows in book:
        loading.continue_numbers(rows)
    load = loading.loader()
    load.set_aside([rows.table.name for rows in book])
    say("Villages and teams")
    land = ground.settle(province, size, book, chance)
    staff = people.hire(land, size, book, chance)
    say(f"{size.shops} households and their shops")
    farms = founding.found(land, staff, size, span, book, chance)
    stalls.stock(farms, size, span, book, chance)
    load.write_all(book)
    say(f"{size.orders} orders")
    trade.trade(farms, province, size.orders, span, book, chance, _writing(load, book, say))
    shelving.shelve(farms, Pictures(), span, book, chance)
    load.write_all(book)
    say("Indexes and checks")
    load.put_back()
    say("The campaign and its sums")
    campaign.start_known_campaign(province)
    folding.rebuild_folds()


def _writing(load: Loader, book: Book, say: Say) -> Callable[[int], None]:
    def write(orders: int) -> None:
        load.write_all(book)
        if orders % AN_EIGHTH == 0:
            say(f"  {orders} orders so far")

    return write
