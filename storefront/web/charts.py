"""Where the ink goes: charts as numbers on a sheet, drawn by templates/components/charts.html.

Value axes begin at zero, time axes are true to scale, and what nobody knows is left open.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

Words = Callable[[int], str]


@dataclass(frozen=True, slots=True)
class Value:
    """One moment of a series."""

    on: date
    label: str
    value: int | None
    is_approximate: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """The size of a drawing. Two are sent, so that letters stay readable on a phone."""

    name: str
    width: int
    height: int
    left: int = 14
    right: int = 14
    top: int = 54
    bottom: int = 34

    @property
    def floor(self) -> int:
        return self.height - self.bottom

    def x(self, share: float) -> float:
        return round(self.left + share * (self.width - self.left - self.right), 1)

    def y(self, share: float) -> float:
        return round(self.floor - share * (self.floor - self.top), 1)


HEADROOM = 24
"""Where a baseline far above the picture is drawn."""
SLIM = Sheet("slim", 340, 300)
WIDE = Sheet("wide", 760, 380)


@dataclass(frozen=True, slots=True)
class Mark:
    """A dot or a bar."""

    x: float
    y: float
    value: Value
    width: float = 0
    height: float = 0
    says: str = ""
    """Written beside it; nothing where it would hide another."""
    anchor: str = "middle"
    tick: str = ""
    """Written under the axis."""
    tick_anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class Chart:
    sheet: Sheet
    marks: tuple[Mark, ...]
    grid: tuple[tuple[float, str], ...]
    base: float | None = None
    """Height of the baseline; None where there is none."""
    base_is_above: bool = False
    """The baseline lies far above the picture; it is drawn at its edge and says so."""

    @property
    def line(self) -> str:
        return " ".join(f"{mark.x},{mark.y}" for mark in self.marks)

    @property
    def area(self) -> str:
        first, last, floor = self.marks[0], self.marks[-1], self.sheet.floor
        return f"{first.x},{floor} {self.line} {last.x},{floor}"


def line(
    values: Sequence[Value], *, words: Words, baseline: int | None = None, sheet: Sheet = WIDE
) -> Chart:
    """Known values joined by a line; unknown ones are left out, not drawn at zero."""
    known = [value for value in values if value.value is not None]
    highest = max((value.value or 0 for value in known), default=0)
    above = baseline is not None and baseline > 3 * highest
    top = _round_up(highest if above else max(highest, baseline or 0))
    xs = _shares([value.on for value in known])
    marks = [_dot(value, share, top, sheet, words) for value, share in zip(known, xs, strict=True)]
    base = None if baseline is None else float(HEADROOM) if above else sheet.y(baseline / top)
    return Chart(sheet, _spaced(marks), _grid(top, sheet, words), base, above)


def bars(values: Sequence[Value], *, words: Words, sheet: Sheet = WIDE) -> Chart:
    """A bar a month; what went back (refunds above sales) stands on the floor with its number."""
    highest = max((value.value or 0 for value in values), default=0)
    top = _round_up(highest)
    step = (sheet.width - sheet.left - sheet.right) / max(len(values), 1)
    marks = [
        _bar(value, at, step, top, sheet, is_highest=value.value == highest > 0, words=words)
        for at, value in enumerate(values)
    ]
    return Chart(sheet, _spaced(marks), _grid(top, sheet, words))


def sparkline(
    values: Sequence[int], *, top: int | None = None, width: int = 120, height: int = 28
) -> str:
    """Points of a small line, the last months of one place: on its own scale, or up to a top."""
    top = max(top or max([*values, 1]), 1)
    step = width / max(len(values) - 1, 1)
    return " ".join(
        f"{at * step:.1f},{height - 2 - max(value, 0) / top * (height - 4):.1f}"
        for at, value in enumerate(values)
    )


def _dot(value: Value, share: float, top: int, sheet: Sheet, words: Words) -> Mark:
    says = words(value.value or 0)
    return Mark(
        x=sheet.x(share),
        y=sheet.y(max(value.value or 0, 0) / top),
        value=value,
        says=f"≈ {says}" if value.is_approximate else says,
        anchor="start" if share < 0.04 else "end",
        tick=value.label,
        tick_anchor="start" if share < 0.02 else "end" if share > 0.98 else "middle",
    )


def _bar(
    value: Value,
    at: int,
    step: float,
    top: int,
    sheet: Sheet,
    *,
    is_highest: bool,
    words: Words,
) -> Mark:
    y = sheet.y(max(value.value or 0, 0) / top)
    left = sheet.left + at * step
    edge = "start" if at * step < 60 else "end" if sheet.width - left < 90 else "middle"
    return Mark(
        x=round(left + step * 0.12, 1),
        y=y,
        value=value,
        width=round(step * 0.76, 1),
        height=round(sheet.floor - y, 1),
        says=words(value.value or 0) if is_highest else "",
        anchor=edge,
        tick=value.label,
    )


def _shares(days: Sequence[date]) -> list[float]:
    if len(days) < 2:
        return [0.5 for _ in days]
    span = (days[-1] - days[0]).days or 1
    return [(day - days[0]).days / span for day in days]


def _spaced(marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """Leave out words that would run into each other; the last ones always stay."""
    kept: list[Mark] = []
    tick_edge, word_edge = math.inf, math.inf
    for mark in reversed(marks):
        if mark.tick and tick_edge - mark.x >= 9 * len(mark.tick) + 8:
            tick_edge = mark.x
        else:
            mark = replace(mark, tick="")
        if mark.says and word_edge - mark.x >= 8 * len(mark.says) + 8:
            word_edge = mark.x
        else:
            mark = replace(mark, says="")
        kept.append(mark)
    return tuple(reversed(kept))


def _grid(top: int, sheet: Sheet, words: Words) -> tuple[tuple[float, str], ...]:
    step = _step(top)
    return tuple((sheet.y(at / top), words(at)) for at in range(step, top + 1, step))


def _round_up(highest: int) -> int:
    step = _step(max(highest, 4))
    return max(math.ceil(highest / step), 1) * step


def _step(top: int) -> int:
    """About four lines, on numbers people count by."""
    rough = max(top / 4, 1)
    power = 10 ** math.floor(math.log10(rough))
    return int(next(times * power for times in (1, 2, 5, 10) if times * power >= rough))


def share_of(part: int, whole: int) -> Decimal:
    """Of a hundred, for the length of a bar."""
    return Decimal(part * 100) / whole if whole else Decimal(0)
