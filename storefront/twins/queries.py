"""Pairs that look like one household, and what was said of pairs."""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from storefront.accounts.models import Person
from storefront.accounts.permissions import Permission
from storefront.db import session
from storefront.orders.models import Order
from storefront.places.models import Place
from storefront.shops.likeness import years_agree_in
from storefront.shops.models import Folder, Household, PaymentAccount, Shop, Twin, TwinAnswer
from storefront.visits.models import Visit

SEES, DECIDES = Permission.ROLL_BRING, Permission.TWINS_DECIDE
_STANDS = Twin.ended_at.is_(None)


class Likeness(enum.StrEnum):
    """Why two entries look like one household."""

    NAME = "name"
    """The same folded name in the same village, and no two years of birth."""
    PHONE = "phone"
    """One's wallet is the other's telephone number."""
    ACCOUNT = "account"
    """Paid at the same account."""


@dataclass(frozen=True, slots=True)
class Pair:
    one: Household
    other: Household
    alike: frozenset[Likeness]


def pairs(places: Sequence[Place], *, limit: int) -> list[Pair]:
    """Inside these places and nothing said of them yet, the newest entries first."""
    found = _alike(places, limit)
    newest = sorted(found, key=lambda ids: (ids[1], ids[0]), reverse=True)[:limit]
    homes = _homes({number for ids in newest for number in ids})
    return [Pair(homes[one], homes[other], frozenset(found[one, other])) for one, other in newest]


def by_commune(places: Sequence[Place], *, limit: int) -> dict[Place, int]:
    """How many pairs each commune has, of so many at most."""
    many: dict[Place, int] = defaultdict(int)
    for pair in pairs(places, limit=limit):
        if pair.one.village.parent:
            many[pair.one.village.parent] += 1
    return dict(sorted(many.items(), key=lambda it: -it[1]))


def _alike(places: Sequence[Place], limit: int) -> dict[tuple[int, int], set[Likeness]]:
    found: dict[tuple[int, int], set[Likeness]] = defaultdict(set)
    for why, wanted in _SEARCHES.items():
        for one, other in session.execute(_open_ones(wanted, places).limit(limit)):
            found[min(one, other), max(one, other)].add(why)
    return found


Pairs = Select[int, int]
_a, _b = aliased(Household), aliased(Household)
_one_village, _other_village = aliased(Place), aliased(Place)


def _named() -> Pairs:
    here = and_(_b.village_id == _a.village_id, _b.folded == _a.folded, _b.id > _a.id)
    return select(_a.id, _b.id).join(_b, here).where(years_agree_in(_a.birth_year, _b.birth_year))


def _paid() -> Pairs:
    one, other = aliased(PaymentAccount), aliased(PaymentAccount)
    same = and_(
        other.number == one.number,
        other.bank_bin == one.bank_bin,
        other.household_id > one.household_id,
        other.retired_at.is_(None),
    )
    wanted = select(_a.id, _b.id).join(one, one.household_id == _a.id).join(other, same)
    return wanted.join(_b, _b.id == other.household_id).where(one.retired_at.is_(None))


def _rung() -> Pairs:
    """Wallets go by telephone numbers: 0912… is the number of +84912…"""
    wallet, keeper = aliased(PaymentAccount), aliased(Person)
    rung = keeper.phone == "+84" + func.substr(wallet.number, 2)
    wanted = select(_a.id, _b.id).join(wallet, wallet.household_id == _a.id).join(keeper, rung)
    its = wallet.retired_at.is_(None), wallet.number.like("0_________"), _b.id != _a.id
    return wanted.join(_b, _b.keeper_id == keeper.id).where(*its)


_SEARCHES: dict[Likeness, Pairs] = {
    Likeness.NAME: _named(),
    Likeness.PHONE: _rung(),
    Likeness.ACCOUNT: _paid(),
}


def _open_ones(wanted: Pairs, places: Sequence[Place]) -> Pairs:
    said = exists().where(
        _STANDS,
        or_(
            and_(Twin.one_id == _a.id, Twin.other_id == _b.id),
            and_(Twin.one_id == _b.id, Twin.other_id == _a.id),
        ),
    )
    return (
        wanted.join(_one_village, _one_village.id == _a.village_id)
        .join(_other_village, _other_village.id == _b.village_id)
        .where(_inside(_one_village, places), _inside(_other_village, places))
        .where(_a.gone_at.is_(None), _b.gone_at.is_(None), ~said)
        .order_by(_b.id.desc(), _a.id.desc())
    )


def _inside(village: Any, places: Iterable[Place]) -> ColumnElement[bool]:
    return or_(false(), *(village.path.startswith(place.path) for place in places))


def _homes(ids: Iterable[int]) -> dict[int, Household]:
    found = session.scalars(_whole().where(Household.id.in_(set(ids))))
    return {it.id: it for it in found.unique()}


def _whole() -> Select[Household]:
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
    found = session.scalars(_whole().where(Household.code == code)).unique().one_or_none()
    return found if found and person.may(SEES, at=found.village, on=on) else None


def said_of(one: Household, other: Household) -> Twin | None:
    """What stands."""
    first, second = sorted((one.id, other.id))
    wanted = select(Twin).where(Twin.one_id == first, Twin.other_id == second, _STANDS)
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
        .join(_a, _a.id == Twin.one_id)
        .join(_one_village, _one_village.id == _a.village_id)
        .where(_STANDS, Twin.answer.in_(answers), _inside(_one_village, places))
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
    is_now = (_STANDS, Twin.answer == TwinAnswer.JOINED, Twin.keep_id == household.id)
    return session.scalars(_with_people(select(Twin).where(*is_now)).order_by(Twin.id)).all()


def how_many_wait(person: Person, *, on: date) -> int:
    """Proposals at which this person may be the second."""
    places = person.places_where(DECIDES, on=on)
    waiting = (_STANDS, Twin.answer == TwinAnswer.PROPOSED, Twin.said_by_id != person.id)
    wanted = (
        select(func.count(Twin.id))
        .join(_a, _a.id == Twin.one_id)
        .join(_one_village, _one_village.id == _a.village_id)
        .where(*waiting, _inside(_one_village, places))
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
        .where(_STANDS, Twin.answer == TwinAnswer.JOINED, Household.id != Twin.keep_id)
        .where(Household.keeper_id == person.id)
    )
    twin = session.scalar(wanted.limit(1))
    return twin.kept if twin else None
