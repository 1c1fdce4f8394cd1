"""Which of the shops that opened together still sell later: whole cohorts over whole months."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from storefront.campaign import sums
from storefront.campaign.definition import Known
from storefront.campaign.scope import Scope, month_before, month_end, months_until
from storefront.campaign.standing import Part
from storefront.facts.models import Indicator
from storefront.facts.windows import SURVIVAL

ByMonth = Mapping[date, int]


def of_place(scope: Scope, *, since: date | None = None) -> dict[Known, Part]:
    months = sums.by_month(scope, Indicator.SHOP_OPENED, *SURVIVAL.values())
    return pooled(months, scope.until, since)


def by_commune(scope: Scope, *, since: date | None = None) -> dict[int, dict[Known, Part]]:
    found = {
        indicator: sums.by_commune_and_month(scope, indicator)
        for indicator in (Indicator.SHOP_OPENED, *SURVIVAL.values())
    }
    return {
        commune: pooled(
            {it: months.get(commune, {}) for it, months in found.items()}, scope.until, since
        )
        for commune in scope.commune_ids
    }


def cohorts(scope: Scope, *, count: int) -> list[tuple[date, int, dict[int, int | None]]]:
    """By month of opening: how many opened, and how many sold so many months later; nothing where
    that month is not over."""
    months = sums.by_month(scope, Indicator.SHOP_OPENED, *SURVIVAL.values())
    over = last_whole_month(scope.until)
    return [
        (
            opened,
            months.get(Indicator.SHOP_OPENED, {}).get(opened, 0),
            {
                after: months.get(indicator, {}).get(_later(opened, after), 0)
                if _later(opened, after) <= over
                else None
                for after, indicator in SURVIVAL.items()
            },
        )
        for opened in months_until(scope.month, count=count)
    ]


def last_whole_month(until: date) -> date:
    return until.replace(day=1) if until == month_end(until) else month_before(until)


def pooled(
    months: Mapping[Indicator, ByMonth], until: date, since: date | None = None
) -> dict[Known, Part]:
    """Of cohorts whose month is over: how many sold in it, of how many that opened."""
    over, opened = last_whole_month(until), months.get(Indicator.SHOP_OPENED, {})
    pooled: dict[Known, Part] = {}
    for after, indicator in SURVIVAL.items():
        due = {
            first: shops
            for first, shops in opened.items()
            if _later(first, after) <= over and (since is None or since <= _later(first, after))
        }
        sold = months.get(indicator, {})
        if due:
            alive = sum(sold.get(_later(first, after), 0) for first in due)
            pooled[indicator] = Part(alive, sum(due.values()))
    return pooled


def _later(month: date, count: int) -> date:
    years, before = divmod(month.month - 1 + count, 12)
    return date(month.year + years, before + 1, 1)
