"""The three numbers that lead: growth page, live board and whoever else shows them ask here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from storefront.campaign import baselines, indicators
from storefront.campaign.definition import Definition
from storefront.campaign.growth import Growth
from storefront.campaign.models import Baseline
from storefront.facts.models import HELD, Indicator


@dataclass(frozen=True, slots=True)
class Headline:
    definition: Definition
    growth: Growth
    baseline: Baseline | None
    on: date
    held: int
    """Held out of the value while somebody looks at it."""
    held_orders: int
    """In how many orders, where it is money."""


def headlines(
    totals: Mapping[Indicator, int], told: Mapping[Indicator, Baseline], *, on: date
) -> list[Headline]:
    return [_headline(it, totals, told.get(it), on) for it in indicators.HEADLINES]


def _headline(
    indicator: Indicator, totals: Mapping[Indicator, int], baseline: Baseline | None, on: date
) -> Headline:
    return Headline(
        indicators.definition(indicator, on=on),
        baselines.growth(totals.get(indicator, 0), baseline),
        baseline,
        on,
        held=totals.get(HELD[indicator], 0),
        held_orders=totals.get(Indicator.HELD_ORDER_PLACED, 0),
    )
