"""Growth is arithmetic: numbers in, numbers out, no database."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

SMALLEST_BASE = 30
"""From fewer than this, a multiple says more about chance than about growth."""


@dataclass(frozen=True, slots=True)
class Growth:
    """A value beside what stood on the first day. Nothing is unknown, and is not zero."""

    value: int | None
    baseline: int | None = None
    declared: Decimal | None = None
    """The multiple somebody printed, for want of the sums behind it."""

    @property
    def ratio(self) -> Decimal | None:
        """The exact multiple; None where there was nothing, or nobody knows what there was."""
        if self.value is None or not self.baseline:
            return None
        return Decimal(self.value) / self.baseline

    @property
    def multiple(self) -> int | None:
        """The multiple as officials print it: cut off, never rounded up. Never below one."""
        ratio = self._shown()
        return int(ratio) if ratio is not None and ratio >= 1 else None

    @property
    def percent(self) -> int | None:
        """Below the baseline, how much of it has been reached."""
        ratio = self._shown()
        return int(ratio * 100) if ratio is not None and ratio < 1 else None

    @property
    def is_too_small(self) -> bool:
        return self.baseline is not None and 0 < self.baseline < SMALLEST_BASE

    @property
    def is_exact(self) -> bool:
        """Whether three decimals tell the whole ratio."""
        return self.ratio is not None and self.ratio == self.ratio.quantize(
            Decimal("0.001"), ROUND_DOWN
        )

    def __add__(self, other: Growth) -> Growth:
        return Growth(_both(self.value, other.value), _both(self.baseline, other.baseline))

    def _shown(self) -> Decimal | None:
        if self.is_too_small:
            return None
        return self.ratio if self.ratio is not None else self.declared


def _both(one: int | None, other: int | None) -> int | None:
    """A sum with an unknown part is unknown."""
    return None if one is None or other is None else one + other


def percent_of(part: int, whole: int) -> Decimal | None:
    """With one decimal, cut off; None of nothing."""
    if not whole:
        return None
    return (Decimal(part) * 100 / whole).quantize(Decimal("0.1"), ROUND_DOWN)
