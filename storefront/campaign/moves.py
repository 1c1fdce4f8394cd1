"""Households, villages and communes go over, and reports as now take their history along.

Sums of many households take long to carry over. So a village's are first set apart under a key of
its own, which nobody sees; then it goes over, at once with all others that do; and afterwards its
sums are gathered in again. A commune that goes whole into another needs no setting apart.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, exists, literal, or_, select, update
from sqlalchemy.orm import aliased

from storefront.campaign import folding
from storefront.campaign.models import Apart
from storefront.db import insert, session
from storefront.numbers import numbers
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
    _leave(villages, into, on=on)
    _belong(Apart.place_id.in_(ids), into)
    _bring(ids, on=on)


def go_whole(pairs: Sequence[tuple[Place, Place]], *, on: date) -> None:
    """Communes go whole into others, all of one province, and their villages with them: their sums
    stay under their keys and belong to those. Hundreds may go at once while all others wait."""
    ids = [old.id for old, _into in pairs]
    session.flush()
    apart = session.scalars(select(Apart.place_id).where(Apart.commune_id.in_(ids))).all()
    folding.belong([*apart, *ids], pairs[0][1])
    going = []
    for old, into in pairs:
        villages = villages_of(old)
        _leave(villages, into, on=on)
        going += [village.id for village in villages]
        _put_keys(Apart.commune_id == old.id, into)
        session.add(Apart(place_id=old.id, commune_id=into.id))
    session.flush()
    _bring(going, on=on)


def _leave(villages: Sequence[Place], into: Place, *, on: date) -> None:
    session.add_all(
        FormerCommune(village_id=it.id, commune_id=it.parent_id, until=on) for it in villages
    )
    places.put_inside(villages, into)


def _bring(villages: Sequence[int], *, on: date) -> None:
    """Whoever lives there goes along to the commune in which the village lies now."""
    _put_shops_inside(villages)
    _put_homes(villages, on=on)


def _put_shops_inside(villages: Sequence[int]) -> None:
    home = aliased(Household)
    around = select(Place.parent_id).join(home, home.village_id == Place.id)
    living = select(Household.id).where(Household.village_id.in_(villages))
    _put_shops(living, around.where(home.id == Shop.household_id).scalar_subquery())


def gather(place: Place) -> None:
    """What was set apart under its key is gathered into the commune it belongs to."""
    session.flush()
    belongs = select(Apart.commune_id).where(Apart.place_id == place.id)
    if commune_id := session.scalar(belongs):
        folding.merge(place, into=session.get_one(Place, commune_id))
        session.execute(delete(Apart).where(Apart.place_id == place.id), execution_options=_HERE)


def go_back(pairs: Sequence[tuple[Place, Place]], *, on: date) -> None:
    """Villages, whose sums were set apart, never went over to other communes on that day, and
    nobody who lives there did. Thousands may go back at once while all others wait."""
    ids = [village.id for village, _to in pairs]
    left: dict[int | None, list[int]] = defaultdict(list)
    back: dict[Place, list[Place]] = defaultdict(list)
    for village, to in pairs:
        left[village.parent_id].append(village.id)
        back[to].append(village)
    _belong_again(back)
    for to, villages in back.items():
        places.put_inside(villages, to)
    around = select(Place.parent_id).where(Place.id == FormerCommune.village_id)
    gone = (FormerCommune.village_id.in_(ids), FormerCommune.until == on)
    there = FormerCommune.commune_id == around.scalar_subquery()
    session.execute(delete(FormerCommune).where(*gone, there), execution_options=_HERE)
    _put_shops_inside(ids)
    for commune_id, villages_left in left.items():
        _never_left(villages_left, commune_id, on=on)


def _belong_again(back: Mapping[Place, Sequence[Place]]) -> None:
    """Sums of provinces follow: of which commune in a province does not matter to them."""
    session.flush()
    keys: dict[int | None, list[int]] = defaultdict(list)
    into = {}
    for to, villages in back.items():
        into[to.parent_id] = to
        keys[to.parent_id] += [it.id for it in villages]
    for number, theirs in keys.items():
        folding.belong(theirs, into[number])
    for to, villages in back.items():
        _put_keys(Apart.place_id.in_([it.id for it in villages]), to)


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
    _put_keys(which, into)


def _put_keys(which: ColumnElement[bool], into: Place) -> None:
    session.execute(update(Apart).where(which).values(commune_id=into.id), execution_options=_HERE)


def _living_in(villages: Sequence[Place]) -> Select[int]:
    return select(Household.id).where(Household.village_id.in_([it.id for it in villages]))


def _put_shops(households: Select[int], commune_id: Any) -> None:
    shops = update(Shop).where(Shop.household_id.in_(households))
    session.execute(shops.values(commune_id=commune_id), execution_options=_HERE)


def _settle(households: Select[int], village: Place, *, on: date) -> None:
    """They live there from that day on."""
    still = (Residence.household_id.in_(households), Residence.to_day.is_(None))
    _live_in(village.id, village.parent_id, *still, on=on)


def _put_homes(villages: Sequence[int], *, on: date) -> None:
    """Who lived there on the day or later lived in that commune, even if they left since."""
    lasted = or_(Residence.to_day.is_(None), Residence.to_day > on)
    around = select(Place.parent_id).where(Place.id == Residence.village_id).scalar_subquery()
    _live_in(Residence.village_id, around, Residence.village_id.in_(villages), lasted, on=on)


def _live_in(village_id: Any, commune_id: Any, *which: ColumnElement[bool], on: date) -> None:
    """These residences are there from a day on; what was before stays as it was."""
    since = update(Residence).where(*which, Residence.from_day >= on)
    values = {"village_id": village_id, "commune_id": commune_id}
    session.execute(since.values(values), execution_options=_HERE)
    earlier = (*which, Residence.from_day < on)
    columns = ["household_id", "village_id", "commune_id", "from_day", "to_day"]
    new = (Residence.household_id, _told(village_id), _told(commune_id), literal(on))
    begun = select(*new, Residence.to_day).where(*earlier)
    session.execute(insert(Residence).from_select(columns, begun))
    session.execute(update(Residence).where(*earlier).values(to_day=on), execution_options=_HERE)


def _told(place_id: Any) -> Any:
    return literal(place_id) if isinstance(place_id, int) else place_id


def _never_left(villages: Sequence[int], left: int | None, *, on: date) -> None:
    """Residences that the move ended go on; those that it began are gone."""
    later = aliased(Residence)
    around = select(Place.parent_id).where(Place.id == Residence.village_id).scalar_subquery()
    its_later = (
        later.village_id == Residence.village_id,
        later.commune_id == left,
        later.from_day == on,
        later.household_id == Residence.household_id,
    )
    inside = Residence.village_id.in_(villages)
    ended = (inside, Residence.commune_id == around, Residence.to_day == on)
    begun = session.scalars(select(later.id).join(Residence, and_(*its_later)).where(*ended)).all()
    goes_on = select(later.to_day).where(*its_later).scalar_subquery()
    lasted = update(Residence).where(*ended, exists().where(*its_later))
    session.execute(lasted.values(to_day=goes_on), execution_options=_HERE)
    gone = delete(Residence).where(Residence.id.in_(numbers("begun")))
    session.execute(gone, {"begun": json.dumps(list(begun))}, execution_options=_HERE)
    here = (inside, Residence.commune_id == left)
    session.execute(
        update(Residence).where(*here).values(commune_id=around), execution_options=_HERE
    )
