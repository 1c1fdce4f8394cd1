"""What something has cost, as a small line: each price holds until the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from storefront.money import Money

WIDTH, HEIGHT, EDGE = 120, 26, 4


@dataclass(frozen=True, slots=True)
class Step:
    price: Money
    since: date


@dataclass(frozen=True, slots=True)
class History:
    steps: Sequence[Step]
    """Oldest first; at least two."""
    points: str

    @property
    def lowest(self) -> Money:
        return min(step.price for step in self.steps)

    @property
    def highest(self) -> Money:
        return max(step.price for step in self.steps)


def told(written: str | None) -> History | None:
    """From the catalogue's line; nothing where the price never changed."""
    said = [it.split() for it in (written or "").split(", ") if it]
    rows = sorted((int(number), int(price), day) for number, price, day in said)
    steps = [Step(Money(price), date.fromisoformat(day)) for _id, price, day in rows]
    return History(steps, _points(steps)) if len(steps) > 1 else None


def _points(steps: Sequence[Step]) -> str:
    """Days are true to scale; the last price goes on to the edge."""
    first, days = steps[0].since, max((steps[-1].since - steps[0].since).days, 1)
    highest = max(step.price.dong for step in steps)
    found: list[str] = []
    for nth, step in enumerate(steps):
        x = (WIDTH - EDGE) * (step.since - first).days / days
        y = HEIGHT - (HEIGHT - EDGE) * step.price.dong / highest
        until = steps[nth + 1].since if nth + 1 < len(steps) else None
        end = (WIDTH - EDGE) * (until - first).days / days if until else float(WIDTH)
        found += [f"{x:.1f},{y:.1f}", f"{end:.1f},{y:.1f}"]
    return " ".join(found)
