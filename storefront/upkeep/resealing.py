"""All that is sealed, under the newest key: then the one before may be destroyed."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import select

from storefront.accounts.models import SecondFactor
from storefront.db import session
from storefront.payments.credentials import Safe, Sealed
from storefront.payments.models import MerchantCredential

SEALED: tuple[Any, ...] = (MerchantCredential, SecondFactor)


class Resealed(NamedTuple):
    done: int
    shut: int
    """Those that no key at hand opens."""


def reseal(safe: Safe) -> Resealed:
    """Doing it twice does no harm. What was emptied for somebody who is forgotten stays empty."""
    done = shut = 0
    for kind in SEALED:
        kept = select(kind).where(kind.sealed != b"").order_by(kind.id).with_for_update(of=kind)
        for it in session.scalars(kept):
            try:
                it.sealed = safe.reseal(it.sealed)
            except Sealed:
                shut += 1
            else:
                done += 1
    return Resealed(done, shut)
