from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from sqlalchemy import Select, String, cast, null, select, union_all
from sqlalchemy.orm import aliased

from storefront.db import session
from storefront.delivery.choosing import Roads
from storefront.delivery.models import CarrierTable
from storefront.delivery.tables import BEGINNING, Table, read
from storefront.delivery.ways import COURIERS, Way, offered
from storefront.delivery.zones import Spot
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
    spots = (
        select(Place.id, province.code, null().label("rows"), null().label("from_day"), null())
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
