"""What was said of pairs of entries, and what is written of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from storefront.accounts.models import Person
from storefront.accounts.permissions import Permission
from storefront.db import session
from storefront.orders.models import Order
from storefront.places.models import Place
from storefront.places.queries import lying_in
from storefront.shops.models import Folder, Household, Shop, Twin, TwinAnswer
from storefront.visits.models import Visit

SEES, DECIDES = Permission.ROLL_BRING, Permission.TWINS_DECIDE
STANDS = Twin.ended_at.is_(None)


def whole() -> Select[Household]:
    """Also those that are out of the book."""
    return select(Household).options(
        joinedload(Household.keeper).selectinload(Person.consents),
        joinedload(Household.keeper).selectinload(Person.postings),
        joinedload(Household.village).joinedload(Place.parent),
        joinedload(Household.registered_by),
        joinedload(Household.shop).selectinload(Shop.products),
        selectinload(Household.accounts),
    )


def to_compare(code: str, person: Person, *, on: date) -> Household | None:
    """Also one that is out of the book: its history stays readable."""
    found = session.scalars(whole().where(Household.code == code)).unique().one_or_none()
    return found if found and person.may(SEES, at=found.village, on=on) else None


def said_of(one: Household, other: Household) -> Twin | None:
    """What stands."""
    first, second = sorted((one.id, other.id))
    wanted = select(Twin).where(Twin.one_id == first, Twin.other_id == second, STANDS)
    return session.scalar(wanted)


def ever_said_of(one: Household, other: Household) -> Sequence[Twin]:
    """The newest first, what was taken back among them."""
    first, second = sorted((one.id, other.id))
    wanted = select(Twin).where(Twin.one_id == first, Twin.other_id == second)
    return session.scalars(_with_people(wanted).order_by(Twin.id.desc())).all()


def lately(places: Sequence[Place], *answers: TwinAnswer, limit: int) -> Sequence[Twin]:
    """What was said of pairs of these places and stands, the newest first."""
    wanted = (
        _with_people(select(Twin))
        .join(Household, Household.id == Twin.one_id)
        .join(Place, Place.id == Household.village_id)
        .where(STANDS, Twin.answer.in_(answers), lying_in(places))
    )
    return session.scalars(wanted.order_by(Twin.id.desc()).limit(limit)).all()


def _with_people(wanted: Select[Twin]) -> Select[Twin]:
    home = (joinedload(Household.keeper), joinedload(Household.village))
    return wanted.options(
        joinedload(Twin.one).options(*home),
        joinedload(Twin.other).options(*home),
        joinedload(Twin.said_by),
        joinedload(Twin.decided_by),
        joinedload(Twin.ended_by),
    )


def joined_into(household: Household) -> Sequence[Twin]:
    """The entries that are this one now, the oldest first."""
    is_now = (STANDS, Twin.answer == TwinAnswer.JOINED, Twin.keep_id == household.id)
    return session.scalars(_with_people(select(Twin).where(*is_now)).order_by(Twin.id)).all()


def how_many_wait(person: Person, *, on: date) -> int:
    """Proposals at which this person may be the second."""
    places = person.places_where(DECIDES, on=on)
    waiting = (STANDS, Twin.answer == TwinAnswer.PROPOSED, Twin.said_by_id != person.id)
    wanted = (
        select(func.count(Twin.id))
        .join(Household, Household.id == Twin.one_id)
        .join(Place, Place.id == Household.village_id)
        .where(*waiting, lying_in(places))
    )
    return session.scalar(wanted) or 0


@dataclass(frozen=True, slots=True)
class Book:
    """How much is written of an entry."""

    orders: int
    ordered_at: datetime | None
    """The last time."""
    visits: int
    visited_on: date | None
    folder: str | None


def book_of(household: Household) -> Book:
    bought = (
        select(func.count(Order.id), func.max(Order.placed_at))
        .join(Shop, Shop.id == Order.shop_id)
        .where(Shop.household_id == household.id)
    )
    been = select(func.count(Visit.id), func.max(Visit.day)).where(
        Visit.household_id == household.id, Visit.withdrawn_at.is_(None)
    )
    folder = select(Folder.number).where(Folder.household_id == household.id)
    orders, last = session.execute(bought).one()
    visits, day = session.execute(been).one()
    return Book(orders, last, visits, day, session.scalar(folder))


def kept_for(person: Person) -> Household | None:
    """The entry into which the one went that this person kept."""
    wanted = (
        select(Twin)
        .join(Household, Household.id.in_((Twin.one_id, Twin.other_id)))
        .where(STANDS, Twin.answer == TwinAnswer.JOINED, Household.id != Twin.keep_id)
        .where(Household.keeper_id == person.id)
    )
    twin = session.scalar(wanted.limit(1))
    return twin.kept if twin else None
