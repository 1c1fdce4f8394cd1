"""Beginning a campaign, importing what others published, and moving those who are counted."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Select, select, update

from storefront.campaign import folding, history
from storefront.campaign.models import Baseline, Campaign, Published
from storefront.db import session
from storefront.facts.models import Indicator
from storefront.places import actions as places
from storefront.places.models import Level, Place
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
        places.put_inside(village, into)
        _settle(inside, village, on=on)


def merge_commune(old: Place, *, into: Place, on: date) -> None:
    """A commune goes whole into another. For one that was split, move its villages."""
    wanted = select(Place).where(Place.parent_id == old.id, Place.level == Level.VILLAGE)
    for village in session.scalars(wanted).all():
        places.put_inside(village, into)
        _settle(_living_in(village), village, on=on)
    folding.merge(old, into=into)


def _living_in(village: Place) -> Select[int]:
    return select(Household.id).where(Household.village_id == village.id)


def _settle(households: Select[int], village: Place, *, on: date) -> None:
    """Their shops and their residences know the new commune from that day."""
    commune_id, ids = village.parent_id, session.scalars(households).all()
    here: dict[str, Any] = {"synchronize_session": False}
    session.execute(
        update(Shop).where(Shop.household_id.in_(ids)).values(commune_id=commune_id),
        execution_options=here,
    )
    residences = update(Residence).where(
        Residence.household_id.in_(ids), Residence.to_day.is_(None)
    )
    same_day = residences.where(Residence.from_day >= on)
    session.execute(
        same_day.values(village_id=village.id, commune_id=commune_id), execution_options=here
    )
    earlier = residences.where(Residence.from_day < on).returning(Residence.household_id)
    moved = session.scalars(earlier.values(to_day=on), execution_options=here).all()
    session.add_all(
        Residence(household_id=it, village_id=village.id, commune_id=commune_id, from_day=on)
        for it in moved
    )
    session.flush()
