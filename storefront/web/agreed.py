"""What pages about consents and about terms have in common: whose they are, who may press, and who
has looked."""

from __future__ import annotations

from flask import abort

from storefront import clock
from storefront.accounts.models import Seen
from storefront.accounts.permissions import Permission
from storefront.shops import queries
from storefront.shops.models import Household
from storefront.web import looking
from storefront.web.people import me


def household(code: str) -> Household:
    today = clock.village_date(clock.now())
    return queries.household_for(code, me(), Permission.HOUSEHOLD_READ, on=today) or abort(404)


def theirs(code: str) -> Household:
    """The keeper's, and the team's; officers only read."""
    found = household(code)
    return found if may_press(found) else abort(404)


def may_press(household: Household) -> bool:
    is_keeper = household.keeper_id == me().id
    today = clock.village_date(clock.now())
    return is_keeper or household.allows(me(), Permission.SHOP_OPEN, on=today)


def noted(household: Household) -> None:
    """Somebody else than the keeper has looked."""
    keeper = household.keeper_id
    if keeper != me().id:
        subject = f"household:{household.code}"
        looking.noted(Seen.CONSENTS, subject, household.village, keepers=[keeper])
