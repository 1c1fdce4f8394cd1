"""When people order: more in season, more by and by, most of all in the morning and at night."""

from __future__ import annotations

from collections.abc import Iterator

from storefront.demo.chance import Chance
from storefront.demo.farms import Farm, Ware
from storefront.demo.rows import DAY, MINUTE, TO_VILLAGE, village_day
from storefront.demo.size import Span

Offer = tuple[Farm, Ware]

_HOURS = (6, 7, 7, 8, 8, 8, 9, 9, 10, 11, 12, 12, 14, 15, 16, 17, 18, 19, 19, 20, 20, 20, 21, 21)
_FAVOURITES = 1.4
"""Above one, the older shops sell more than the newer."""


class Shelf:
    """What is on offer on a day: in season, and listed before it."""

    def __init__(self, farms: list[Farm]) -> None:
        offers = [(farm, ware) for farm in farms for ware in farm.wares]
        self._coming = sorted(offers, key=lambda offer: (offer[1].listed, offer[1].id))
        self._next = 0
        self._by_month: list[list[Offer]] = [[] for _ in range(13)]

    def until(self, at: int) -> None:
        """Put on the shelf what was listed by then."""
        while self._next < len(self._coming) and self._coming[self._next][1].listed < at:
            offer = self._coming[self._next]
            for month in range(1, 13):
                if offer[1].good.in_season(month):
                    self._by_month[month].append(offer)
            self._next += 1

    def offers(self, at: int) -> list[Offer]:
        return self._by_month[month_of(at)]

    def pick(self, at: int, chance: Chance) -> Offer:
        offers = self.offers(at)
        return offers[int(chance.roll() ** _FAVOURITES * len(offers))]


def month_of(at: int) -> int:
    return int(village_day(at)[5:7])


def orders_by_day(farms: list[Farm], span: Span, orders: int) -> Iterator[tuple[int, int]]:
    """Each village day's midnight and how many orders it sees. Exactly so many in all."""
    days = days_with_weights(farms, span)
    whole, sum_so_far, given = sum(weight for _day, weight in days), 0.0, 0
    for day, weight in days:
        sum_so_far += weight
        until_now = round(orders * sum_so_far / whole)
        yield day, until_now - given
        given = until_now


def days_with_weights(farms: list[Farm], span: Span) -> list[tuple[int, float]]:
    days = list(_midnights(span))
    return list(zip(days, _weights(farms, days), strict=True))


def moments(day: int, size: int, span: Span, chance: Chance) -> list[int]:
    """When in the day, the latest first, and never after now."""
    found = []
    for _ in range(size):
        at = day + chance.pick(_HOURS) * 60 * MINUTE + chance.below(60 * MINUTE)
        if at >= span.now:
            at = span.now - 1 - chance.below(max(1, min(DAY, span.now - day)))
        found.append(at)
    return sorted(found, reverse=True)


def _midnights(span: Span) -> Iterator[int]:
    first = span.first_order - (span.first_order + TO_VILLAGE) % DAY
    return iter(range(first, span.now, DAY))


def _weights(farms: list[Farm], days: list[int]) -> list[float]:
    shelf, weights = Shelf(farms), []
    for place, day in enumerate(days):
        shelf.until(day)
        habit = 0.5 + place / len(days)
        weekend = 1.25 if (day // DAY + 4) % 7 in (5, 6) else 1.0
        weights.append(len(shelf.offers(day + TO_VILLAGE)) * habit * weekend)
    return weights
