"""What something has cost, as a small line: each price holds until the next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from storefront.money import Money

WIDTH, HEIGHT, EDGE = 120, 26, 4


class Step(NamedTuple):
    price: Money
    since: date


class History(NamedTuple):
    steps: Sequence[Step]
    """Oldest first; at least two."""
    points: str
    lowest: Money
    highest: Money


def told(written: str | None) -> History | None:
    """From the catalogue's line; nothing where the price never changed."""
    said = [it.split() for it in (written or "").split(", ") if it]
    if len(said) < 2:
        return None
    rows = sorted((int(number), int(price), day) for number, price, day in said)
    steps = [Step(Money(price), date.fromisoformat(day)) for _id, price, day in rows]
    prices = sorted(price for _id, price, _day in rows)
    return History(steps, _points(steps), Money(prices[0]), Money(prices[-1]))


def _points(steps: Sequence[Step]) -> str:
    """Days are true to scale; the last price goes on to the edge."""
    first, days = steps[0].since, max((steps[-1].since - steps[0].since).days, 1)
    highest = max(step.price.dong for step in steps)
    begins = [f"{(WIDTH - EDGE) * (step.since - first).days / days:.1f}" for step in steps]
    found: list[str] = []
    for step, begin, end in zip(steps, begins, [*begins[1:], f"{WIDTH:.1f}"], strict=True):
        y = f"{HEIGHT - (HEIGHT - EDGE) * step.price.dong / highest:.1f}"
        found += [f"{begin},{y}", f"{end},{y}"]
    return " ".join(found)
