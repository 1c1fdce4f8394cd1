"""Who stands where, and how far they moved. Numbers in, places out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from storefront.campaign.growth import percent_of
from storefront.campaign.sums import Sum
from storefront.facts.models import Indicator
from storefront.places.models import Place

ENOUGH_HOUSEHOLDS = 30
"""With fewer, a rank would praise or blame chance."""

NOTHING = Sum(0)


@dataclass(frozen=True, slots=True)
class Line:
    """One commune in the table."""

    place: Place
    sums: dict[Indicator, Sum]
    officers: tuple[str, ...] = ()
    rank: int | None = None
    moved: int | None = None
    """Places up (or, below zero, down) since the month before."""

    @property
    def has_data(self) -> bool:
        """Somebody there has registered or opened something. Nothing known is not zero."""
        return any(line.total for line in self.sums.values())

    @property
    def totals(self) -> dict[Indicator, int]:
        return {it: found.total for it, found in self.sums.items()}

    @property
    def is_too_few(self) -> bool:
        """Too few households for a rank to say anything."""
        return self.total(Indicator.HOUSEHOLD_REGISTERED) < ENOUGH_HOUSEHOLDS

    def total(self, indicator: Indicator) -> int:
        return self.sums.get(indicator, NOTHING).total

    def share(self, part: Indicator, whole: Indicator) -> Decimal | None:
        return percent_of(self.total(part), self.total(whole))

    @property
    def waiting(self) -> int:
        return self.total(Indicator.SHOP_OPENED) - self.total(Indicator.SHOP_READY)


Score = Callable[[Sum], int]


def ranked(lines: Sequence[Line], by: Indicator) -> list[Line]:
    """Highest first. Equal values share a rank; small communes have none, those without data
    come last."""
    fair = [line for line in lines if not line.is_too_few]
    now = _ranks(fair, by, lambda it: it.total)
    then = _ranks(fair, by, lambda it: it.before or 0)
    placed = [
        replace(line, rank=now[line.place.id], moved=then[line.place.id] - now[line.place.id])
        if line.place.id in now
        else line
        for line in lines
    ]
    return sorted(placed, key=lambda line: (not line.has_data, -line.total(by), line.place.folded))


def _ranks(lines: Sequence[Line], by: Indicator, score: Score) -> dict[int, int]:
    scores = {line.place.id: score(line.sums.get(by, NOTHING)) for line in lines}
    higher = sorted(scores.values(), reverse=True)
    return {place: higher.index(it) + 1 for place, it in scores.items()}
