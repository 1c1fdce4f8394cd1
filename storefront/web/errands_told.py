"""What a phone is told of an errand, for programs and for the tests."""

from __future__ import annotations

from typing import Literal, NotRequired

from typing_extensions import TypedDict

from storefront.web.described import shape


@shape
class DoneTold(TypedDict):
    outcome: Literal["done"]
    result: dict[str, str]
    """What it made: codes of the household, the shop, the order."""


@shape
class RefusedTold(TypedDict):
    """Something is wrong with it. The phone keeps it until somebody puts it right."""

    outcome: Literal["refused"]
    faults: NotRequired[dict[str, str]]
    """By field, in the reader's language; `form` is about all of it."""
    labels: NotRequired[dict[str, str]]
    """What those boxes are called."""


@shape
class StrangerTold(TypedDict):
    """Written down by somebody else, or for a place that is not theirs."""

    outcome: Literal["stranger"]
    faults: dict[str, str]


class SideTold(TypedDict):
    title: str
    lines: list[str]


@shape
class ChoiceTold(TypedDict):
    words: str
    sets: dict[str, str]
    """What the errand says when it is sent again with this choice."""


class AsksTold(TypedDict):
    """Two things that cannot both be so: a person decides."""

    outcome: Literal["asks"]
    title: str
    there: list[SideTold]
    choices: list[ChoiceTold]


@shape
class WaitsTold(TypedDict):
    """What it rests on has not come: an earlier errand, or the rest of its photo."""

    outcome: Literal["waits"]
    missing: NotRequired[str]
    have: int
    """Bytes of the photo that are here."""


class HaveTold(TypedDict):
    outcome: Literal["done"]
    have: int
