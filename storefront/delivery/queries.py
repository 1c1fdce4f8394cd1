import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    Text,
    case,
    cast,
    exists,
    func,
    null,
    or_,
    select,
    tuple_,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import aliased

from storefront.db import session
from storefront.delivery.choosing import Roads
from storefront.delivery.models import CarrierTable
from storefront.delivery.tables import BEGINNING, Table, read
from storefront.delivery.ways import COURIERS, Way, offered
from storefront.delivery.zones import Spot
from storefront.packed import packed
from storefront.places.models import Level, Place

ON_FOOT = Roads({}, {}, None)
"""When no courier is offered, neither distances nor tables are needed."""


class Sender(Protocol):
    """A shop, or what a page knows of it."""

    @property
    def ways(self) -> Mapping[str, Any] | None: ...
    @property
    def commune_id(self) -> int: ...


def roads(senders: Iterable[Sender], *, to: int | None, on: date) -> Roads:
    """Asks nothing of the database unless a courier is offered."""
    by_courier = {it.commune_id for it in senders if not COURIERS.isdisjoint(offered(it.ways))}
    if not by_courier or to is None:
        return ON_FOOT
    return _roads(by_courier | {to}, to=to, on=on)


def _roads(communes: Collection[int], *, to: int, on: date) -> Roads:
    """One question for distances and tables: it stands on the way of every order by courier."""
    province = aliased(Place, name="province")
    nothing = [
        nothing_of(column)
        for column in (CarrierTable.rows, CarrierTable.from_day, CarrierTable.source)
    ]
    spots = (
        select(Place.id, province.code, *nothing)
        .join(province, Place.path.startswith(province.path))
        .where(Place.id.in_(communes), province.level == Level.PROVINCE)
    )
    rows: Sequence[Any] = session.execute(union_all(spots, _entered(on).order_by(None))).all()
    tables = sorted((it for it in rows if it.rows), key=lambda it: (it.from_day, it.id))
    return Roads(
        {it.id: Spot(it.id, it.code) for it in rows if not it.rows},
        dict(BEGINNING) | {Way(it.code): _table(it) for it in tables},
        to,
    )


def nothing_of(column: Any) -> ColumnElement[Any]:
    """Nothing, named and read like what the other half of a question has in its place."""
    return type_coerce(null(), column.type).label(column.key)


def told(ways: Any, commune: Any, *, to: Any, on: Any) -> ColumnElement[str | None]:
    """A column for a statement that reads senders anyway: what `roads_told` makes roads of. Where
    no courier is offered nothing is looked up."""
    by_courier = or_(*(ways[way.value].as_string().is_not(None) for way in sorted(COURIERS)))
    tables = func.coalesce(_in_force(on), "{}")
    ends = _province_of(commune) + _BETWEEN + _province_of(to)
    return case((by_courier, ends + _BETWEEN + tables))


def roads_told(said: Mapping[int, str], *, to: int | None) -> Roads:
    """From what was told of the senders in each commune."""
    told = {commune: it.split(_BETWEEN, 2) for commune, it in said.items()}
    if not told or to is None:
        return ON_FOOT
    spots = {commune: Spot(commune, here) for commune, (here, _there, _tables) in told.items()}
    _here, there, tables = next(iter(told.values()))
    entered = [_entered_table(name, rows) for name, rows in json.loads(tables).items()]
    newest = dict(BEGINNING) | {it.carrier: it for it in entered}
    return Roads(spots | {to: Spot(to, there)}, newest, to)


def _province_of(commune: Any) -> ColumnElement[str]:
    place, province = aliased(Place, name="here"), aliased(Place, name="province")
    return (
        select(func.max(province.code))
        .select_from(place)
        .join(province, place.path.startswith(province.path))
        .where(place.id == commune, province.level == Level.PROVINCE)
        .scalar_subquery()
    )


def _in_force(on: Any) -> ColumnElement[str]:
    """The newest table of each carrier, by its carrier, day and source."""
    newer = aliased(CarrierTable, name="newer")
    later = tuple_(newer.from_day, newer.id) > tuple_(CarrierTable.from_day, CarrierTable.id)
    overtaken = exists().where(newer.carrier == CarrierTable.carrier, newer.from_day <= on, later)
    named = (cast(CarrierTable.carrier, Text), cast(CarrierTable.from_day, Text))
    name = named[0] + _BETWEEN + named[1] + _BETWEEN + CarrierTable.source
    return (
        select(packed(name, cast(CarrierTable.rows, Text)))
        .where(CarrierTable.from_day <= on, ~overtaken)
        .scalar_subquery()
    )


_BETWEEN = "\n"


def _entered_table(named: str, rows: str) -> Table:
    carrier, day, source = named.split(_BETWEEN, 2)
    return Table(Way(carrier), date.fromisoformat(day), read(json.loads(rows)), source)


def tables(*, on: date) -> dict[Way, Table]:
    """What each carrier asks on the day."""
    entered = session.execute(_entered(on))
    return dict(BEGINNING) | {Way(it.code): _table(it) for it in entered}


def _entered(on: date) -> Select[Any]:
    return (
        select(
            CarrierTable.id,
            cast(CarrierTable.carrier, String(32)).label("code"),
            CarrierTable.rows,
            CarrierTable.from_day,
            CarrierTable.source,
        )
        .where(CarrierTable.from_day <= on)
        .order_by(CarrierTable.from_day, CarrierTable.id)
    )


def coming(*, after: date) -> list[CarrierTable]:
    """Tables that are entered and not yet in force."""
    wanted = select(CarrierTable).where(CarrierTable.from_day > after)
    return list(session.scalars(wanted.order_by(CarrierTable.from_day, CarrierTable.id)))


def history(carrier: Way) -> list[CarrierTable]:
    """Newest first."""
    wanted = select(CarrierTable).where(CarrierTable.carrier == carrier)
    return list(session.scalars(wanted.order_by(CarrierTable.id.desc())))


def _table(entered: Any) -> Table:
    return Table(Way(entered.code), entered.from_day, read(entered.rows), entered.source)
