"""A market that is held again: whoever stood there last time stands there this time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from storefront.accounts.models import Person
from storefront.db import session
from storefront.fairs import actions, queries
from storefront.fairs.actions import Keeper
from storefront.fairs.models import Fair, Stall
from storefront.fairs.refusals import Taken
from storefront.shops.models import Shop


def day_before(fair: Fair) -> Fair | None:
    """The last one of its series that was held."""
    wanted = select(Fair).where(
        Fair.series == fair.series, Fair.opens_at < fair.opens_at, Fair.cancelled_at.is_(None)
    )
    return session.scalar(wanted.order_by(Fair.opens_at.desc()).limit(1))


def give_as_before(fair: Fair, *, by: Person, at: datetime) -> int:
    """The same stalls to the same keepers, as far as they are free still. Says how many; doing it
    twice gives nothing twice. Raises NotHeld.
    """
    before = day_before(fair)
    stood = {it.name: it for it in queries.stalls_of(before)} if before else {}
    free = [it for it in queries.stalls_of(fair) if not it.is_given and it.name in stood]
    return sum(_gave(it, stood[it.name], by=by, at=at) for it in free)


def _gave(stall: Stall, before: Stall, *, by: Person, at: datetime) -> bool:
    who = _who(before)
    if who is None:
        return False
    try:
        actions.give(stall, who, by=by, at=at)
    except Taken:
        return False
    return True


def _who(before: Stall) -> Shop | Keeper | None:
    if before.shop is not None:
        return None if before.shop.household.gone_at else before.shop
    return Keeper(before.keeper_name, before.keeper_phone) if before.is_given else None
