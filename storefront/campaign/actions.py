"""Beginning a campaign, and importing what others published."""

from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import select

from storefront.campaign import history
from storefront.campaign.models import Baseline, Campaign, Published
from storefront.db import session
from storefront.facts.models import Indicator
from storefront.places.models import Place


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
