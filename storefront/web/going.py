"""How the parcels of a basket can go: what the checkout page offers, and what was chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from flask import request

from storefront import clock
from storefront.delivery import weighing
from storefront.delivery.choosing import Choice, best
from storefront.delivery.choosing import Parcel as Weighed
from storefront.delivery.hours import Calendar
from storefront.delivery.ways import FETCHED, Way
from storefront.money import Money
from storefront.orders import deposits, going, queries
from storefront.orders.deposits import Deposit
from storefront.orders.going import Outlook
from storefront.orders.models import Delivery
from storefront.places.models import Place
from storefront.web.basket import Parcel


@dataclass(frozen=True, slots=True)
class Going:
    """One parcel, the ways it can go, and the one that is marked."""

    parcel: Parcel
    choices: Sequence[Choice]
    chosen: Choice | None
    calendar: Calendar
    deposit: Deposit | None

    @property
    def has_chosen(self) -> bool:
        """The household has said how it sends; else the buyer only says sent or fetched."""
        return self.parcel.ways is not None

    @property
    def fee(self) -> Money:
        return self.chosen.fee if self.chosen else Money(0)

    @property
    def total(self) -> Money:
        """Nothing as long as nothing is chosen: what is not sent has no fee."""
        return self.parcel.amount + self.fee if self.parcel.lines else Money(0)


def of(parcels: Sequence[Parcel], *, to: Place | None, fetched: bool) -> list[Going]:
    at = clock.now()
    outlook = _outlook(parcels, to, at=at)
    typed = wanted()
    found = []
    for parcel in parcels:
        weighed = _weighed(parcel)
        calendar = calendar_of(parcel, outlook, at=at)
        choices = outlook.roads.choices(
            parcel.ways, weighed, from_commune=parcel.commune_id, calendar=calendar
        )
        meant = next((it for it in choices if it.way is typed.get(parcel.code)), None)
        chosen = meant or best(choices, fetched=fetched)
        found.append(Going(parcel, choices, chosen, calendar, _deposit(parcel, outlook)))
    return found


class _Ordered(NamedTuple):
    lot_id: int | None
    quantity: int
    amount: Money


def _deposit(parcel: Parcel, outlook: Outlook) -> Deposit | None:
    if not outlook.coming:
        return None
    lines = [_Ordered(it.card.lot_id, it.quantity, it.amount) for it in parcel.lines]
    return deposits.of(lines, outlook.coming)


def _outlook(parcels: Sequence[Parcel], to: Place | None, *, at: datetime) -> Outlook:
    coming = queries.coming([line.card.lot_id for parcel in parcels for line in parcel.lines])
    shops = {parcel.shop_id: parcel for parcel in parcels}
    return going.outlook(shops, coming, to=to.id if to else None, at=at)


def calendar_of(parcel: Parcel, outlook: Outlook, *, at: datetime) -> Calendar:
    lots = [line.card.lot_id for line in parcel.lines]
    return outlook.calendar(parcel.shop_id, parcel.hours, lots, at)


def wanted() -> dict[str, Way]:
    """What was pressed, by shop code; what is no way is nothing."""
    said = request.form.items()
    return {
        name.removeprefix(_WAY): Way(way)
        for name, way in said
        if name.startswith(_WAY) and way in _WAYS
    }


_WAY = "way-"
_WAYS = frozenset(Way)


def needs_address(delivery: object) -> bool:
    """Whether anything is brought to the buyer."""
    typed = wanted()
    if not typed:
        return delivery == Delivery.SEND
    return any(way not in FETCHED for way in typed.values())


def _weighed(parcel: Parcel) -> Weighed:
    keeps = [it.card.shelf_days for it in parcel.lines if it.card.shelf_days is not None]
    weight = weighing.together((it.card.unit, it.quantity) for it in parcel.lines)
    return Weighed(weight, min(keeps, default=None))
