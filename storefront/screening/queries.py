"""Finding suspects. Obtained through the person: what lies outside their places is not found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, false, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from storefront.accounts.models import Person, Trace
from storefront.accounts.permissions import Permission
from storefront.db import session
from storefront.facts.models import Fact, Indicator
from storefront.orders.models import Checkout, Order, OrderEvent
from storefront.places.models import Place
from storefront.screening.models import Round, Scheme, Suspect, SuspectState, Suspicion
from storefront.shops.models import Household, Photo, Shop
from storefront.teams.models import Membership


def waiting(
    person: Person, *, scheme: Scheme | None = None, skip: int = 0, limit: int, on: date
) -> Sequence[Suspect]:
    """Those nobody has decided about, the most pressing first."""
    wanted = _seen_by(person, on=on).where(Suspect.state == SuspectState.OPEN)
    if scheme:
        wanted = wanted.where(Suspect.scheme == scheme)
    some = wanted.order_by(Suspect.due_at, Suspect.id).offset(skip).limit(limit)
    return session.scalars(some).unique().all()


def how_many_wait(person: Person, *, on: date) -> dict[Scheme, int]:
    home, place = aliased(Household), aliased(Place)
    wanted = (
        select(Suspect.scheme, func.count())
        .join(home, home.id == Suspect.household_id)
        .join(place, place.id == home.village_id)
        .where(Suspect.state == SuspectState.OPEN, _inside(person, place.path, on))
        .group_by(Suspect.scheme)
    )
    return {scheme: many for scheme, many in session.execute(wanted)}  # noqa: C416  typed rows


def decided(person: Person, *, limit: int, on: date) -> Sequence[Suspect]:
    wanted = _seen_by(person, on=on).where(Suspect.state != SuspectState.OPEN)
    return session.scalars(wanted.order_by(Suspect.decided_at.desc()).limit(limit)).unique().all()


def to_see(number: int, person: Person, *, on: date) -> Suspect | None:
    return session.scalar(_seen_by(person, on=on).where(Suspect.id == number))


def _seen_by(person: Person, *, on: date) -> Select[Suspect]:
    return (
        select(Suspect)
        .join(Suspect.household)
        .join(Household.village)
        .where(_inside(person, Place.path, on))
        .options(
            joinedload(Suspect.decided_by),
            joinedload(Suspect.household).options(
                joinedload(Household.keeper).selectinload(Person.consents),
                joinedload(Household.village).joinedload(Place.parent),
                joinedload(Household.shop),
            ),
        )
    )


def _inside(person: Person, path: Any, on: date) -> ColumnElement[bool]:
    places = person.places_where(Permission.CAMPAIGN_READ, on=on)
    return or_(false(), *(path.startswith(place.path) for place in places))


def is_involved(suspect: Suspect, person: Person) -> bool:
    """Whether they had a hand in it: nobody decides about their own."""
    home = suspect.household
    hands = {home.keeper_id, home.registered_by_id}
    if home.shop:
        hands.add(home.shop.opened_by_id)
    if person.id in hands:
        return True
    in_team = exists().where(
        Membership.person_id == person.id, Membership.team_id == (home.team_id or 0)
    )
    codes = suspect.evidence["holds"]["orders"]
    bought = exists().where(
        Order.code.in_(codes),
        Order.checkout_id == Checkout.id,
        or_(Checkout.buyer_id == person.id, Checkout.buyer_phone == (person.phone or "-")),
    )
    pressed = exists().where(
        Order.code.in_(codes), OrderEvent.order_id == Order.id, OrderEvent.actor_id == person.id
    )
    return bool(session.scalar(select(or_(in_team, bought, pressed))))


def held_by(suspects: Iterable[Suspect]) -> dict[int, dict[Indicator, int]]:
    """By suspect: what it is about, by indicator."""
    wanted = (
        select(Suspicion.suspect_id, Fact.indicator, func.sum(Fact.amount))
        .join(Fact, Fact.id == Suspicion.fact_id)
        .where(Suspicion.suspect_id.in_([it.id for it in suspects]))
        .group_by(Suspicion.suspect_id, Fact.indicator)
    )
    found: dict[int, dict[Indicator, int]] = {}
    for suspect_id, indicator, amount in session.execute(wanted):
        found.setdefault(suspect_id, {})[indicator] = int(amount)
    return found


def orders_of(suspect: Suspect, *, limit: int) -> Sequence[Order]:
    codes = suspect.evidence["holds"]["orders"]
    wanted = select(Order).where(Order.code.in_(codes)).options(joinedload(Order.checkout))
    return session.scalars(wanted.order_by(Order.placed_at).limit(limit)).all()


def photos(ids: Sequence[int]) -> Sequence[Photo]:
    return session.scalars(select(Photo).where(Photo.id.in_(ids)).order_by(Photo.id)).all()


def households(ids: Sequence[int]) -> Sequence[Household]:
    wanted = (
        select(Household)
        .where(Household.id.in_(ids))
        .options(
            joinedload(Household.keeper).selectinload(Person.consents),
            joinedload(Household.village).joinedload(Place.parent),
            joinedload(Household.shop).load_only(Shop.code, Shop.name),
        )
    )
    return session.scalars(wanted.order_by(Household.id)).all()


def trail(suspect: Suspect) -> Sequence[Trace]:
    """What was decided, by whom and when; who only looked is written down too, and not shown."""
    wanted = (
        select(Trace)
        .where(Trace.subject == f"suspect:{suspect.id}", Trace.verb.startswith("suspect."))
        .options(selectinload(Trace.actor))
    )
    return session.scalars(wanted.order_by(Trace.at, Trace.id).limit(50)).all()


def last_round() -> datetime | None:
    return session.scalar(select(func.max(Round.done_at)))
