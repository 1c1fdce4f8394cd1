from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import joinedload

from storefront.accounts.models import Person
from storefront.accounts.permissions import Permission
from storefront.asking import fetch
from storefront.db import is_writing, session
from storefront.orders.models import Order
from storefront.places.queries import lying_in
from storefront.saying import ask
from storefront.shops.models import Household, Shop
from storefront.talks.models import Note, Side, Voice

_SEEN = Note.reported_at.is_(None)


def of_order(order_id: int) -> Sequence[Note]:
    """Oldest first."""
    wanted = select(Note).where(Note.order_id == order_id, _SEEN).options(joinedload(Note.by))
    return session.scalars(wanted.order_by(Note.id)).all()


def unread(order_id: int, *, by: Side) -> int:
    """How many this side has not read."""
    values = {"order_id": order_id, "side": by.other}
    (row,) = ask(_UNREAD, values) if is_writing() else fetch(_UNREAD, **values)
    return int(row.many)


_UNREAD = select(func.count().label("many")).where(
    Note.order_id == bindparam("order_id"),
    Note.side == bindparam("side"),
    Note.read_at.is_(None),
    _SEEN,
)
"""Asked plainly: every order's page does."""


def unread_by_household(order_ids: Sequence[int]) -> dict[int, int]:
    """How many of each order wait for the household."""
    if not order_ids:
        return {}
    wanted = (
        select(Note.order_id, func.count().label("many"))
        .where(Note.order_id.in_(order_ids), Note.side == Side.BUYER, Note.read_at.is_(None), _SEEN)
        .group_by(Note.order_id)
    )
    return {row.order_id: row.many for row in session.execute(wanted)}


def of_other(order_id: int, number: int, *, side: Side) -> Note | None:
    """What the other side said, locked."""
    wanted = select(Note).where(
        Note.id == number, Note.order_id == order_id, Note.side == side.other, _SEEN
    )
    return session.scalar(wanted.with_for_update())


def voice(order_id: int, number: int) -> Voice | None:
    wanted = select(Voice).join(Note, Note.id == Voice.note_id)
    return session.scalar(wanted.where(Note.id == number, Note.order_id == order_id, _SEEN))


def written_since(moment: datetime, order_id: int, *, by: Side) -> int:
    wanted = select(func.count()).where(
        Note.order_id == order_id, Note.side == by, Note.written_at >= moment
    )
    return session.scalars(wanted).one()


def reported(person: Person, *, on: date) -> Sequence[Note]:
    """What was called abuse where this person looks after goods and words, oldest first."""
    places = person.places_where(Permission.GOODS_REVIEW, on=on)
    inside = lying_in(places)
    wanted = (
        select(Note)
        .join(Note.order)
        .join(Order.shop)
        .join(Shop.household)
        .join(Household.village)
        .where(Note.reported_at.is_not(None), inside)
        .options(joinedload(Note.order).joinedload(Order.shop))
    )
    return session.scalars(wanted.order_by(Note.id).limit(100)).all()
