"""Two years of orders: baskets filled from what was in season, day by day."""

from __future__ import annotations

from collections.abc import Callable

from storefront.demo import calendar
from storefront.demo.book import Book
from storefront.demo.buyers import Buyer, Buyers
from storefront.demo.calendar import Shelf
from storefront.demo.cast import KEEPERS
from storefront.demo.chance import Chance
from storefront.demo.dealing import Deal, Dealing
from storefront.demo.farms import Farm, Ware
from storefront.demo.fates import Fates
from storefront.demo.paying import Paying
from storefront.demo.rows import DAY, HOUR, MINUTE, stamp
from storefront.demo.size import Span
from storefront.places.models import Place

A_CHUNK = 20_000
"""Orders between two writings: a few hundred thousand rows in memory."""
MIDDLING_BASKET = 113_000
"""In đồng, so that the mean comes to about 188.000, as in August 2021."""
MOST_UNITS = 60
FETCHED = 0.2
TRANSFERS = 0.72
TWO_HOUSEHOLDS = 0.17
SECOND_WARE = 0.35
TRACED = 60 * DAY
"""How far back it is still known who pressed what; older traces have been let go."""
_WAITING_FOR_THE_CAST = 6
"""Orders of the last hours for each keeper a visitor may sign in as."""

Lines = list[tuple[Ware, int]]


def trade(
    farms: list[Farm],
    province: Place,
    orders: int,
    span: Span,
    book: Book,
    chance: Chance,
    write: Callable[[int], None],
) -> None:
    """Fill the book with orders, and call `write` with their number when it gets heavy."""
    if any(farm.wares for farm in farms):
        Trade(farms, province, span, book, chance, write).fill(orders)


class Trade:
    def __init__(
        self,
        farms: list[Farm],
        province: Place,
        span: Span,
        book: Book,
        chance: Chance,
        write: Callable[[int], None],
        dealing: Dealing | None = None,
    ) -> None:
        self._farms, self._span, self._book, self._chance = farms, span, book, chance
        self._write = write
        self._shelf = Shelf(farms)
        self._buyers = Buyers(province, chance)
        dealing = dealing or Dealing(book, traced_since=span.now - TRACED)
        self._fates = Fates(dealing, Paying(dealing), span.now, chance)
        self._done = 0

    def fill(self, orders: int) -> None:
        latest = min(orders, _WAITING_FOR_THE_CAST * len(KEEPERS))
        for day, size in calendar.orders_by_day(self._farms, self._span, orders - latest):
            self.order_on(day, size)
        self._order_lately(latest)

    def order_on(self, day: int, size: int) -> None:
        """Days come one after the other."""
        self._shelf.until(day)
        moments = calendar.moments(day, size, self._span, self._chance)
        while moments:
            at = moments.pop()
            offers = [self._shelf.pick(at, self._chance)]
            if moments and self._chance.of(TWO_HOUSEHOLDS):
                other = self._shelf.pick(at, self._chance)
                if other[0] is not offers[0][0]:
                    moments.pop()
                    offers.append(other)
            self._check_out(offers, at)

    def _order_lately(self, orders: int) -> None:
        """So that a visitor who signs in as a keeper finds something to do."""
        latest = [self._chance.between(4 * MINUTE, 26 * HOUR) for _ in range(orders)]
        for number, ago in enumerate(sorted(latest, reverse=True)):
            farm, at = self._farms[number % len(KEEPERS)], self._span.now - ago
            wares = self._in_season(farm, at)
            if wares:
                self._check_out([(farm, self._chance.pick(wares))], at)

    def _in_season(self, farm: Farm, at: int) -> list[Ware]:
        month = calendar.month_of(at)
        return [ware for ware in farm.wares if ware.good.in_season(month) and ware.listed < at]

    def _check_out(self, offers: list[calendar.Offer], at: int) -> None:
        checkout, fetched = self._book.checkouts.next_id(), self._chance.of(FETCHED)
        buyer = self._buyers.next(checkout)
        self._write_down(checkout, buyer, fetched, at)
        by_qr = self._chance.of(TRANSFERS)
        for farm, ware in offers:
            lines = self._basket(farm, ware, at)
            can_be_paid = farm.account is not None and farm.account.declared <= at
            deal = Deal(
                id=self._book.orders.next_id(),
                code=self._chance.order_code(),
                checkout_id=checkout,
                buyer=buyer,
                farm=farm,
                by_qr=by_qr and can_be_paid,
                fetched=fetched,
                lines=lines,
                goods=sum(ware.price * quantity for ware, quantity in lines),
                placed=at,
            )
            self._fates.live(deal)
            self._done += 1
            if self._done % A_CHUNK == 0:
                self._write(self._done)

    def _write_down(self, checkout: int, buyer: Buyer, fetched: bool, at: int) -> None:
        self._book.checkouts.add(
            (
                checkout,
                self._chance.secret(),
                self._chance.secret(),
                buyer.name,
                buyer.phone,
                "pick_up" if fetched else "send",
                "" if fetched else buyer.address,
                None if fetched else buyer.commune_id,
                self._buyers.note(),
                "vi",
                stamp(at),
                "basket",
            )
        )

    def _basket(self, farm: Farm, first: Ware, at: int) -> Lines:
        wares = [first]
        if len(farm.wares) > 1 and self._chance.of(SECOND_WARE):
            others = [ware for ware in self._in_season(farm, at) if ware is not first]
            wares += [self._chance.pick(others)] if others else []
        worth = self._chance.spread(MIDDLING_BASKET, 0.62) / len(wares)
        lines = [(ware, _quantity(ware, worth)) for ware in wares]
        return sorted(lines, key=lambda line: line[0].id)


def _quantity(ware: Ware, worth: float) -> int:
    return max(1, min(MOST_UNITS, round(worth / ware.price)))
