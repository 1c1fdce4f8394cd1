from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, false, func, not_, select
from sqlalchemy.orm import contains_eager, joinedload

from storefront.accounts.models import PROVEN_BY, Person
from storefront.accounts.models.consents import PROVEN_SINCE
from storefront.accounts.permissions import Permission
from storefront.db import session
from storefront.places.models import Place
from storefront.places.queries import lying_in
from storefront.shops.models import Household, Shop
from storefront.terms import texts
from storefront.terms.models import TermsAcceptance
from storefront.terms.texts import Terms


def accepted(person: Person) -> Sequence[TermsAcceptance]:
    """The newest version first."""
    wanted = select(TermsAcceptance).where(TermsAcceptance.person_id == person.id)
    around = wanted.options(
        joinedload(TermsAcceptance.collector), joinedload(TermsAcceptance.proof)
    )
    return session.scalars(around.order_by(TermsAcceptance.version.desc())).all()


def is_asked(person: Person) -> bool:
    """Whether the newest version has not been accepted."""
    newest = texts.newest(Terms.SELLERS).name
    return all(it.version != newest for it in accepted(person))


def who_lacks(person: Person, *, on: date, limit: int = 100) -> tuple[Sequence[Household], int]:
    """Households of the person's places, shops first, and how many there are: who has not
    accepted, and who did so without the proof that belongs to it."""
    newest = texts.newest(Terms.SELLERS).name
    have = select(TermsAcceptance.person_id).where(
        TermsAcceptance.version == newest, not_(_lacks_proof(newest))
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


def unproven(households: Sequence[Household]) -> set[int]:
    """The keepers among theirs who have accepted, and whose voice note or paper is missing."""
    newest = texts.newest(Terms.SELLERS).name
    wanted = select(TermsAcceptance.person_id).where(
        TermsAcceptance.person_id.in_([it.keeper_id for it in households]),
        TermsAcceptance.version == newest,
        _lacks_proof(newest),
    )
    return set(session.scalars(wanted))


def _lacks_proof(version: str) -> ColumnElement[bool]:
    if version < PROVEN_SINCE:
        return false()
    return and_(TermsAcceptance.mode.in_(PROVEN_BY), TermsAcceptance.proof_id.is_(None))


def _around(person: Person, *, on: date) -> Select[Household]:
    places = person.places_where(Permission.HOUSEHOLD_READ, on=on)
    inside = lying_in(places)
    homes = select(Household).join(Household.keeper).join(Household.village)
    return homes.where(inside, Household.gone_at.is_(None))
