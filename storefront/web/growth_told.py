"""Figures others published, as they are shown beside our own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from storefront.campaign import history, indicators
from storefront.campaign.growth import Growth
from storefront.campaign.indicators import Definition
from storefront.campaign.models import Baseline, Published
from storefront.facts.models import Indicator
from storefront.web import charts
from storefront.web.filters import number
from storefront.web.growth_views import DEFINITIONS

TOLD = frozenset(history.COLUMNS)


@dataclass(frozen=True, slots=True)
class Printed:
    """The last figure others published, and the series it ends."""

    definition: Definition
    growth: Growth
    figure: Published
    baseline: Baseline | None


@dataclass(frozen=True, slots=True)
class Told:
    """What one source printed on one day."""

    on: date
    precision: str
    source: str
    figures: dict[Indicator, Published]


def printed(told: Sequence[Published], baselines: dict[Indicator, Baseline]) -> list[Printed]:
    last = {figure.indicator: figure for figure in told}
    return [
        Printed(
            DEFINITIONS[it],
            Growth(last[it].value, value_of(baselines.get(it)), last[it].multiple),
            last[it],
            baselines.get(it),
        )
        for it in indicators.HEADLINES
        if it in last
    ]


def series(
    told: Sequence[Published], baselines: dict[Indicator, Baseline]
) -> dict[str, Any] | None:
    """Shops as published, dot by dot."""
    figures = [it for it in told if it.indicator is Indicator.SHOP_OPENED and it.value is not None]
    if len(figures) < 2:
        return None
    values = [
        charts.Value(it.on, f"{it.on.day}/{it.on.month}", it.value, it.precision != "day")
        for it in figures
    ]
    base = value_of(baselines.get(Indicator.SHOP_OPENED))
    return {
        "values": values,
        "sheets": [
            charts.line(values, words=number, baseline=base, sheet=sheet)
            for sheet in (charts.WIDE, charts.SLIM)
        ],
    }


def by_day(told: Sequence[Published]) -> list[Told]:
    days: dict[date, Told] = {}
    for figure in told:
        row = days.setdefault(figure.on, Told(figure.on, figure.precision, figure.source, {}))
        row.figures[figure.indicator] = figure
    return list(days.values())


def columns() -> list[Definition]:
    return [it for it in indicators.COUNTED.values() if it.indicator in TOLD]


def value_of(baseline: Baseline | None) -> int | None:
    return baseline.value if baseline else None
