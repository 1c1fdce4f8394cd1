"""The providers at hand: the market's own, and those of households and co-operatives."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol, cast

from sqlalchemy import Select, and_, bindparam, or_, select
from sqlalchemy.orm import joinedload

from storefront.asking import fetch
from storefront.db import session
from storefront.money import Money
from storefront.payments import registry
from storefront.payments.credentials import Safe, Sealed
from storefront.payments.merchants import MARKET, Merchant
from storefront.payments.models import MerchantCredential
from storefront.payments.provider import Gateway, Messenger, Provider
from storefront.payments.registry import KINDS
from storefront.places.models import Place
from storefront.settings import Settings
from storefront.shops.models import Household

REMEMBERED = 200
"""Opened credentials kept in memory, so that not every message breaks a seal."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Till:
    """A provider that speaks for somebody."""

    provider: Provider
    merchant: Merchant


class Kept(Protocol):
    """Credentials as they are kept: a thing, or a plain row."""

    @property
    def code(self) -> str: ...
    @property
    def provider(self) -> str: ...
    @property
    def sealed(self) -> bytes: ...
    @property
    def household_id(self) -> int | None: ...


class Tills:
    def __init__(self, own: Mapping[str, Provider], safe: Safe) -> None:
        self._own = own
        self._safe = safe
        self._made: dict[bytes, Provider] = {}

    @classmethod
    def of(cls, settings: Settings) -> Tills:
        """Raises WrongConfiguration: a market that cannot be paid as it was told to stays shut."""
        return cls(registry.deployed(settings), Safe.of(settings))

    @property
    def safe(self) -> Safe:
        return self._safe

    def find(self, provider: str, merchant: str) -> Till | None:
        """Retired ones too: what was opened with them may still be told of."""
        if not merchant:
            own = self._own.get(provider)
            return Till(own, MARKET) if own else None
        same = (
            MerchantCredential.code == merchant,
            MerchantCredential.provider == provider,
            MerchantCredential.in_use_at.is_not(None),
        )
        return next(self._opened(_KEPT.where(*same)), None)

    def gateways_for(self, household: Household, amount: Money) -> dict[str, Till]:
        """By name, whoever stands nearest to the household: itself, a co-operative, the market."""
        nearest = {name: Till(it, MARKET) for name, it in self._own.items()}
        places = household.village.ids
        values = {f"place{nth}": one for nth, one in enumerate(places)}
        kept = fetch(_around(len(places)), household=household.id, **values)
        found = [till for one in kept for till in self._till(one, one.path)]
        for till in sorted(found, key=lambda it: _nearness(it.merchant)):
            nearest[till.provider.name] = till
        return {name: nearest[name] for name in KINDS if _takes(nearest.get(name), amount)}

    def titles(self) -> list[str]:
        """What the market offers to every buyer, as people know it."""
        return [kind.title for name, kind in KINDS.items() if _as_gateway(self._own.get(name))]

    def messengers(self) -> list[Till]:
        """All whose lists can be read."""
        own = [Till(it, MARKET) for it in self._own.values()]
        theirs = self._opened(_KEPT.where(_IN_USE))
        return [till for till in [*own, *theirs] if _can_be_asked(till.provider)]

    def all_of(self, provider: str) -> list[Till]:
        """The market's own first, and those that wait to be used: the practice gateways know
        whoever a real one has given credentials to."""
        own = self._own.get(provider)
        given = (MerchantCredential.provider == provider, MerchantCredential.retired_at.is_(None))
        theirs = _KEPT.where(*given)
        return [*([Till(own, MARKET)] if own else []), *self._opened(theirs)]

    def opened(self, kept: Kept) -> Provider:
        """Whether it is in use or not. Raises Sealed."""
        return self._made.get(kept.sealed) or self._make(kept)

    def _opened(self, wanted: Select[MerchantCredential]) -> Iterator[Till]:
        for kept in session.scalars(wanted):
            yield from self._till(kept, kept.place.path if kept.place else None)

    def _till(self, kept: Kept, place_path: str | None) -> Iterator[Till]:
        try:
            provider = self.opened(kept)
        except Sealed:
            log.warning("no key opens the %s credentials %s", kept.provider, kept.code)
        else:
            yield Till(provider, Merchant(kept.code, kept.household_id, place_path))

    def _make(self, kept: Kept) -> Provider:
        kind = KINDS[kept.provider]
        if len(self._made) >= REMEMBERED:
            self._made.clear()
        made = kind.make(self._safe.open(kept.sealed, kind))
        self._made[kept.sealed] = made
        return made


_KEPT = (
    select(MerchantCredential)
    .options(joinedload(MerchantCredential.place))
    .order_by(MerchantCredential.id)
)
_IN_USE = and_(MerchantCredential.in_use_at.is_not(None), MerchantCredential.retired_at.is_(None))


@lru_cache(maxsize=16)
def _around(many_places: int) -> Any:
    """Asked plainly: every order's page does."""
    places: list[Any] = [bindparam(f"place{nth}") for nth in range(many_places)]
    theirs = MerchantCredential.household_id == bindparam("household")
    return (
        select(
            MerchantCredential.code,
            MerchantCredential.provider,
            MerchantCredential.sealed,
            MerchantCredential.household_id,
            Place.path,
        )
        .outerjoin(Place, Place.id == MerchantCredential.place_id)
        .where(or_(theirs, MerchantCredential.place_id.in_(places)), _IN_USE)
        .order_by(MerchantCredential.id)
    )


def _can_be_asked(provider: Provider) -> bool:
    return isinstance(provider, Messenger) and provider.can_be_asked


def _nearness(merchant: Merchant) -> int:
    """A household's own last, so that it wins; the smaller place before the larger."""
    return 10_000 if merchant.household_id is not None else len(merchant.place_path or "")


def _takes(till: Till | None, amount: Money) -> bool:
    gateway = _as_gateway(till.provider) if till else None
    return gateway is not None and gateway.smallest <= amount <= gateway.largest


def _as_gateway(provider: Provider | None) -> Gateway | None:
    """Looking through a protocol takes Python long, and tells the same of a whole class."""
    kind = type(provider)
    if kind not in _gateways:
        _gateways[kind] = isinstance(provider, Gateway)
    return cast(Gateway, provider) if _gateways[kind] else None


_gateways: dict[type, bool] = {}


def gateway_of(till: Till) -> Gateway:
    """Only for tills that were found as gateways."""
    if not isinstance(till.provider, Gateway):
        raise TypeError(till.provider.name)
    return till.provider
