"""Makes the demo market. Read it as a table of contents."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from storefront.campaign import actions as campaign
from storefront.campaign import folding
from storefront.db import db, deed
from storefront.demo import (
    elsewhere,
    founding,
    ground,
    loading,
    people,
    pictures,
    shelving,
    stalls,
    trade,
    wiping,
)
from storefront.demo.book import Book
from storefront.demo.chance import Chance
from storefront.demo.loading import Loader
from storefront.demo.size import Size, Span
from storefront.settings import Settings

Say = Callable[[str], None]

_TELL_EVERY = 200_000


@dataclass(frozen=True, slots=True)
class Wish:
    """Which market to make. The same wish on the same moment makes the same market."""

    size: Size
    seed: int
    at: datetime
    again: bool = False
    """Wipe the market that is there."""


def make(wish: Wish, settings: Settings, say: Say) -> None:
    """Fill the database, all or nothing."""
    kept = pictures.keep(settings.media_dir)
    with loading.hurry(db.engine), deed():
        _fill(wish, settings.province_code, kept, say)


def _fill(wish: Wish, province_code: str, kept: dict[str, str], say: Say) -> None:
    size, chance, book = wish.size, Chance(wish.seed), Book()
    span = Span.until(wish.at, years=size.years)
    say("The country and its communes")
    province = ground.province(province_code)
    load = _opened(book, wipe=wish.again)
    say(f"Villages and {size.teams} teams")
    land = ground.settle(province, size, book, chance)
    staff = people.hire(land, size, book, chance)
    say(f"{size.shops} households and their shops")
    farms = founding.found(land, staff, size, span, book, chance)
    stalls.stock(farms, size, span, book, chance)
    say(f"{size.orders} orders")
    trade.trade(farms, province, size.orders, span, book, chance, _writing(load, book, say))
    shelving.shelve(farms, pictures.hang(kept, book, span.first_shop), span, book, chance)
    load.write_all(book)
    say("Indexes and checks")
    load.put_back()
    say("The campaign and its sums")
    campaign.start_known_campaign(province)
    folding.rebuild_folds()
    elsewhere.tell(land, farms, chance, at=wish.at)


def _opened(book: Book, *, wipe: bool) -> Loader:
    load = loading.loader()
    load.set_aside([rows.table.name for rows in book])
    if wipe:
        wiping.wipe()
    for rows in book:
        loading.continue_numbers(rows)
    return load


def _writing(load: Loader, book: Book, say: Say) -> Callable[[int], None]:
    def write(orders: int) -> None:
        load.write_all(book)
        if orders % _TELL_EVERY == 0:
            say(f"{orders} orders so far")

    return write
