"""Whether goods come to a buyer: fetched near by, carried by the village's runner, handed to a
coach, or taken by a courier that is quick enough for what does not keep."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from storefront.asking import Statement, fetch
from storefront.catalogue.rows import number
from storefront.delivery import journeys, tables
from storefront.delivery.models import CarrierTable
from storefront.delivery.queries import nothing_of
from storefront.delivery.ways import COURIERS, FETCHED, Way
from storefront.delivery.zones import Zone, codes_near
from storefront.places.models import Level, Place
from storefront.shops.models import Product, Shop

NEAR = 0.104
"""Degrees: about 15 km by road, as far as one comes for fruit or a runner walks."""
LONGEST_SHELF = 60
"""Days. What keeps so long bears every carrier."""
BY_TABLE = tuple(way for way in Way if way in COURIERS)


@dataclass(frozen=True, slots=True)
class Reach:
    """A buyer's commune, and what it takes to bring goods there."""

    code: str
    name: str
    values: Mapping[str, Any]
    """For the places in `reaches`."""


def reach(code: str, *, on: date) -> Reach | None:
    """Asked once for a page, whatever is found there. Nothing when there is no such commune now."""
    rows = fetch(_REACH, code=code, on=on)
    here = next((row for row in rows if row.path), None)
    if here is None:
        return None
    least, most = codes_near(here.province) or ("", "")
    where = {"to_code": code, "to_id": here.id, "to_province": f"{here.path}%"}
    spot = {"to_lat": here.lat, "to_lon": here.lon, "to_least": least, "to_most": most}
    entered = sorted((it for it in rows if it.rows), key=lambda it: (it.from_day, it.id))
    return Reach(code, here.name, where | spot | _keeping(entered))


def _keeping(entered: list[Any]) -> dict[str, int]:
    """How long goods must keep, for each courier and zone."""
    rows = {way: table.rows for way, table in tables.BEGINNING.items()}
    rows |= {Way(it.carrier): tables.read(it.rows) for it in entered}
    return {f"{way}_{zone}": _enough(rows[way][zone].days) for way in BY_TABLE for zone in Zone}


@dataclass(frozen=True, slots=True)
class _Goods:
    shelf_days: int


@lru_cache(maxsize=64)
def _enough(days: int) -> int:
    """The least a thing must keep to be sent so long, on the best day of the week."""
    monday = date(2026, 1, 5)
    fit = (
        shelf
        for shelf in range(1, LONGEST_SHELF)
        if journeys.leaves_on(_Goods(shelf), monday, days=days, rests=True)
    )
    return next(fit, LONGEST_SHELF)


def reaches() -> ColumnElement[bool]:
    """On products joined with their shop and its commune. Who has not chosen sends anywhere."""
    ways = cast(Shop.ways, String)
    return or_(Shop.ways.is_(None), ways == "null", *_by_some_way())


def _by_some_way() -> Iterator[ColumnElement[bool]]:
    lat, lon = Place.lat - number("to_lat"), (Place.lon - number("to_lon")) * 0.93
    same = Shop.commune_id == bindparam("to_id")
    near = or_(same, lat * lat + lon * lon <= NEAR * NEAR)
    yield _offers(Way.SEND)
    yield and_(near, or_(*(_offers(way) for way in Way if way in FETCHED)))
    yield and_(near, _offers(Way.RUNNER), _fresh(Way.RUNNER))
    station = Shop.ways[(Way.COACH.value, "note")].as_string()
    yield and_(_offers(Way.COACH), station != "", _in_region(same), _fresh(Way.COACH))
    for way in BY_TABLE:
        yield and_(_offers(way), _keeps(_of_zone(way, same)))


def _offers(way: Way) -> ColumnElement[bool]:
    return cast(Shop.ways, String).contains(f'"{way.value}":')


def _fresh(way: Way) -> ColumnElement[bool]:
    """By the days that the house says; where it says none, nothing is known against it."""
    days = Shop.ways[(way.value, "days")].as_integer()
    return or_(Product.shelf_days.is_(None), days.is_(None), days < Product.shelf_days)


def _keeps(least: ColumnElement[int]) -> ColumnElement[bool]:
    return or_(Product.shelf_days.is_(None), Product.shelf_days >= least)


def _of_zone(way: Way, same: ColumnElement[bool]) -> ColumnElement[int]:
    least = {zone: bindparam(f"{way}_{zone}", type_=Integer()) for zone in Zone}
    return case(
        (same, least[Zone.COMMUNE]),
        (_in_province(), least[Zone.PROVINCE]),
        (_in_region(same), least[Zone.REGION]),
        else_=least[Zone.COUNTRY],
    )


def _in_province() -> ColumnElement[bool]:
    return Place.path.like(bindparam("to_province", type_=String()))


def _in_region(same: ColumnElement[bool]) -> ColumnElement[bool]:
    province = aliased(Place, name="near_province")
    codes = province.code.between(
        bindparam("to_least", type_=String()), bindparam("to_most", type_=String())
    )
    inside = select(province.id).where(province.level == Level.PROVINCE, codes)
    return or_(same, _in_province(), Place.parent_id.in_(inside))


def _reach() -> Statement:
    """The commune and what carriers ask on the day, in one question."""
    province = aliased(Place, name="province")
    on: ColumnElement[Any] = bindparam("on", type_=Date())
    here = (
        select(
            Place.id, Place.name, province.code.label("province"), province.path.label("path"),
            Place.lat, Place.lon, null().label("carrier"), nothing_of(CarrierTable.rows),

            nothing_of(CarrierTable.from_day),
        )
        .join(province, Place.path.startswith(province.path))
        .where(Place.code == bindparam("code"), Place.level == Level.COMMUNE)
        .where(Place.valid_from <= on, or_(Place.valid_to.is_(None), Place.valid_to > on))
        .where(province.level == Level.PROVINCE)
    )  # fmt: skip
    return union_all(here, _entered(on))


def _entered(on: Any) -> Select[Any]:
    nothing = [null() for _column in range(5)]
    carrier = cast(CarrierTable.carrier, String(32))
    told = (CarrierTable.id, *nothing, carrier, CarrierTable.rows, CarrierTable.from_day)
    return select(*told).where(CarrierTable.from_day <= on)


_REACH = _reach()
