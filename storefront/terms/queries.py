from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select, false, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from storefront.accounts.models import Person
from storefront.accounts.permissions import Permission
from storefront.db import session
from storefront.places.models import Place
from storefront.shops.models import Household, Shop
from storefront.terms import texts
from storefront.terms.models import TermsAcceptance
from storefront.terms.texts import Terms


def accepted(person: Person) -> Sequence[TermsAcceptance]:
    """The newest version first."""
    wanted = select(TermsAcceptance).where(TermsAcceptance.person_id == person.id)
    around = wanted.options(joinedload(TermsAcceptance.collector))
    return session.scalars(around.order_by(TermsAcceptance.version.desc())).all()


def is_asked(person: Person) -> bool:
    """Whether the newest version has not been accepted."""
    newest = texts.newest(Terms.SELLERS).name
    return all(it.version != newest for it in accepted(person))


def who_lacks(person: Person, *, on: date, limit: int = 100) -> tuple[Sequence[Household], int]:
    """Households of the person's places, shops first, and how many there are."""
    have = select(TermsAcceptance.person_id).where(
        TermsAcceptance.version == texts.newest(Terms.SELLERS).name
    )
    wanted = _around(person, on=on).where(Household.keeper_id.not_in(have))
    many = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    told = wanted.options(
        contains_eager(Household.keeper), contains_eager(Household.village).joinedload(Place.parent)
    )
    found = told.outerjoin(Shop, Shop.household_id == Household.id).order_by(
        Shop.id.is_(None), Household.id
    )
    rows: Sequence[Household] = session.scalars(found.limit(limit)).all()
    return rows, many


def _around(person: Person, *, on: date) -> Select[Household]:
    places = person.places_where(Permission.HOUSEHOLD_READ, on=on)
    inside = or_(false(), *(Place.path.startswith(it.path) for it in places))
    homes = select(Household).join(Household.keeper).join(Household.village)
    return homes.where(inside, Household.gone_at.is_(None))
