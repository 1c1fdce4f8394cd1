"""What the counters of a commune did in a month. The log is all there is: each line counts once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median_high

from storefront.counters import queries
from storefront.counters.models import Outcome, Sitting, Task
from storefront.places.models import Place


@dataclass(frozen=True, slots=True)
class Month:
    month: date
    """Its first day."""
    served: int
    households: int
    tasks: Counter[Task | None]
    """Under none: of those who left without saying."""
    outcomes: Counter[Outcome | None]
    minutes: int | None
    """Half took no longer."""

    @property
    def done(self) -> int:
        return self.outcomes[Outcome.DONE]


def month_of(commune: Place, month: date) -> Month:
    return _counted(month, queries.counted_in(commune, month, after(month)))


def year_to(commune: Place, month: date) -> list[Month]:
    """Twelve months, the newest last."""
    months = [month]
    for _nth in range(11):
        months.append(before(months[-1]))
    return [month_of(commune, it) for it in reversed(months)]


def after(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)


def before(month: date) -> date:
    return (month - timedelta(days=1)).replace(day=1)


def _counted(month: date, sittings: Sequence[Sitting]) -> Month:
    took = [it.minutes for it in sittings if it.minutes is not None]
    return Month(
        month,
        served=len(sittings),
        households=len({it.household_id for it in sittings if it.household_id}),
        tasks=Counter(it.task for it in sittings),
        outcomes=Counter(it.outcome for it in sittings),
        minutes=median_high(took) if took else None,
    )
