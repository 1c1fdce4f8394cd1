"""Making sure that a shop's keeper is who the book says, and taking that back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from storefront import clock
from storefront.accounts.models import Person, Purpose
from storefront.db import session
from storefront.errors import MarketError, NotAllowed
from storefront.shops import noting, verifying
from storefront.shops.actions import hold
from storefront.shops.errors import NoConsent
from storefront.shops.models import Household, Met, Shop
from storefront.visits import counting, queries
from storefront.visits.actions import BadDay, first_day, may_visit
from storefront.visits.models import IdentityCheck


class NoShop(MarketError):
    """There is no shop to be verified."""


class WhoKnowsThem(MarketError):
    """A village head who vouches has a name."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody says of having made sure."""

    day: date
    how: Met
    vouched_by: str | None = None


def confirm(household: Household, seen: Seen, *, by: Person, at: datetime) -> IdentityCheck:
    """Doing it twice changes nothing.

    Raises NotAllowed, NoShop, NoConsent, BadDay, WhoKnowsThem.
    """
    hold(household)
    today = clock.village_date(at)
    if not may_visit(by, household, on=today):
        raise NotAllowed(household.code)
    shop = _shop_of(household)
    if standing := check_of(household):
        return standing
    if not first_check_day(household, shop, today) <= seen.day <= today:
        raise BadDay(seen.day.isoformat())
    if seen.how is Met.VILLAGE_HEAD and not seen.vouched_by:
        raise WhoKnowsThem(household.code)
    return _confirmed(household, shop, seen, by=by, at=at)


def _shop_of(household: Household) -> Shop:
    if household.shop is None:
        raise NoShop(household.code)
    if not household.keeper.agrees_to(Purpose.SHOP):
        raise NoConsent(Purpose.SHOP)
    return household.shop


def check_of(household: Household) -> IdentityCheck | None:
    """The one that stands."""
    newest = next(iter(queries.checks_of(household)), None)
    return newest if newest and newest.taken_back_at is None else None


def first_check_day(household: Household, shop: Shop, today: date) -> date:
    """Not before the shop, and not before another check was taken back."""
    ends = [it.taken_back_at for it in queries.checks_of(household) if it.taken_back_at]
    moments = (shop.opened_at, *ends)
    return max(first_day(household, today), *(clock.village_date(it) for it in moments))


def take_back(household: Household, *, why: str, by: Person, at: datetime) -> None:
    """The shop counts as verified no more. Doing it twice changes nothing. Raises NotAllowed."""
    hold(household)
    if not may_visit(by, household, on=clock.village_date(at)):
        raise NotAllowed(household.code)
    check = check_of(household)
    if check is None:
        return
    check.taken_back_at, check.taken_back_by, check.why = at, by, why
    session.flush()
    _show(household, None, at=at)
    counting.count_checks(household, at=at)
    noting.trace("identity.take_back", household, by=by, at=at, day=check.day.isoformat())


def _confirmed(
    household: Household, shop: Shop, seen: Seen, *, by: Person, at: datetime
) -> IdentityCheck:
    check = IdentityCheck(
        household=household,
        commune_id=queries.lived_in(household, on=seen.day) or shop.commune_id,
        day=seen.day,
        how=seen.how,
        vouched_by=seen.vouched_by if seen.how is Met.VILLAGE_HEAD else None,
        by=by,
        written_at=at,
    )
    session.add(check)
    session.flush()
    _show(household, check, at=at)
    counting.count_checks(household, at=at)
    noting.trace("identity.confirm", household, by=by, at=at, day=seen.day.isoformat())
    return check


def _show(household: Household, check: IdentityCheck | None, *, at: datetime) -> None:
    if household.shop:
        household.shop.met_on = check.day if check else None
        household.shop.met_how = check.how if check else None
        verifying.recount(household, at=at)
        noting.touch(household.shop, at=at)
