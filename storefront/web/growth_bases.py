"""From which baseline growth is counted: the campaign's own, or another that a reader chose."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from storefront.campaign.models import Baseline
from storefront.facts.models import Indicator

Baselines = Mapping[Indicator, Baseline]


@dataclass(frozen=True, slots=True)
class Choice:
    """A baseline to count from, and what the page is asked for then."""

    baseline: Baseline
    is_chosen: bool
    is_own: bool
    asks: list[int]


def choices(
    told: Sequence[Baseline], chosen: Baselines, own: Baselines
) -> dict[Indicator, list[Choice]]:
    """Of each indicator that has more than one baseline here."""
    many = Counter(it.indicator for it in told)
    found: dict[Indicator, list[Choice]] = defaultdict(list)
    for it in told:
        if many[it.indicator] > 1:
            asked = {**chosen, it.indicator: it}
            asks = sorted(one.id for of, one in asked.items() if one is not own.get(of))
            is_own = it is own.get(it.indicator)
            found[it.indicator].append(Choice(it, it is chosen[it.indicator], is_own, asks))
    return found
