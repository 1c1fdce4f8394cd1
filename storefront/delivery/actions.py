from collections.abc import Mapping
from datetime import date, datetime

from storefront import clock
from storefront.accounts import actions as accounts
from storefront.accounts.models import Person
from storefront.db import session
from storefront.delivery import hours, tables, ways
from storefront.delivery.hours import Hours
from storefront.delivery.models import CarrierTable
from storefront.delivery.refusals import NoWay, TooSoon
from storefront.delivery.tables import Row
from storefront.delivery.ways import Offer, Way
from storefront.delivery.zones import Zone
from storefront.shops import noting
from storefront.shops.models import Shop


def choose(shop: Shop, offers: Mapping[Way, Offer], *, by: Person, at: datetime) -> None:
    """Which ways the household offers from now on. What is ordered already keeps its own."""
    if not offers:
        raise NoWay
    wanted = ways.kept(offers)
    if wanted == shop.ways:
        return
    before, shop.ways = shop.ways, wanted
    noting.touch(shop, at=at)
    noting.trace("delivery.choose", shop.household, by=by, at=at, before=before, after=wanted)


def keep_hours(shop: Shop, when: Hours, *, by: Person, at: datetime) -> None:
    """When the household hands goods over from now on. Days promised already stay promised."""
    wanted = hours.kept(when)
    if wanted == shop.hours:
        return
    before, shop.hours = shop.hours, wanted
    noting.touch(shop, at=at)
    noting.trace("delivery.hours", shop.household, by=by, at=at, before=before, after=wanted)


def enter_table(
    carrier: Way,
    rows: Mapping[Zone, Row],
    *,
    from_day: date,
    source: str,
    by: Person,
    at: datetime,
) -> CarrierTable:
    """A carrier's new price list. Never from today: what buyers see today was promised."""
    if from_day <= clock.village_date(at):
        raise TooSoon
    table = CarrierTable(
        carrier=carrier,
        from_day=from_day,
        rows=tables.kept(rows),
        source=source,
        entered_at=at,
        entered_by_id=by.id,
    )
    session.add(table)
    session.flush()
    accounts.trace("delivery.table", f"carrier:{carrier}", actor=by, for_id=None, at=at)
    return table
