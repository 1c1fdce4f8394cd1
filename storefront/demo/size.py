"""How large a market to make."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from storefront.demo.rows import seconds

HISTORY = timedelta(days=730)
"""How far back orders go."""
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

    @classmethod
    def of(cls, shops: int, orders: int, accounts: int | None = None) -> Size:
        if accounts is None:
            accounts = round(shops * FULL_ACCOUNTS / FULL_SHOPS)
        return cls(shops, orders, min(accounts, shops))

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
    def until(cls, now: datetime) -> Span:
        first_order = now - HISTORY
        return cls(seconds(first_order - BEFORE), seconds(first_order), seconds(now))
