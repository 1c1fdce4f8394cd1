"""Whom somebody still has to ask, and for what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from storefront.accounts import texts
from storefront.accounts.models import Consent, Person, Purpose
from storefront.accounts.permissions import Permission
from storefront.db import session
from storefront.places.models import Place
from storefront.places.queries import lying_in
from storefront.shops.models import Household

SHOWN = 100


@dataclass(frozen=True, slots=True)
class Row:
    household: Household
    never: tuple[Purpose, ...]
    """Not agreed to, or taken back."""
    again: tuple[Purpose, ...]
    """Agreed to words that have changed since."""
    unproven: bool
    """Something was said or signed, and neither voice note nor photo is kept."""


def of(person: Person, *, on: date) -> tuple[list[Row], int]:
    """Those of the person's places who lack something, and how many there are: first those whose
    words have changed or whose proof is missing, for what was refused was refused."""
    rows = [it for it in map(_row, _homes(person, on=on)) if it.never or it.again or it.unproven]
    rows.sort(key=lambda it: (not it.unproven, not it.again, it.household.keeper.name))
    return rows[:SHOWN], len(rows)


def _row(household: Household) -> Row:
    keeper = household.keeper
    standing = {it: keeper.consent_to(it) for it in Purpose}
    return Row(
        household=household,
        never=tuple(it for it, given in standing.items() if given is None),
        again=tuple(it for it, given in standing.items() if given and _is_old(given)),
        unproven=any(given.lacks_proof for given in standing.values() if given),
    )


def _is_old(given: Consent) -> bool:
    return texts.has_changed(given.purpose, given.text_version)


def _homes(person: Person, *, on: date) -> list[Household]:
    places = person.places_where(Permission.HOUSEHOLD_READ, on=on)
    inside = lying_in(places)
    wanted = (
        select(Household)
        .join(Household.keeper)
        .join(Household.village)
        .where(inside, Household.gone_at.is_(None))
        .options(
            contains_eager(Household.keeper).selectinload(Person.consents),
            contains_eager(Household.village).joinedload(Place.parent),
            joinedload(Household.shop),
        )
        .order_by(Household.id)
    )
    return list(session.scalars(wanted))
