"""Households, villages and communes go over, and reports as now take their history along.

Sums of many households take long to carry over. So a village's are first set apart under a key of
its own, which nobody sees; then it goes over, at once with all others that do; and afterwards its
sums are gathered in again. A commune that goes whole into another needs no setting apart.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, exists, literal, or_, select, update
from sqlalchemy.orm import aliased

from storefront.campaign import folding
from storefront.campaign.models import Apart
from storefront.db import insert, session
from storefront.places import actions as places
from storefront.places.models import FormerCommune, Level, Place
from storefront.shops.models import Household, Residence, Shop

_HERE: dict[str, Any] = {"synchronize_session": False}


def move_household(household: Household, *, to: Place, on: date) -> None:
    """A household goes to live in another village."""
    alone = select(Household.id).where(Household.id == household.id)
    with folding.moving(alone):
        household.village = to
        session.flush()
        _put_shops(alone, to.parent_id)
        _settle(alone, to, on=on)


def set_apart(village: Place) -> None:
    """Its sums lie under its own key from now on, and belong to its commune as before."""
    with folding.moving(_living_in([village])):
        apart = insert(Apart).values(place_id=village.id, commune_id=village.parent_id)
        session.execute(apart.on_conflict_do_nothing())


def go_over(villages: Sequence[Place], into: Place, *, on: date) -> None:
    """Villages whose sums were set apart, with all their households."""
    ids = [village.id for village in villages]
    session.add_all(
        FormerCommune(village_id=it.id, commune_id=it.parent_id, until=on) for it in villages
    )
    places.put_inside(villages, into)
    _belong(Apart.place_id.in_(ids), into)
    _put_shops(_living_in(villages), into.id)
    _put_homes(ids, into, on=on)


def go_whole(old: Place, into: Place, *, on: date) -> None:
    """A commune goes whole into another, and all its villages with it: its sums stay under its
    key and belong to the other."""
    go_over(villages_of(old), into, on=on)
    _belong(Apart.commune_id == old.id, into)
    folding.belong([old.id], into)
    session.add(Apart(place_id=old.id, commune_id=into.id))
    session.flush()


def gather(place: Place) -> None:
    """What was set apart under its key is gathered into the commune it belongs to."""
    session.flush()
    belongs = select(Apart.commune_id).where(Apart.place_id == place.id)
    if commune_id := session.scalar(belongs):
        folding.merge(place, into=session.get_one(Place, commune_id))
        session.execute(delete(Apart).where(Apart.place_id == place.id), execution_options=_HERE)


def go_back(village: Place, to: Place, *, on: date) -> None:
    """The village, whose sums were set apart, never went over on that day, and nobody who lives
    there did."""
    left = session.get_one(Place, village.parent_id)
    places.put_inside([village], to)
    _belong(Apart.place_id == village.id, to)
    session.execute(
        delete(FormerCommune).where(
            FormerCommune.village_id == village.id,
            FormerCommune.commune_id == to.id,
            FormerCommune.until == on,
        )
    )
    _put_shops(_living_in([village]), to.id)
    _never_left(village, left, to, on=on)


def catch_up(village: Place) -> None:
    """Whoever opened a shop or came to live there just while it went over is where it is."""
    inside, commune_id = _living_in([village]), village.parent_id
    shops = update(Shop).where(Shop.household_id.in_(inside), Shop.commune_id != commune_id)
    session.execute(shops.values(commune_id=commune_id), execution_options=_HERE)
    homes = update(Residence).where(
        Residence.household_id.in_(inside),
        Residence.to_day.is_(None),
        Residence.commune_id != commune_id,
    )
    session.execute(homes.values(commune_id=commune_id), execution_options=_HERE)


def villages_of(commune: Place) -> Sequence[Place]:
    inside = select(Place).where(Place.parent_id == commune.id, Place.level == Level.VILLAGE)
    return session.scalars(inside.order_by(Place.id)).all()


def _belong(which: ColumnElement[bool], into: Place) -> None:
    session.flush()
    folding.belong(session.scalars(select(Apart.place_id).where(which)).all(), into)
    session.execute(update(Apart).where(which).values(commune_id=into.id), execution_options=_HERE)


def _living_in(villages: Sequence[Place]) -> Select[int]:
    return select(Household.id).where(Household.village_id.in_([it.id for it in villages]))


def _put_shops(households: Select[int], commune_id: int | None) -> None:
    shops = update(Shop).where(Shop.household_id.in_(households))
    session.execute(shops.values(commune_id=commune_id), execution_options=_HERE)


def _settle(households: Select[int], village: Place, *, on: date) -> None:
    """They live there from that day on."""
    still = (Residence.household_id.in_(households), Residence.to_day.is_(None))
    _live_in(village.id, village.parent_id, *still, on=on)


def _put_homes(villages: Sequence[int], into: Place, *, on: date) -> None:
    """Who lived there on the day or later lived in that commune, even if they left since."""
    lasted = or_(Residence.to_day.is_(None), Residence.to_day > on)
    _live_in(Residence.village_id, into.id, Residence.village_id.in_(villages), lasted, on=on)


def _live_in(
    village_id: Any, commune_id: int | None, *which: ColumnElement[bool], on: date
) -> None:
    """These residences are there from a day on; what was before stays as it was."""
    since = update(Residence).where(*which, Residence.from_day >= on)
    values = {"village_id": village_id, "commune_id": commune_id}
    session.execute(since.values(values), execution_options=_HERE)
    earlier = (*which, Residence.from_day < on)
    columns = ["household_id", "village_id", "commune_id", "from_day", "to_day"]
    new = (Residence.household_id, _told(village_id), literal(commune_id), literal(on))
    begun = select(*new, Residence.to_day).where(*earlier)
    session.execute(insert(Residence).from_select(columns, begun))
    session.execute(update(Residence).where(*earlier).values(to_day=on), execution_options=_HERE)


def _told(village_id: Any) -> Any:
    return literal(village_id) if isinstance(village_id, int) else village_id


def _never_left(village: Place, left: Place, to: Place, *, on: date) -> None:
    """Residences that the move ended go on; those that it began are gone."""
    later = aliased(Residence)
    begun = (later.village_id == village.id, later.commune_id == left.id, later.from_day == on)
    its_later = (*begun, later.household_id == Residence.household_id)
    ended = (
        Residence.village_id == village.id,
        Residence.commune_id == to.id,
        Residence.to_day == on,
        exists().where(*its_later),
    )
    whose = session.scalars(select(Residence.household_id).where(*ended)).all()
    goes_on = select(later.to_day).where(*its_later).scalar_subquery()
    session.execute(update(Residence).where(*ended).values(to_day=goes_on), execution_options=_HERE)
    here = (Residence.village_id == village.id, Residence.commune_id == left.id)
    session.execute(
        delete(Residence).where(*here, Residence.from_day == on, Residence.household_id.in_(whose)),
        execution_options=_HERE,
    )
    session.execute(
        update(Residence).where(*here).values(commune_id=to.id), execution_options=_HERE
    )
