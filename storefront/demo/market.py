"""Makes the demo market. Read it as a table of contents."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from storefront.campaign import actions as campaign
from storefront.campaign import folding
from storefront.clock import village_date
from storefront.db import db, deed
from storefront.demo import (
    calls,
    elsewhere,
    folders,
    founding,
    ground,
    loading,
    people,
    pictures,
    praising,
    shelving,
    stalls,
    trade,
    wiping,
)
from storefront.demo import press as press_told
from storefront.demo.book import Book
from storefront.demo.chance import Chance
from storefront.demo.loading import Loader
from storefront.demo.press import Press
from storefront.demo.scenes import program
from storefront.demo.size import Size, Span
from storefront.kept import Kept
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
    press: Press | None = None
    """The campaign as the press told it, and nothing after."""


def make(wish: Wish, settings: Settings, say: Say) -> None:
    """Fill the database, all or nothing."""
    kept = pictures.keep(Kept.of(settings).media)
    with loading.hurry(db.engine), deed():
        _fill(wish, settings, kept, say)


def _fill(wish: Wish, settings: Settings, kept: dict[str, str], say: Say) -> None:
    size, chance, book = wish.size, Chance(wish.seed), Book()
    press = wish.press
    span = press.span if press else Span.until(wish.at, years=size.years)
    say("The country and its communes")
    province = ground.province(settings.province_code)
    load = _opened(book, wipe=wish.again)
    say(f"Villages and {size.teams} teams")
    land = ground.settle(province, size, book, chance)
    staff = people.hire(land, size, book, chance)
    say(f"{size.shops} households and their shops")
    openings = press_told.calendar(press, chance) if press else None
    farms = founding.found(land, staff, size, span, book, chance, openings)
    stalls.stock(farms, size, span, book, chance)
    if not press:
        calls.call(farms, span, book, Chance(wish.seed + 1))
    writing = _writing(load, book, say)
    if press:
        say(f"Orders, until revenue is ×{press.multiple}")
        till = press_told.Till(book, press)
        market = trade.Trade(farms, province, span, book, chance, writing, till)
        press_told.sell(market, till, farms, press)
    else:
        say(f"{size.orders} orders")
        trade.trade(farms, province, size.orders, span, book, chance, writing)
    hung = pictures.hang(kept, book, span.first_shop)
    shelving.shelve(farms, hung, span, book, chance)
    load.write_all(book)
    folders.remember_series()
    say("Indexes and checks")
    load.put_back()
    if not press:
        say("What the last days brought two houses")
        program.play(farms, hung, settings, Chance(wish.seed + 2), now=wish.at)
    say("The campaign and its sums")
    folding.recount()
    if press:
        press_told.launch(province, press, today=village_date(wish.at))
    else:
        campaign.start_known_campaign(province)
        praising.praise(at=wish.at)
        elsewhere.tell(land, farms, chance, at=wish.at)


_GUARDED = ("bill_line",)
"""Written by scenes alone, and guarded against being wiped."""


def _opened(book: Book, *, wipe: bool) -> Loader:
    load = loading.loader()
    load.set_aside([*(rows.table.name for rows in book), *_GUARDED])
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
