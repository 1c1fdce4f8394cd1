"""What every deed of a shop leaves behind: a moment for caches, a count, a trace."""

from datetime import datetime
from typing import Any

from storefront.accounts import actions as accounts
from storefront.accounts.models import Person
from storefront.facts import actions as facts
from storefront.facts.models import Indicator
from storefront.shops.models import Household, Shop


def touch(shop: Shop, *, at: datetime) -> None:
    """Pages are cached by it."""
    shop.changed_at = at


def count(indicator: Indicator, household: Household, cause: str, *, at: datetime) -> None:
    facts.record(
        indicator, cause=cause, household_id=household.id, village=household.village, at=at
    )


def trace(
    verb: str, household: Household, *, by: Person | None, at: datetime, **detail: Any
) -> None:
    accounts.trace(
        verb,
        f"household:{household.code}",
        actor=by,
        for_id=household.keeper_id,
        detail=detail,
        at=at,
    )
