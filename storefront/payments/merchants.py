"""Whose credentials a message was signed with, and for whom they may speak."""

from __future__ import annotations

from dataclasses import dataclass

from storefront.shops.models import Household


@dataclass(frozen=True, slots=True)
class Merchant:
    """The market itself, one household, or a co-operative with the households of a place."""

    code: str = ""
    """In the address of its callbacks; empty is the market's own."""
    household_id: int | None = None
    place_path: str | None = None

    def covers(self, household: Household) -> bool:
        """Nobody signs for somebody else's money."""
        if self.household_id is not None:
            return household.id == self.household_id
        if self.place_path is not None:
            return (household.village.path or "").startswith(self.place_path)
        return True


MARKET = Merchant()
