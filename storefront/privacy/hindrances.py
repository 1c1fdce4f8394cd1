"""What must end before somebody can be erased: others wait for it, or answer for it."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select

from storefront import clock
from storefront.accounts.models import Person
from storefront.complaints.models import LIVE, Complaint
from storefront.db import session
from storefront.orders.models import Checkout, Order
from storefront.orders.states import OPEN
from storefront.payments.models import HeldCash
from storefront.shops.models import Household, Shop
from storefront.standing.models import StandingOrder, StandingState
from storefront.teams.models import Membership


class Hindrance(enum.StrEnum):
    POSTED = "posted"
    TEAM = "team"
    ORDERS = "orders"
    COMPLAINTS = "complaints"
    CASH = "cash"
    STANDING = "standing"


def hindrances(person: Person, *, at: datetime) -> list[Hindrance]:
    found = [Hindrance.POSTED] if person.held_on(clock.village_date(at)) else []
    asked: dict[Hindrance, Select[Any]] = {
        Hindrance.TEAM: _in_a_team(person),
        Hindrance.ORDERS: _orders(person).where(Order.state.in_(OPEN)),
        Hindrance.COMPLAINTS: _orders(person).join(Complaint).where(Complaint.state.in_(LIVE)),
        Hindrance.CASH: _cash(person),
        Hindrance.STANDING: _standing(person),
    }
    return found + [it for it, wanted in asked.items() if session.scalar(wanted.limit(1))]


def _in_a_team(person: Person) -> Select[Any]:
    return select(Membership.id).where(
        Membership.person_id == person.id, Membership.to_day.is_(None)
    )


def _orders(person: Person) -> Select[Any]:
    return select(Order.id).join(Order.checkout).where(_of_either_side(person))


def _of_either_side(person: Person) -> ColumnElement[bool]:
    bought = Checkout.buyer_id == person.id
    under_the_number = Checkout.buyer_id.is_(None) & (Checkout.buyer_phone == (person.phone or "-"))
    return or_(bought, under_the_number, Order.shop_id.in_(_shops(person)))


def _cash(person: Person) -> Select[Any]:
    mine = select(Household.id).where(Household.keeper_id == person.id)
    of_us = or_(HeldCash.household_id.in_(mine), HeldCash.holder_id == person.id)
    return select(HeldCash.id).where(of_us, HeldCash.confirmed_at.is_(None))


def _standing(person: Person) -> Select[Any]:
    buying = StandingOrder.buyer_phone == (person.phone or "-")
    of_us = or_(buying, StandingOrder.shop_id.in_(_shops(person)))
    return select(StandingOrder.id).where(of_us, StandingOrder.state != StandingState.STOPPED)


def _shops(person: Person) -> Select[Any]:
    return select(Shop.id).join(Shop.household).where(Household.keeper_id == person.id)
