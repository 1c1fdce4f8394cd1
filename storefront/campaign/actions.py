"""Beginning a campaign, importing what others published, and moving those who are counted."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, delete, exists, insert, literal, select, update
from sqlalchemy.orm import aliased

from storefront.campaign import folding, history
from storefront.campaign.models import Baseline, Campaign, Published
from storefront.db import session
from storefront.facts.models import Indicator
from storefront.places import actions as places
from storefront.places.models import FormerCommune, Level, Place
from storefront.shops.models import Household, Residence, Shop


def start_campaign(
    place: Place, *, name: str, began_on: date, baselines: Mapping[Indicator, history.Start]
) -> Campaign:
    """Begin to count from a day. The baselines stay as they are from then on."""
    campaign = Campaign(place=place, name=name, began_on=began_on)
    campaign.baselines = [
        Baseline(
            place_id=place.id,
            indicator=indicator,
            value=start.value,
            on=began_on,
            source=start.source,
        )
        for indicator, start in baselines.items()
    ]
    session.add(campaign)
    session.flush()
    return campaign


def start_known_campaign(province: Place) -> Campaign | None:
    """Begin the campaign this province is known to have had, with what was published of it.

    Doing it again changes nothing.
    """
    begun = session.scalar(select(Campaign).where(Campaign.place_id == province.id))
    known = history.beginning_of(province.code)
    if begun or known is None:
        return begun
    campaign = start_campaign(
        province, name=known.name, began_on=known.began_on, baselines=known.baselines
    )
    import_published(campaign, history.published_in(province.code))
    return campaign


def import_published(campaign: Campaign, figures: Iterable[history.Figure]) -> int:
    """Keep figures others published, beside our own. Says how many were new."""
    seen = select(Published.indicator, Published.on).where(Published.campaign_id == campaign.id)
    known = {(indicator, on) for indicator, on in session.execute(seen)}
    new = [figure for figure in figures if (figure.indicator, figure.on) not in known]
    session.add_all(
        Published(
            campaign_id=campaign.id,
            indicator=figure.indicator,
            on=figure.on,
            precision=figure.precision,
            value=figure.value,
            multiple=figure.multiple,
            source=figure.source,
        )
        for figure in new
    )
    session.flush()
    return len(new)


def move_household(household: Household, *, to: Place, on: date) -> None:
    """A household goes to live in another village; reports as now take its history along."""
    alone = select(Household.id).where(Household.id == household.id)
    with folding.moving(alone):
        household.village = to
        session.flush()
        _settle(alone, to, on=on)


def move_village(village: Place, *, into: Place, on: date) -> None:
    """A village with all its households goes over to another commune."""
    inside = _living_in(village)
    with folding.moving(inside):
        _go_over(village, into, on=on)
        _settle(inside, village, on=on)


def merge_commune(old: Place, *, into: Place, on: date) -> None:
    """A commune goes whole into another. For one that was split, move its villages."""
    for village in villages_of(old):
        _go_over(village, into, on=on)
        _settle(_living_in(village), village, on=on)
    folding.merge(old, into=into)


def return_village(village: Place, *, to: Place, on: date) -> None:
    """The village never went over on that day, and nobody who lives there did."""
    inside = _living_in(village)
    with folding.moving(inside):
        left = session.get_one(Place, village.parent_id)
        places.put_inside(village, to)
        session.execute(
            delete(FormerCommune).where(
                FormerCommune.village_id == village.id,
                FormerCommune.commune_id == to.id,
                FormerCommune.until == on,
            )
        )
        session.execute(
            update(Shop).where(Shop.household_id.in_(inside)).values(commune_id=to.id),
            execution_options=_HERE,
        )
        _never_left(village, left, to, on=on)


def gather(village: Place) -> None:
    """Whoever opened a shop or came to live there while it was going over is where it is."""
    inside, commune_id = _living_in(village), village.parent_id
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


def _go_over(village: Place, into: Place, *, on: date) -> None:
    before = FormerCommune(village_id=village.id, commune_id=village.parent_id, until=on)
    session.add(before)
    places.put_inside(village, into)


def _living_in(village: Place) -> Select[int]:
    return select(Household.id).where(Household.village_id == village.id)


_HERE: dict[str, Any] = {"synchronize_session": False}


def _settle(households: Select[int], village: Place, *, on: date) -> None:
    """Their shops and their residences know the new commune from that day."""
    commune_id = village.parent_id
    shops = update(Shop).where(Shop.household_id.in_(households))
    session.execute(shops.values(commune_id=commune_id), execution_options=_HERE)
    living = (Residence.household_id.in_(households), Residence.to_day.is_(None))
    same_day = update(Residence).where(*living, Residence.from_day >= on)
    session.execute(
        same_day.values(village_id=village.id, commune_id=commune_id), execution_options=_HERE
    )
    earlier = (*living, Residence.from_day < on)
    new = (Residence.household_id, *map(literal, (village.id, commune_id, on)))
    columns = ["household_id", "village_id", "commune_id", "from_day"]
    session.execute(insert(Residence).from_select(columns, select(*new).where(*earlier)))
    session.execute(update(Residence).where(*earlier).values(to_day=on), execution_options=_HERE)


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
