"""Whole đồng, from end to end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from storefront import digits

HIGHEST = 10**12
"""No sum in this market reaches a thousand billion đồng; larger ones are typing slips."""


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """A sum in Vietnamese đồng, which has no minor unit."""

    dong: int

    def __post_init__(self) -> None:
        if type(self.dong) is not int:
            raise TypeError(f"đồng are whole: {self.dong!r}")

    def __add__(self, other: Money) -> Money:
        return Money(self.dong + other.dong)

    def __sub__(self, other: Money) -> Money:
        return Money(self.dong - other.dong)

    def __mul__(self, times: int) -> Money:
        return Money(self.dong * times)

    def __neg__(self) -> Money:
        return Money(-self.dong)

    def __bool__(self) -> bool:
        return self.dong != 0

    def __str__(self) -> str:
        """As the ledger and every note say it; pages ask digits in their reader's language."""
        return digits.dong(self.dong)

    def __format__(self, spec: str) -> str:
        """{amount:,} in an English letter is 120,000 ₫."""
        return digits.dong(self.dong, "en" if spec == "," else "vi")

    @staticmethod
    def sum(parts: Iterable[Money]) -> Money:
        return Money(sum(part.dong for part in parts))

    def split(self, parts: int) -> list[Money]:
        """As many parts as asked for, differing by at most one đồng, that still add up."""
        each, left = divmod(self.dong, parts)
        return [Money(each + (1 if place < left else 0)) for place in range(parts)]
