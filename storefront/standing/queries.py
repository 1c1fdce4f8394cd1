from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from storefront.db import session
from storefront.orders.models import Checkout, Order
from storefront.shops.models import Household, Shop
from storefront.standing.models import (
    StandingLine,
    StandingOrder,
    StandingState,
    Turn,
    TurnState,
)

_WHOLE = (
    joinedload(StandingOrder.commune),
    joinedload(StandingOrder.begun_by),
    joinedload(StandingOrder.from_order).joinedload(Order.checkout),
    joinedload(StandingOrder.shop).joinedload(Shop.household).joinedload(Household.keeper),
    joinedload(StandingOrder.shop).joinedload(Shop.household).joinedload(Household.village),
    selectinload(StandingOrder.lines).joinedload(StandingLine.product),
    selectinload(StandingOrder.turns).joinedload(Turn.checkout).selectinload(Checkout.orders),
)
_ANEW = {"populate_existing": True}


def by_secret(secret: str) -> StandingOrder | None:
    """For whoever holds the link."""
    return _one(select(StandingOrder).where(StandingOrder.secret == secret))


def of_shop(shop_id: int, number: int) -> StandingOrder | None:
    mine = StandingOrder.id == number, StandingOrder.shop_id == shop_id
    return _one(select(StandingOrder).where(*mine))


def made_from(order_id: int) -> StandingOrder | None:
    return _one(select(StandingOrder).where(StandingOrder.from_order_id == order_id))


def all_of(shop_id: int) -> Sequence[StandingOrder]:
    """Those that go on first, the nearest turn first."""
    wanted = select(StandingOrder).where(StandingOrder.shop_id == shop_id).options(*_WHOLE)
    return session.scalars(wanted.order_by(StandingOrder.state, StandingOrder.next_on)).all()


def locked(standing_id: int) -> StandingOrder:
    """As it is now; nobody else changes it before this deed ends."""
    wanted = select(StandingOrder).where(StandingOrder.id == standing_id).options(*_WHOLE)
    found = session.scalars(wanted.with_for_update(of=StandingOrder), execution_options=_ANEW)
    return found.unique().one()


def to_tell(*, by: date, limit: int = 100) -> Sequence[int]:
    """Standing orders whose next turn leaves on this day or sooner."""
    due = StandingOrder.state == StandingState.ACTIVE, StandingOrder.next_on <= by
    return session.scalars(
        select(StandingOrder.id).where(*due).order_by(StandingOrder.id).limit(limit)
    ).all()


def to_place(*, by: date, limit: int = 100) -> Sequence[tuple[int, int]]:
    """Turns that nobody has skipped and that leave on this day or sooner, with whose they are."""
    due = Turn.state == TurnState.TOLD, Turn.on <= by
    found = session.execute(
        select(Turn.standing_id, Turn.id).where(*due).order_by(Turn.id).limit(limit)
    )
    return [(row.standing_id, row.id) for row in found]


def _one(wanted: Select[StandingOrder]) -> StandingOrder | None:
    found = session.scalars(wanted.options(*_WHOLE), execution_options=_ANEW)
    return found.unique().one_or_none()
