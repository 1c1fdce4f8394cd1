"""How large a market to make."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from storefront.demo.rows import seconds

YEARS = 2
"""How far back orders go, unless somebody wants more."""
A_YEAR = timedelta(days=365)
BEFORE = timedelta(days=120)
"""How long shops had been opening before the first order."""

FULL_SHOPS, FULL_ACCOUNTS, FULL_TEAMS = 68_311, 57_973, 2_312
"""Lạng Sơn on 13 October 2021; other sizes keep its proportions."""
VILLAGES = 1_646
FEWEST_TEAMS = 12


@dataclass(frozen=True, slots=True)
class Size:
    shops: int
    orders: int
    accounts: int
    """Shops that can be paid electronically."""
    years: int = YEARS

    @classmethod
    def of(
        cls, shops: int, orders: int, accounts: int | None = None, *, years: int = YEARS
    ) -> Size:
        if accounts is None:
            accounts = round(shops * FULL_ACCOUNTS / FULL_SHOPS)
        return cls(shops, orders, min(accounts, shops), years)

    @property
    def teams(self) -> int:
        return max(FEWEST_TEAMS, round(self.shops * FULL_TEAMS / FULL_SHOPS))

    @property
    def selling(self) -> float:
        """Which share of the shops has anything to sell. Opening was the easier part."""
        return 0.3 if self.shops > 5_000 else 0.83


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when things happened, in seconds. Nothing lies in the future."""

    first_shop: int
    first_order: int
    now: int

    @classmethod
    def until(cls, now: datetime, *, years: int) -> Span:
        first_order = now - years * A_YEAR
        return cls(seconds(first_order - BEFORE), seconds(first_order), seconds(now))
