"""All that is to be known of households before one can order from them, in one statement: who they
are, what couriers ask, and how much is promised for each day already."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Text,
    bindparam,
    case,
    cast,
    func,
    or_,
    select,
)
from sqlalchemy.orm.attributes import set_committed_value

from storefront.accounts.models import Person
from storefront.delivery import queries as delivery
from storefront.delivery.choosing import Roads
from storefront.orders.models import Order
from storefront.orders.states import OPEN
from storefront.packed import packed
from storefront.places.models import Place
from storefront.rows import columns, things
from storefront.saying import ask
from storefront.shops.models import Household, PaymentAccount, Shop


@dataclass(frozen=True, slots=True)
class Sellers:
    shops: Mapping[int, Shop]
    """With household, keeper, village and accounts, by id."""
    roads: Roads
    promised: Mapping[int, Mapping[date, int]]
    """Parcels by day, of shops whose days bear only so many."""


def sellers(shop_ids: Collection[int], *, to: int | None, on: date) -> Sellers:
    """`to`: the buyer's commune. What is promised holds until the deed ends: see `stock.take`."""
    ids = {f"id{nth}": one for nth, one in enumerate(shop_ids)}
    rows = ask(_sellers(len(ids)), ids | {"to": to, "on": on})
    shops = _shops(rows)
    promised = {row.id: _days(row.promised) for row in rows if row.promised}
    told = {shops[row.id].commune_id: row.told for row in rows if row.told}
    return Sellers(shops, delivery.roads_told(told, to=to), promised)


def _shops(rows: Collection[Any]) -> dict[int, Shop]:
    found = [things(row, *_SELLER) for row in rows]
    for shop, household, keeper, village, _account in found:
        set_committed_value(shop, "household", household)
        set_committed_value(household, "keeper", keeper)
        set_committed_value(household, "village", village)
        accounts = [row[-1] for row in found if row[0] is shop and row[-1] is not None]
        set_committed_value(household, "accounts", accounts)
    return {row[0].id: row[0] for row in found}


def _days(said: str) -> dict[date, int]:
    return {date.fromisoformat(day): many for day, many in json.loads(said).items()}


_SELLER = (Shop, Household, Person, Place, PaymentAccount)
_TO = bindparam("to", type_=BigInteger())
_ON = bindparam("on", type_=Date())


@lru_cache(maxsize=64)
def _sellers(many: int) -> Any:
    ids: list[Any] = [bindparam(f"id{nth}") for nth in range(many)]
    told = delivery.told(Shop.ways, Shop.commune_id, to=_TO, on=_ON).label("told")
    promised = case((bears_so_many(), _promised())).label("promised")
    return (
        select(*columns(*_SELLER), told, promised)
        .select_from(Shop)
        .join(Household, Household.id == Shop.household_id)
        .join(Person, Person.id == Household.keeper_id)
        .join(Place, Place.id == Household.village_id)
        .outerjoin(PaymentAccount, PaymentAccount.household_id == Household.id)
        .where(Shop.id.in_(ids))
        .order_by(Shop.id, PaymentAccount.id)
    )


def bears_so_many() -> ColumnElement[bool]:
    """Whether a day of the shop's bears only so many parcels, as `hours.counts` says it."""
    bears: ColumnElement[bool] = Shop.hours["a_day"].as_integer() > 0
    return bears


def _promised() -> Any:
    is_open = or_(*(Order.state == it for it in sorted(OPEN)))
    by_day = (
        select(Order.leaves_on, func.count().label("many"))
        .where(Order.shop_id == Shop.id, Order.leaves_on >= _ON, is_open)
        .group_by(Order.leaves_on)
        .correlate(Shop)
    )
    it = by_day.subquery().c
    return select(packed(cast(it.leaves_on, Text), it.many)).scalar_subquery()
