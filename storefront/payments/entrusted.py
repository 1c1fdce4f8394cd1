"""What providers gave to households and co-operatives: taken in sealed, shown masked, retired."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from storefront import codes
from storefront.accounts.models import Person
from storefront.db import session
from storefront.payments.credentials import Safe, hint
from storefront.payments.models import MerchantCredential
from storefront.payments.provider import Credentials
from storefront.payments.registry import Kind
from storefront.places.models import Place
from storefront.shops.models import Household, Shop


def entrust(
    kind: Kind,
    credentials: Credentials,
    *,
    to: Household | Place,
    holder: str,
    by: Person,
    safe: Safe,
    at: datetime,
) -> MerchantCredential:
    """By an operator, in use at once. Whoever is paid by the provider is named: it need not be the
    household itself."""
    entrusted = keep(kind, credentials, to=to, holder=holder, by=by, safe=safe, at=at)
    entrusted.in_use_at = at
    return entrusted


def keep(
    kind: Kind,
    credentials: Credentials,
    *,
    to: Household | Place,
    holder: str,
    by: Person,
    safe: Safe,
    at: datetime,
) -> MerchantCredential:
    """Sealed, and not in use yet."""
    entrusted = MerchantCredential(
        code=codes.short_code(10),
        provider=kind.name,
        household_id=to.id if isinstance(to, Household) else None,
        place_id=to.id if isinstance(to, Place) else None,
        holder=holder,
        sealed=safe.seal(credentials),
        hint=hint(credentials),
        added_at=at,
        added_by_id=by.id,
    )
    session.add(entrusted)
    session.flush()
    return entrusted


def retire(entrusted: MerchantCredential, *, by: Person | None = None, at: datetime) -> None:
    """It opens nothing any more. What it opened is still told of, and still asked about."""
    if entrusted.retired_at is None:
        entrusted.retired_at, entrusted.retired_by = at, by


def everybodys() -> Sequence[MerchantCredential]:
    wanted = select(MerchantCredential).options(
        joinedload(MerchantCredential.place),
        joinedload(MerchantCredential.household).joinedload(Household.shop),
    )
    return session.scalars(wanted.order_by(MerchantCredential.id)).all()


def by_code(code: str) -> MerchantCredential | None:
    return session.scalar(select(MerchantCredential).where(MerchantCredential.code == code))


def household_of(shop_code: str) -> Household | None:
    wanted = select(Household).join(Household.shop).where(Shop.code == shop_code)
    return session.scalar(wanted)
