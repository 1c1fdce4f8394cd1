"""No answer in hours: the team is told once, then the commune once, by however many workers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update

from storefront import clock
from storefront.accounts import queries as people
from storefront.accounts.models import Person
from storefront.accounts.permissions import Role
from storefront.answers import calling, queries, silence
from storefront.answers.models import Call, Why
from storefront.answers.silence import Silent
from storefront.answers.urgency import is_awake
from storefront.db import deed, session
from storefront.orders.models import Order, OrderState

AT_ONCE = 50
"""Orders told of in one round; the next comes a minute later."""


def escalate(*, at: datetime) -> int:
    """The worker's duty. Says how many were told of."""
    if not is_awake(at):
        return 0
    found = list(silence.silent(at=at))
    todo = [it for it in found if _is_due(it, _known(found).get(it.order_id))]
    if not todo:
        return 0
    with deed():
        return sum(_tell(it, at=at) for it in todo[:AT_ONCE])


def _known(found: Sequence[Silent]) -> dict[int, Call]:
    wanted = select(Call).where(Call.order_id.in_([it.order_id for it in found]))
    return {call.order_id: call for call in session.scalars(wanted)}


def _is_due(it: Silent, call: Call | None) -> bool:
    return call is None or (it.for_commune and call.commune_told_at is None)


def _tell(it: Silent, *, at: datetime) -> bool:
    """Whether somebody was told just now, by us."""
    order = queries.locked(it.order_id)
    if order is None or order.state is not OrderState.PLACED:
        return False
    told = calling.put_on_the_list(order, Why.SILENT, at=at)
    if it.for_commune:
        told = _tell_the_commune(order, at=at) or told
    return told


def _tell_the_commune(order: Order, *, at: datetime) -> bool:
    ours = (
        update(Call)
        .where(Call.order_id == order.id, Call.commune_told_at.is_(None))
        .values(commune_told_at=at)
        .returning(Call.id)
    )
    if session.scalar(ours) is None:
        return False
    calling.tell(_officers(order, at=at), order, Why.SILENT, at=at)
    return True


def _officers(order: Order, *, at: datetime) -> Sequence[Person]:
    village, on = order.shop.household.village, clock.village_date(at)
    return people.posted_over(village, Role.COMMUNE_OFFICER, on=on)
