"""Taking a fact out of its figure and putting it back, by adding facts and changing none.

An amount that somebody must look at goes from its indicator to its held twin, on the day and in the
commune where it is told to be, so that every sum, as then or as now, follows by itself. Decided as
not to be counted, it leaves the twin as well.
"""

from __future__ import annotations

import enum
from datetime import datetime

from storefront.facts.models import HELD, Fact, Unfolded
from storefront.facts.restating import commune_of
from storefront.rows import put, put_once


class Standing(enum.StrEnum):
    COUNTED = "counted"
    HELD = "held"
    """Being looked at."""
    OUT = "out"
    """A person decided that it does not count."""


_IS_IN = {Standing.COUNTED: (1, 0), Standing.HELD: (0, 1), Standing.OUT: (0, 0)}
"""How often its amount is in the indicator, and in the twin."""


def move(fact: Fact, before: Standing, after: Standing, *, turn: int, at: datetime) -> None:
    """Write what lies between the two. Every move of a fact has a turn of its own."""
    was, is_ = _IS_IN[before], _IS_IN[after]
    commune_id = commune_of(fact)
    for indicator, times in zip(
        (fact.indicator, HELD[fact.indicator]), (is_[0] - was[0], is_[1] - was[1]), strict=True
    ):
        if times:
            row = {
                "indicator": indicator,
                "cause": f"aside:{fact.id}:{turn}",
                "household_id": fact.household_id,
                "commune_id": commune_id,
                "day": fact.day,
                "amount": fact.amount * times,
                "written_at": at,
            }
            fact_id = put_once(Fact, unless=("indicator", "cause"), **row)
            if fact_id is not None:
                put(Unfolded, {"fact_id": fact_id})
