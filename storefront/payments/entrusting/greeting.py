"""Asking a provider whether it knows whoever these credentials are of."""

from __future__ import annotations

from datetime import datetime, timedelta

from storefront import wire
from storefront.db import deed, session
from storefront.errors import MarketError
from storefront.payments.credentials import Sealed
from storefront.payments.models import Greeted, MerchantCredential
from storefront.payments.provider import Declined, NothingToAsk, Provider
from storefront.payments.tills import Tills
from storefront.wire import Unreachable

PATIENCE = 6.0
"""Seconds to be connected and answered in, while somebody waits before the page."""
AGAIN_AFTER = timedelta(seconds=5)


class TooSoon(MarketError):
    """It was asked a moment ago."""


def greet(kept: MerchantCredential, tills: Tills, *, at: datetime) -> Greeted:
    """Raises TooSoon."""
    if kept.tested_at and at - kept.tested_at < AGAIN_AFTER:
        raise TooSoon(kept.code)
    said, words = _asked(kept, tills, at=at)
    with deed():
        kept = session.get_one(MerchantCredential, kept.id)
        kept.tested_at, kept.greeted, kept.test_said = at, said, words[:240]
        kept.works = {Greeted.KNOWN: True, Greeted.REFUSED: False}.get(said)
    return said


def _asked(kept: MerchantCredential, tills: Tills, *, at: datetime) -> tuple[Greeted, str]:
    try:
        provider = tills.opened(kept)
    except Sealed:
        return Greeted.SEALED, ""
    session.commit()  # nothing is held open while we wait for somebody else's answer
    return _answered(provider, at=at)


def _answered(provider: Provider, *, at: datetime) -> tuple[Greeted, str]:
    try:
        with wire.within(PATIENCE):
            provider.greet(at=at)
    except Declined as refusal:
        return Greeted.REFUSED, f"{refusal}. {refusal.words}".removesuffix(". ")
    except Unreachable:
        return Greeted.UNREACHABLE, ""
    except NothingToAsk:
        return Greeted.NOTHING_TO_ASK, ""
    return Greeted.KNOWN, ""
