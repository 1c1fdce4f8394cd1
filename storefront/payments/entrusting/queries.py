from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TypeAlias

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import joinedload

from storefront.accounts.models import Person
from storefront.accounts.permissions import Permission
from storefront.db import session
from storefront.payments.models import MerchantCredential
from storefront.places import queries as places
from storefront.places.models import Place
from storefront.shops.models import Household

Owner: TypeAlias = Household | Place

_WHOLE = select(MerchantCredential).options(
    joinedload(MerchantCredential.household).options(
        joinedload(Household.keeper).selectinload(Person.consents),
        joinedload(Household.village),
        joinedload(Household.shop),
    ),
    joinedload(MerchantCredential.place),
    joinedload(MerchantCredential.added_by),
    joinedload(MerchantCredential.approved_by),
    joinedload(MerchantCredential.retired_by),
)


def to_see(code: str, person: Person, *, on: date) -> MerchantCredential | None:
    """For whoever may put in such credentials there, or be the second to agree."""
    found = session.scalar(_WHOLE.where(MerchantCredential.code == code))
    if found is None or may_entrust(owner_of(found), person, on=on):
        return found
    return found if _agrees(found, person, on) else None


def may_entrust(owner: Owner, person: Person, *, on: date) -> bool:
    if isinstance(owner, Place):
        return person.may(Permission.MONEY_WATCH, at=owner, on=on)
    return owner.keeper_id == person.id or owner.allows(person, Permission.SHOP_OPEN, on=on)


def may_agree(kept: MerchantCredential, person: Person, *, on: date) -> bool:
    """The second person: neither who asked nor the keeper, whose yes is the code."""
    first = {kept.added_by_id, kept.household.keeper_id if kept.household else None}
    return person.id not in first and _agrees(kept, person, on)


def _agrees(kept: MerchantCredential, person: Person, on: date) -> bool:
    owner = owner_of(kept)
    if isinstance(owner, Place):
        return person.may(Permission.MONEY_WATCH, at=owner, on=on)
    return owner.allows(person, Permission.ACCOUNT_CONFIRM, on=on)


def owner_of(kept: MerchantCredential) -> Owner:
    owner = kept.household or kept.place
    assert owner is not None  # noqa: S101  one of the two, always
    return owner


def place_for(code: str, person: Person, *, on: date) -> Place | None:
    found = next(iter(places.by_codes(code, on=on)), None)
    return found if found and may_entrust(found, person, on=on) else None


def of(owner: Owner) -> Sequence[MerchantCredential]:
    """Its own, the newest first. Of a place, also those of places inside."""
    return session.scalars(_of(owner).order_by(MerchantCredential.id.desc())).all()


def around(household: Household) -> Sequence[MerchantCredential]:
    """Of co-operatives that collect for it, the smallest place first."""
    wanted = _WHOLE.where(MerchantCredential.place_id.in_(household.village.ids), _IN_USE)
    found = session.scalars(wanted).all()
    return sorted(found, key=lambda it: -len(it.place.path if it.place else ""))


def waiting(owner: Owner, provider: str) -> MerchantCredential | None:
    return session.scalar(_exactly(owner, provider).where(_WAITING))


def in_use(owner: Owner, provider: str) -> Sequence[MerchantCredential]:
    return session.scalars(_exactly(owner, provider).where(_IN_USE)).all()


def ripe(*, at: datetime, limit: int) -> Sequence[MerchantCredential]:
    """Those whose time has come, one way or the other."""
    over = or_(MerchantCredential.effective_at <= at, MerchantCredential.lapses_at <= at)
    wanted = _WHOLE.where(_WAITING, over).order_by(MerchantCredential.id).limit(limit)
    return session.scalars(wanted).all()


_WAITING = MerchantCredential.in_use_at.is_(None) & MerchantCredential.retired_at.is_(None)
_IN_USE = MerchantCredential.in_use_at.is_not(None) & MerchantCredential.retired_at.is_(None)


def _exactly(owner: Owner, provider: str) -> Select[MerchantCredential]:
    mine = (
        MerchantCredential.place_id == owner.id
        if isinstance(owner, Place)
        else MerchantCredential.household_id == owner.id
    )
    return _WHOLE.where(mine, MerchantCredential.provider == provider)


def _of(owner: Owner) -> Select[MerchantCredential]:
    if isinstance(owner, Household):
        return _WHOLE.where(MerchantCredential.household_id == owner.id)
    inside: ColumnElement[bool] = MerchantCredential.place.has(Place.path.startswith(owner.path))
    return _WHOLE.where(inside)
