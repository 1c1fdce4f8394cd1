"""Of the ways a household offers, which ones suit a parcel, what each costs, and which is meant."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from storefront.delivery import journeys
from storefront.delivery.hours import Calendar
from storefront.delivery.tables import Quote, Quotes
from storefront.delivery.ways import COURIERS, FEE_LATER, FETCHED, Offer, Way, offered
from storefront.delivery.zones import Spot, Zone, between
from storefront.money import Money


class Trouble(enum.StrEnum):
    TOO_SLOW = "too_slow"
    """The goods would not be fresh any more, whichever day they leave."""
    WHERE_TO = "where_to"
    """What it costs hangs on a commune that nobody has named yet."""


@dataclass(frozen=True, slots=True)
class Parcel:
    grams: int
    shelf_days: int | None = None
    """Days that the least lasting goods in it last."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One way for one parcel."""

    way: Way
    fee: Money
    days: int | None
    leaves_on: date | None
    arrives_on: date | None
    note: str = ""
    zone: Zone | None = None
    trouble: Trouble | None = None
    waits: bool = False
    """It leaves later than it could, so as not to lie about over a weekend."""

    @property
    def is_fetched(self) -> bool:
        return self.way in FETCHED

    @property
    def fee_later(self) -> bool:
        return self.way in FEE_LATER


@dataclass(frozen=True, slots=True)
class Roads:
    """What is known of distances and fees, asked once for all parcels of a basket."""

    spots: Mapping[int, Spot]
    """By commune."""
    tables: Mapping[Way, Quotes]
    to: int | None
    """The buyer's commune."""

    def choices(
        self,
        ways: Mapping[str, Any] | None,
        parcel: Parcel,
        *,
        from_commune: int,
        calendar: Calendar,
    ) -> list[Choice]:
        """Every way this household offers, with its fee and days, or what stands against it."""
        zone = self._zone(from_commune)
        return [
            self._choice(way, offer, parcel, zone, calendar) for way, offer in offered(ways).items()
        ]

    def _zone(self, from_commune: int) -> Zone | None:
        here, there = self.spots.get(from_commune), self.spots.get(self.to or 0)
        return between(here, there) if here and there else None

    def _choice(
        self,
        way: Way,
        offer: Offer,
        parcel: Parcel,
        zone: Zone | None,
        calendar: Calendar,
    ) -> Choice:
        rests = way in COURIERS
        quote = self._quote(way, offer, parcel, zone)
        if quote is None:
            return Choice(way, Money(0), None, None, None, offer.note, trouble=Trouble.WHERE_TO)
        fee, days = quote
        first, is_open = calendar.first, calendar.is_open
        leaves = journeys.leaves_on(parcel, first, days=days, rests=rests, is_open=is_open)
        if leaves is None:
            return Choice(way, fee, days, None, None, offer.note, zone, Trouble.TOO_SLOW)
        arrives = journeys.arrives(leaves, days, rests=rests) if days is not None else None
        return Choice(way, fee, days, leaves, arrives, offer.note, zone, waits=leaves != first)

    def _quote(
        self, way: Way, offer: Offer, parcel: Parcel, zone: Zone | None
    ) -> tuple[Money, int | None] | None:
        if way not in COURIERS:
            return offer.fee, offer.days
        if zone is None:
            return None
        asked: Quote = self.tables[way].quote(parcel.grams, zone)
        return asked.fee + offer.fee, asked.days


def best(choices: Iterable[Choice], *, fetched: bool) -> Choice | None:
    """The cheapest that keeps the goods, of the kind that is asked for if there is one."""
    ready = [it for it in choices if it.trouble is not Trouble.TOO_SLOW]
    meant = [it for it in ready if it.is_fetched is fetched] or ready
    return min(meant, key=_dearness, default=None)


def _dearness(choice: Choice) -> tuple[bool, bool, int, int]:
    """Fees that nobody knows beforehand come last."""
    return (choice.trouble is not None, choice.fee_later, choice.fee.dong, choice.days or 0)
