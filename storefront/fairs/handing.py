"""Who holds a market day: a village's leaders or their commune, one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from storefront import clock
from storefront.accounts import actions as accounts
from storefront.accounts.models import Person
from storefront.accounts.permissions import Permission
from storefront.db import session
from storefront.fairs import letters
from storefront.fairs.models import Fair
from storefront.places import queries as places
from storefront.places.models import Level, Place

GROUNDS = (Level.COMMUNE, Level.VILLAGE)
"""Where markets are held: whoever may hold them at a commune may in all its villages."""


def grounds(person: Person, *, at: datetime) -> list[Place]:
    """Where this person plans market days."""
    on = clock.village_date(at)
    mine = person.places_where(Permission.FAIR_HOLD, on=on)
    return [it for it in mine if it.level in GROUNDS and it.stood_on(on)]


def holders(fair: Fair, person: Person, *, at: datetime) -> Sequence[Place]:
    """Among whom this person decides: nobody where only a village is theirs."""
    on = clock.village_date(at)
    commune = fair.place if fair.place.level is Level.COMMUNE else fair.place.parent
    if commune is None or not person.may(Permission.FAIR_HOLD, at=commune, on=on):
        return []
    return [commune, *places.villages_inside([commune], on=on)]


def hand(fair: Fair, to: Place, *, by: Person, at: datetime) -> None:
    """This day and those of its series that come after it are held there from now on. Stalls,
    cards and sums stay; whoever planned it is told. Doing it twice changes nothing."""
    wanted = select(Fair).where(
        Fair.series == fair.series, Fair.opens_at >= fair.opens_at, Fair.place_id != to.id
    )
    days = session.scalars(wanted.order_by(Fair.id).with_for_update(of=Fair)).all()
    if not days:
        return
    for it in days:
        it.place, it.place_id = to, to.id
    if fair.made_by_id != by.id:
        letters.handed(fair, at=at)
    detail = {"days": len(days), "place": to.code}
    accounts.trace("fair.hand", f"fair:{fair.code}", actor=by, detail=detail, at=at)
