from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, func, literal, or_, select
from sqlalchemy.orm import joinedload, selectinload

from storefront.accounts.models import Person
from storefront.accounts.permissions import Permission
from storefront.complaints.models import (
    LIVE,
    Complaint,
    ComplaintPhoto,
    ComplaintState,
    ComplaintStep,
    Desk,
)
from storefront.db import Dong, session
from storefront.money import Money
from storefront.orders.models import Order
from storefront.payments import queries as payments
from storefront.payments.models import PaymentRefund, RefundState
from storefront.places.models import Place
from storefront.places.queries import lying_in
from storefront.shops import entries
from storefront.shops.models import Household, Shop

_AROUND = joinedload(Complaint.order).options(
    joinedload(Order.checkout),
    joinedload(Order.shop)
    .joinedload(Shop.household)
    .options(joinedload(Household.keeper), joinedload(Household.village)),
)
_WHOLE = (
    _AROUND,
    joinedload(Complaint.refund),
    joinedload(Complaint.answered_by),
    selectinload(Complaint.photos).joinedload(ComplaintPhoto.photo),
    selectinload(Complaint.steps).joinedload(ComplaintStep.by),
)
MONEY_WAITS = and_(
    Complaint.state == ComplaintState.ENDED,
    Complaint.given > Money(0),
    Complaint.cash_at.is_(None),
    or_(PaymentRefund.id.is_(None), PaymentRefund.state != RefundState.DONE),
)
"""It was promised and has not gone back. Asked with the refund joined."""


def of_order(order: Order) -> Sequence[Complaint]:
    """Oldest first, as they are now."""
    wanted = select(Complaint).where(Complaint.order_id == order.id).options(*_WHOLE)
    anew = {"populate_existing": True}
    return session.scalars(wanted.order_by(Complaint.id), execution_options=anew).unique().all()


def locked(complaint: Complaint) -> Complaint:
    """As it is now, and nobody else changes it before this deed ends. Its order is locked first."""
    wanted = select(Complaint).where(Complaint.id == complaint.id).with_for_update()
    return session.scalars(wanted, execution_options={"populate_existing": True}).one()


def waiting(person: Person, *, on: date, limit: int = 200) -> Sequence[Complaint]:
    """What this person's household, team or commune must see to, what is longest overdue first."""
    wanted = _theirs(select(Complaint), person, on=on).options(*_WHOLE)
    found = session.scalars(wanted.order_by(Complaint.due_at, Complaint.id).limit(limit))
    return found.unique().all()


def how_many_wait(person: Person, *, on: date) -> int:
    return session.scalar(_theirs(select(func.count(Complaint.id)), person, on=on)) or 0


def _theirs(wanted: Select[Any], person: Person, *, on: date) -> Select[Any]:
    joined = (
        wanted.join(Order, Order.id == Complaint.order_id)
        .join(Shop, Shop.id == Order.shop_id)
        .join(Household, Household.id == Shop.household_id)
        .join(Place, Place.id == Household.village_id)
        .outerjoin(PaymentRefund, PaymentRefund.id == Complaint.refund_id)
    )
    helped = lying_in(person.places_where(Permission.ORDER_HANDLE, on=on))
    ruled = lying_in(person.places_where(Permission.COMPLAINTS_DECIDE, on=on))
    to_answer = Complaint.state == ComplaintState.OPEN
    appealed = Complaint.state == ComplaintState.APPEALED
    at_commune = and_(to_answer, Complaint.desk == Desk.COMMUNE)
    return joined.where(
        or_(
            and_(or_(to_answer, MONEY_WAITS), or_(entries.kept_by(person), helped)),
            and_(or_(appealed, at_commune, MONEY_WAITS), ruled),
        )
    )


def to_see(number: int, person: Person, *, on: date) -> Complaint | None:
    """For its household, whoever may press for it, and whoever decides there."""
    found = session.scalar(select(Complaint).where(Complaint.id == number).options(*_WHOLE))
    if found is None:
        return None
    return found if may_answer(found, person, on=on) or may_decide(found, person, on=on) else None


def may_answer(complaint: Complaint, person: Person, *, on: date) -> bool:
    household = complaint.order.shop.household
    return entries.allows(household, person, Permission.ORDER_HANDLE, on=on)


def may_decide(complaint: Complaint, person: Person, *, on: date) -> bool:
    """Nobody decides about a household of their own."""
    household = complaint.order.shop.household
    if entries.is_kept_by(household, person):
        return False
    return person.may(Permission.COMPLAINTS_DECIDE, at=household.village, on=on)


def overdue(*, at: datetime, limit: int) -> Sequence[Complaint]:
    """Whose time to answer is over, the longest first."""
    wanted = (
        select(Complaint)
        .where(
            or_(
                and_(Complaint.state == ComplaintState.OPEN, Complaint.desk != Desk.COMMUNE),
                Complaint.state == ComplaintState.ANSWERED,
            ),
            Complaint.due_at < at,
        )
        .options(_AROUND)
        .order_by(Complaint.due_at, Complaint.id)
        .limit(limit)
    )
    return session.scalars(wanted).all()


def promised_in_cash(order_id: int) -> Money:
    """By complaints that ended, and not handed over yet."""
    none = literal(Money(0), Dong())
    wanted = (
        select(func.coalesce(func.sum(Complaint.given), none))
        .outerjoin(PaymentRefund, PaymentRefund.id == Complaint.refund_id)
        .where(
            Complaint.order_id == order_id,
            Complaint.state == ComplaintState.ENDED,
            Complaint.cash_at.is_(None),
            or_(PaymentRefund.id.is_(None), PaymentRefund.state == RefundState.REFUSED),
        )
    )
    return session.scalars(wanted).one() or Money(0)


def most(order: Order) -> Money:
    """What could still go back: what came, less what has gone or is spoken for."""
    left = order.paid - payments.spoken_for(order.id) - promised_in_cash(order.id)
    return max(left, Money(0))


def is_live(order_id: int) -> bool:
    wanted = select(Complaint.id).where(Complaint.order_id == order_id, Complaint.state.in_(LIVE))
    return session.scalar(wanted.limit(1)) is not None
