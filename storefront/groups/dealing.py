"""Who gets what when goods ran short, and who bears how much of the delivery. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from storefront.money import Money


class Wanted(Protocol):
    @property
    def id(self) -> int: ...
    @property
    def product_id(self) -> int: ...
    @property
    def quantity(self) -> int: ...


def deal(wishes: Iterable[Wanted], left: Mapping[int, int]) -> dict[int, int]:
    """By wish: whoever wished first is served first."""
    rest, got = dict(left), {}
    for wish in sorted(wishes, key=lambda it: it.id):
        there = rest.get(wish.product_id, 0)
        got[wish.id] = min(wish.quantity, there)
        rest[wish.product_id] = there - got[wish.id]
    return got


def fees(total: Money, members: Sequence[int]) -> dict[int, Money]:
    """By member: equal parts of the delivery, which add up to it."""
    return dict(zip(members, total.split(len(members)), strict=True)) if members else {}
