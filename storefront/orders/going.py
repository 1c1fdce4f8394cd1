"""How an order's parcel goes: chosen when it is placed, and frozen in it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from storefront import clock
from storefront.delivery import terms, weighing
from storefront.delivery.choosing import Choice, Parcel, Roads, Trouble, best
from storefront.delivery.ways import Way
from storefront.orders.refusals import CannotGo
from storefront.orders.stock import Taken
from storefront.shops.models import Shop


def choose(
    shop: Shop,
    lines: Iterable[Taken],
    roads: Roads,
    *,
    wanted: Way | None,
    fetched: bool,
    has_address: bool,
    at: datetime,
) -> Choice:
    """The way the buyer chose, or the cheapest that keeps the goods. Raises CannotGo."""
    choices = roads.choices(
        shop.ways, _parcel(lines), from_commune=shop.commune_id, first=clock.village_date(at)
    )
    if wanted is None:
        found = best(choices, fetched=fetched)
    else:
        found = next((it for it in choices if it.way is wanted), None)
    if found is None or found.trouble:
        raise CannotGo(shop.name, found.trouble if found else None)
    if not (found.is_fetched or has_address):
        raise CannotGo(shop.name, Trouble.WHERE_TO)
    return found


def _parcel(lines: Iterable[Taken]) -> Parcel:
    lines = list(lines)
    keeps = [line.keeps for line in lines if line.keeps is not None]
    weight = weighing.together((line.unit, line.quantity) for line in lines)
    return Parcel(weight, min(keeps, default=None))


def frozen(journey: Choice) -> dict[str, Any]:
    """For the order to keep: later tables, ways and terms leave it alone."""
    said = {"days": journey.days, "zone": journey.zone, "note": journey.note}
    return {
        "way": journey.way,
        "fee": journey.fee,
        "leaves_on": journey.leaves_on,
        "terms": {"version": terms.NOW.version} | {name: it for name, it in said.items() if it},
    }
