"""What everybody may know: whole sums, and of communes only numbers no household can be seen in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from storefront.campaign import baselines, figures, queries, telling
from storefront.campaign.figures import Figures
from storefront.campaign.growth import Growth
from storefront.campaign.hiding import FEWEST, Cell, Hidden
from storefront.campaign.indicators import HEADLINES, Definition, definition
from storefront.campaign.models import Campaign
from storefront.campaign.scope import Scope
from storefront.facts.models import Indicator
from storefront.places.models import Place

TOGETHER: tuple[Indicator, ...] = (
    Indicator.SHOP_OPENED,
    Indicator.SHOP_READY,
    Indicator.ACCOUNT_DECLARED,
    Indicator.ACCOUNT_RECEIVED,
    Indicator.PRODUCT_LISTED,
    Indicator.ORDER_PLACED,
    Indicator.ORDER_COMPLETED,
    Indicator.REVENUE,
    Indicator.REVENUE_CASHLESS,
)
BY_COMMUNE: tuple[Indicator, ...] = (
    Indicator.SHOP_OPENED,
    Indicator.ACCOUNT_DECLARED,
    Indicator.ORDER_COMPLETED,
)
"""No money: in a commune with one good seller it would be that seller's."""


@dataclass(frozen=True, slots=True)
class Total:
    definition: Definition
    cell: Cell
    growth: Growth


@dataclass(frozen=True, slots=True)
class Row:
    place: Place
    cells: tuple[Cell, ...]
    """In the order of BY_COMMUNE."""


@dataclass(frozen=True, slots=True)
class Statistics:
    place: Place
    on: date
    campaign: Campaign | None
    totals: list[Total]
    rows: list[Row]

    @property
    def headlines(self) -> list[Total]:
        return [it for it in self.totals if it.definition.indicator in HEADLINES]


def statistics(scope: Scope) -> Statistics:
    """As the growth page counts them, at this moment."""
    place, today = scope.place, scope.today
    counted = figures.by_commune(scope, TOGETHER)
    campaign = queries.campaign_for(place, on=today)
    sums = {it: _added([told[it].value for told in counted.values()]) for it in TOGETHER}
    rows = zip(scope.communes, *_columns(scope, counted), strict=True)
    return Statistics(
        place,
        today,
        campaign,
        [_total(it, value, campaign, place, today) for it, value in sums.items()],
        [Row(commune, tuple(cells)) for commune, *cells in rows],
    )


def _columns(scope: Scope, counted: dict[int, Figures]) -> list[list[Cell]]:
    """By the rule of small cells: where there are few shops, all is theirs."""
    told = [counted[commune.id] for commune in scope.communes]
    totals = [{it: found[it].value or 0 for it in TOGETHER} for found in told]
    cells = telling.column(totals, [0] * len(totals))
    return [
        [
            None if found[it].value is None else cell.of(it)
            for found, cell in zip(told, cells, strict=True)
        ]
        for it in BY_COMMUNE
    ]


def _seen(value: int | None) -> Cell:
    return Hidden.SMALL if value is not None and 0 < abs(value) < FEWEST else value


def _added(values: Sequence[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _total(
    it: Indicator, value: int | None, campaign: Campaign | None, place: Place, today: date
) -> Total:
    cell = _seen(value)
    baseline = _baseline(it, campaign, place)
    shown = cell if isinstance(cell, int) else None
    return Total(definition(it, on=today), cell, Growth(shown, baseline))


def _baseline(it: Indicator, campaign: Campaign | None, place: Place) -> int | None:
    found = baselines.of(campaign, place).get(it)
    return found.value if found else None
