"""A household goes out of the book: written down by mistake, or there twice. Its row stays, so
that what refers to it stays true, and it is shown and counted no more."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from storefront.accounts import actions as accounts
from storefront.accounts import stays
from storefront.accounts.models import Ended, Person
from storefront.db import session
from storefront.facts import actions as facts
from storefront.facts.models import Fact
from storefront.shops import noting
from storefront.shops.models import Household


def leave(household: Household, *, by: Person, at: datetime, why: str) -> None:
    """Its number is free again, nothing it agreed to holds, and it never counted."""
    keeper = household.keeper
    for consent in [it for it in keeper.consents if it.withdrawn_at is None]:
        accounts.withdraw_consent(keeper, consent.purpose, by=by, at=at)
    for account in household.accounts:
        account.retired_at = account.retired_at or at
    if not keeper.postings:
        keeper.phone = None
        stays.end_all(keeper, Ended.PHONE, by=by, at=at)
    count_no_more(household, at=at)
    household.gone_at = at
    noting.trace("household.leave", household, by=by, at=at, why=why)


def count_no_more(household: Household, *, at: datetime) -> None:
    """Every sum of it becomes nothing, on the day on which it was something."""
    sums = (
        select(Fact.indicator)
        .where(Fact.household_id == household.id)
        .group_by(Fact.indicator, Fact.commune_id, Fact.day)
        .having(func.sum(Fact.amount) != 0)
        .distinct()
    )
    for indicator in session.scalars(sums).all():
        facts.set_right(indicator, {}, household_id=household.id, at=at)
