"""Tables of fees: what a carrier asks for a weight and a zone, from a day on.

These are the market's own, entered from the carriers' price lists; no carrier is asked live. The
first ones are estimates and say so. A newer table of a carrier, entered by staff, takes the place
of an older one from its day on; see `queries.tables`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from storefront.delivery.ways import Way
from storefront.delivery.zones import Zone
from storefront.money import Money

STEPS = (500, 1_000, 2_000)
"""Grams up to which a step goes; above the last, every half kilo begun costs the same again."""
HALF_A_KILO = 500


@dataclass(frozen=True, slots=True)
class Quote:
    fee: Money
    days: int
    """At most, on working days."""


class Quotes(Protocol):
    """The port: whoever can say what a carrier asks. Today a table; a live service would fit."""

    def quote(self, grams: int, zone: Zone) -> Quote: ...


@dataclass(frozen=True, slots=True)
class Row:
    """What one zone costs."""

    fees: tuple[Money, ...]
    """One for each step."""
    more: Money
    """For every half kilo above the last step."""
    days: int


@dataclass(frozen=True, slots=True)
class Table:
    carrier: Way
    from_day: date
    rows: Mapping[Zone, Row]
    source: str
    is_estimate: bool = False

    def quote(self, grams: int, zone: Zone) -> Quote:
        row = self.rows[zone]
        for step, fee in zip(STEPS, row.fees, strict=True):
            if grams <= step:
                return Quote(fee, row.days)
        halves = -(-(grams - STEPS[-1]) // HALF_A_KILO)
        return Quote(row.fees[-1] + row.more * halves, row.days)


def kept(rows: Mapping[Zone, Row]) -> dict[str, Any]:
    return {
        zone.value: {
            "fees": [fee.dong for fee in row.fees],
            "more": row.more.dong,
            "days": row.days,
        }
        for zone, row in rows.items()
    }


def read(said: Mapping[str, Any]) -> dict[Zone, Row]:
    return {
        Zone(zone): Row(tuple(Money(fee) for fee in it["fees"]), Money(it["more"]), it["days"])
        for zone, it in said.items()
    }


def _row(*thousands: float, more: float, days: int) -> Row:
    steps = tuple(Money(round(it * 1_000)) for it in thousands)
    return Row(steps, Money(round(more * 1_000)), days)


def _estimate(carrier: Way, *rows: Row) -> Table:
    said = dict(zip(Zone, rows, strict=True))
    return Table(carrier, date(2026, 1, 1), said, "", True)


BEGINNING: Mapping[Way, Table] = {
    Way.VNPOST: _estimate(
        Way.VNPOST,
        _row(16.5, 18, 21, more=2, days=1),
        _row(16.5, 19, 23, more=2.5, days=2),
        _row(26, 30, 36, more=4, days=4),
        _row(30, 36, 45, more=6, days=6),
    ),
    Way.VIETTEL_POST: _estimate(
        Way.VIETTEL_POST,
        _row(16.5, 18, 22, more=2.5, days=1),
        _row(18, 20, 24, more=2.5, days=2),
        _row(30, 33, 38, more=5, days=3),
        _row(32, 38, 48, more=7, days=5),
    ),
    Way.GHN: _estimate(
        Way.GHN,
        _row(16, 18, 21, more=2.5, days=1),
        _row(20.5, 22, 25, more=2.5, days=2),
        _row(29, 32, 37, more=5, days=3),
        _row(30, 35, 45, more=6, days=5),
    ),
    Way.GHTK: _estimate(
        Way.GHTK,
        _row(16.5, 18, 21, more=2.5, days=1),
        _row(18, 20.5, 24, more=2.5, days=2),
        _row(30, 33, 38, more=5, days=3),
        _row(32, 37, 47, more=6, days=5),
    ),
}
