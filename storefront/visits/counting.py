"""How visits and checks are counted: anew for a household whenever one is added or taken back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from storefront import clock
from storefront.facts import actions as facts
from storefront.facts.models import Indicator
from storefront.facts.windows import REACHED_DAYS
from storefront.shops.models import Household
from storefront.visits import queries

Steps = Counter[tuple[int, date]]
"""By commune and day."""


def count(household: Household, *, at: datetime) -> None:
    visits = queries.standing(household)
    met = [(it.commune_id, it.day) for it in visits if it.found_somebody]
    wanted: dict[Indicator, Steps] = {
        Indicator.VISITS: Counter((it.commune_id, it.day) for it in visits),
        Indicator.HOUSEHOLDS_REACHED: Counter(met[:1]),
        Indicator.REACHED_90: lately(met),
    }
    for indicator, steps in wanted.items():
        facts.set_right(indicator, steps, household_id=household.id, at=at)


def count_checks(household: Household, *, at: datetime) -> None:
    """A shop is verified from the day of a check until the day on which it is taken back."""
    steps: Steps = Counter()
    for it in queries.checks_of(household):
        steps[it.commune_id, it.day] += 1
        if it.taken_back_at:
            steps[it.commune_id, clock.village_date(it.taken_back_at)] -= 1
    facts.set_right(Indicator.SHOP_VERIFIED, steps, household_id=household.id, at=at)


def lately(met: Iterable[tuple[int, date]]) -> Steps:
    """A step up where a household begins to be reached or goes on to be, a step down where that
    would end, both in the commune of the visit. The oldest first."""
    steps: Steps = Counter()
    known = date.min
    for commune_id, day in met:
        begins, until = max(known, day), day + timedelta(days=REACHED_DAYS)
        if begins < until:
            steps[commune_id, begins] += 1
            steps[commune_id, until] -= 1
            known = until
    return steps
