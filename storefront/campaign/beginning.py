"""A campaign as staff enter it: begun with what stood on its first day, mended until a report has
used it, ended."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from storefront.accounts import actions as accounts
from storefront.accounts.models import Person
from storefront.campaign import baselines
from storefront.campaign.baselines import Told
from storefront.campaign.models import Campaign
from storefront.campaign.queries import campaigns_of
from storefront.db import session
from storefront.errors import MarketError
from storefront.places.models import Place


class StillRuns(MarketError):
    """Another campaign of the same place runs on that day."""


class InUse(MarketError):
    """A report was frozen with it: its name and its first day stay."""


class EndsBeforeItBegins(MarketError):
    """Its last day would lie before its first."""


@dataclass(frozen=True, slots=True)
class Begun:
    name: str
    began_on: date


def begin(
    place: Place, wanted: Begun, told: Collection[Told], *, by: Person, at: datetime
) -> Campaign:
    """Raises StillRuns."""
    session.scalar(select(Place.id).where(Place.id == place.id).with_for_update())
    _must_be_alone(place, wanted.began_on)
    campaign = Campaign(place=place, name=wanted.name, began_on=wanted.began_on, changed_at=at)
    session.add(campaign)
    session.flush()
    for it in told:
        baselines.enter(campaign, place, it, by=by, at=at)
    _trace("begin", campaign, by=by, at=at)
    return campaign


def mend(campaign: Campaign, wanted: Begun, *, by: Person, at: datetime) -> None:
    """What was told of its first day is then told of the right one.

    Raises InUse, EndsBeforeItBegins, StillRuns.
    """
    session.refresh(campaign, with_for_update=True)
    if campaign.used_at:
        raise InUse(campaign.name)
    if campaign.ended_on and campaign.ended_on < wanted.began_on:
        raise EndsBeforeItBegins(campaign.name)
    _must_be_alone(campaign.place, wanted.began_on, campaign.ended_on, but=campaign)
    told = baselines.all_of(campaign, campaign.place)
    taken = {it.indicator for it in told if it.on == wanted.began_on}
    for it in told:
        if it.on == campaign.began_on and it.used_at is None and it.indicator not in taken:
            it.on = wanted.began_on
    campaign.name, campaign.began_on, campaign.changed_at = wanted.name, wanted.began_on, at
    session.flush()
    _trace("mend", campaign, by=by, at=at)


def end(campaign: Campaign, *, on: date, by: Person, at: datetime) -> None:
    """Growth is counted against it until its last day. Raises EndsBeforeItBegins, StillRuns."""
    session.refresh(campaign, with_for_update=True)
    if on < campaign.began_on:
        raise EndsBeforeItBegins(campaign.name)
    _must_be_alone(campaign.place, campaign.began_on, on, but=campaign)
    campaign.ended_on, campaign.changed_at = on, at
    session.flush()
    _trace("end", campaign, by=by, at=at)


def _must_be_alone(
    place: Place, first: date, last: date | None = None, *, but: Campaign | None = None
) -> None:
    """Of one place one campaign runs on a day: they follow each other."""
    for it in campaigns_of(place):
        is_before = it.ended_on is not None and it.ended_on < first
        is_after = last is not None and last < it.began_on
        if it is not but and not (is_before or is_after):
            raise StillRuns(it.name)


def _trace(verb: str, campaign: Campaign, *, by: Person, at: datetime) -> None:
    detail = {"name": campaign.name, "began_on": campaign.began_on.isoformat()}
    subject = f"campaign:{campaign.id}"
    accounts.trace(f"campaign.{verb}", subject, actor=by, detail=detail, at=at)
