"""What growth is counted from: entered with source and day, fixed once a report has used it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select

from storefront.accounts import actions as accounts
from storefront.accounts.models import Person
from storefront.campaign.growth import Growth
from storefront.campaign.models import Baseline, Campaign
from storefront.db import session
from storefront.errors import MarketError
from storefront.facts.models import Indicator
from storefront.places.models import Place


class AlreadyUsed(MarketError):
    """A report was frozen with this baseline: it stays as it is."""


class AlreadyTold(MarketError):
    """There is a baseline of this indicator, place and day."""


@dataclass(frozen=True)
class Told:
    indicator: Indicator
    on: date
    source: str
    value: int | None = None
    multiple: Decimal | None = None


def of(campaign: Campaign | None, place: Place) -> dict[Indicator, Baseline]:
    """The campaign's own: of each indicator the one of its first day, else the oldest. Told of
    this very place: a province's says nothing about one of its communes."""
    if campaign is None:
        return {}
    began = campaign.began_on
    mine = sorted(all_of(campaign, place), key=lambda it: (it.on != began, it.on, it.id))
    return {it.indicator: it for it in reversed(mine)}


def chosen(
    campaign: Campaign | None, place: Place, numbers: Collection[int]
) -> dict[Indicator, Baseline]:
    """The campaign's own, but for those that a reader asked for by their numbers."""
    asked = {it.indicator: it for it in all_of(campaign, place) if it.id in numbers}
    return of(campaign, place) | asked


def all_of(campaign: Campaign | None, place: Place) -> list[Baseline]:
    """Oldest first."""
    told = campaign.baselines if campaign else []
    mine = [it for it in told if it.place_id == place.id]
    return sorted(mine, key=lambda it: (it.indicator, it.on, it.id))


def growth(value: int | None, baseline: Baseline | None) -> Growth:
    if baseline is None:
        return Growth(value)
    return Growth(value, baseline.value, baseline.multiple if baseline.value is None else None)


def enter(campaign: Campaign, place: Place, told: Told, *, by: Person, at: datetime) -> Baseline:
    """Raises AlreadyTold."""
    same = (Baseline.campaign_id == campaign.id, Baseline.place_id == place.id)
    known = select(Baseline.id).where(
        *same, Baseline.indicator == told.indicator, Baseline.on == told.on
    )
    if session.scalar(known):
        raise AlreadyTold(told.indicator)
    baseline = Baseline(
        campaign=campaign,
        place_id=place.id,
        indicator=told.indicator,
        value=told.value,
        multiple=told.multiple,
        on=told.on,
        source=told.source,
        entered_by_id=by.id,
    )
    campaign.changed_at = at
    session.add(baseline)
    session.flush()
    accounts.trace("baseline.enter", f"baseline:{baseline.id}", actor=by, at=at)
    return baseline


def take_back(baseline: Baseline, *, by: Person, at: datetime) -> None:
    """Raises AlreadyUsed."""
    session.refresh(baseline, with_for_update=True)
    if baseline.used_at:
        raise AlreadyUsed(baseline.indicator)
    detail = {"value": baseline.value, "on": baseline.on.isoformat(), "source": baseline.source}
    accounts.trace("baseline.remove", f"baseline:{baseline.id}", actor=by, detail=detail, at=at)
    baseline.campaign.changed_at = at
    session.delete(baseline)
    session.flush()


def use(campaign: Campaign | None, place: Place, *, at: datetime) -> None:
    """A report of the place was frozen with the campaign, and with its own baselines."""
    if campaign is None:
        return
    campaign.used_at = campaign.used_at or at
    for it in of(campaign, place).values():
        it.used_at = it.used_at or at
    session.flush()
