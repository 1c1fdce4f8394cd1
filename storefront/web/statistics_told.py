"""The open figures, for programs and for the type checker."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from storefront.web.described import Day, Moment, shape

Value = int | Literal["small", "with it"] | None
"""Nothing: no data yet. Small: from one to four. With it: the small one could be worked out."""
Code = Annotated[str, Field(examples=["06463"])]


@shape
class PlaceTold(TypedDict):
    code: Code
    since: Day
    """From this day the code means this place: the two together name it."""
    name: str


@shape
class TotalTold(TypedDict):
    indicator: str
    """By its name in the dictionary of indicators."""
    definition_version: int
    unit: str
    """What is counted; `dong` is whole đồng."""
    value: Value
    """null: no data yet. `small`: from 1 to 4. `with it`: the small one could be worked out."""
    baseline: int | None
    """What stood on the day the campaign began; null is unknown."""
    multiple: int | None
    """Value by baseline, cut off as officials print it."""
    ratio: str | None
    """The same, exact, as a decimal in text."""


class CommuneTold(PlaceTold):
    values: dict[str, Value]
    """By indicator."""


@shape
class StatisticsTold(TypedDict):
    """The figures of today, of the whole province and by commune."""

    version: int
    as_of: Day | None
    """Nothing where no campaign runs."""
    counted_at: Moment | None
    """When something was counted last."""
    geography: Literal["now"]
    """Households stand where they live today."""
    place: PlaceTold | None
    totals: list[TotalTold]
    communes: list[CommuneTold]
