"""How an order's parcel goes: chosen when it is placed, and frozen in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from storefront import clock
from storefront.delivery import hours, terms, weighing
from storefront.delivery import queries as delivery
from storefront.delivery.choosing import Choice, Parcel, Roads, Trouble, best
from storefront.delivery.hours import Calendar
from storefront.delivery.ways import Way
from storefront.orders import queries
from storefront.orders.deposits import Coming
from storefront.orders.refusals import CannotGo
from storefront.shops.models import Shop


class Shopkeeping(delivery.Sender, Protocol):
    """A shop, or what a page knows of it."""

    @property
    def hours(self) -> Mapping[str, Any] | None: ...


class Goods(Protocol):
    """Some of a parcel."""

    @property
    def unit(self) -> str: ...
    @property
    def quantity(self) -> int: ...
    @property
    def keeps(self) -> int | None: ...
    @property
    def lot_id(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is to be known before parcels can be promised, asked once for a whole basket."""

    roads: Roads
    taken: Mapping[int, Mapping[date, int]]
    """By shop: how many parcels are promised for each day."""
    coming: Mapping[int, Coming]
    """By lot: its harvest."""

    def calendar(
        self,
        shop_id: int,
        kept: Mapping[str, Any] | None,
        lots: Iterable[int | None],
        at: datetime,
        *,
        not_before: date | None = None,
    ) -> Calendar:
        harvests = [self.coming[lot].harvest_on for lot in lots if lot is not None]
        ripe = max(harvests + ([not_before] if not_before else []), default=None)
        return hours.read(kept).calendar(at, self.taken.get(shop_id, {}), ripe=ripe)


def outlook(
    shops: Mapping[int, Shopkeeping],
    coming: Mapping[int, Coming],
    *,
    to: int | None,
    at: datetime,
) -> Outlook:
    """For pages: a statement for couriers and one for days that bear only so much; none for what
    does not occur."""
    today = clock.village_date(at)
    return Outlook(
        delivery.roads(shops.values(), to=to, on=today),
        queries.parcels_promised([it for it in shops if hours.counts(shops[it].hours)], on=today),
        coming,
    )


def choose(
    shop: Shop,
    lines: Sequence[Goods],
    outlook: Outlook,
    *,
    wanted: Way | None,
    fetched: bool,
    has_address: bool,
    not_before: date | None = None,
    at: datetime,
) -> Choice:
    """The way the buyer chose, or the cheapest that keeps the goods. Raises CannotGo."""
    lots = [line.lot_id for line in lines]
    choices = outlook.roads.choices(
        shop.ways,
        parcel_of(lines),
        from_commune=shop.commune_id,
        calendar=outlook.calendar(shop.id, shop.hours, lots, at, not_before=not_before),
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


def parcel_of(lines: Sequence[Goods]) -> Parcel:
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
