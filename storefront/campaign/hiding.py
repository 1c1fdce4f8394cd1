"""Small cells: numbers of one to four, and money of fewer than five households, are not told to
readers outside the commune; and neither is what they could be worked out from.

Numbers in, cells out. A column is what adds up to a total the reader knows: the communes of a
province, the teams of a commune. All its cells are hidden or told together, by one rule, wherever
they are shown.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from enum import Enum

FEWEST = 5
"""A smaller number could be somebody."""


class Hidden(Enum):
    SMALL = "small"
    """More than nothing, and fewer than five."""
    WITH_IT = "with it"
    """Left out because a small one could be worked out from it."""


Cell = int | None | Hidden
"""A number, nothing heard, or not for everybody."""


def counts(values: Sequence[int | None], *, few: Set[int] = frozenset()) -> list[Cell]:
    """Small numbers are left out, and those of the few, whatever their size. What is left out may
    be any of one to four as far as the total and the others tell: else the smallest that are left
    go with it, and where that is not enough, all of the column."""
    cells = [_count(value, number in few) for number, value in enumerate(values)]
    small = [abs(values[nth] or 0) for nth, it in enumerate(cells) if it is Hidden.SMALL]
    with_it = [abs(values[nth] or 0) for nth, it in enumerate(cells) if it is Hidden.WITH_IT]
    gone, others = sum(small) + sum(with_it), len(with_it)
    left = iter(_smallest_first(values, cells))
    while not _is_safe(len(small), others, gone):
        number = next(left, None)
        if number is None:
            return [_shut(value) for value in values]
        cells[number] = Hidden.WITH_IT
        gone, others = gone + abs(values[number] or 0), others + 1
    return cells


def money(values: Sequence[int | None], households: Sequence[int]) -> list[Cell]:
    """Sums of fewer than five households are left out, and as many more as it takes until those
    left out are of five households together, and more than one."""
    cells: list[Cell] = [
        Hidden.SMALL if value and many < FEWEST else value
        for value, many in zip(values, households, strict=True)
    ]
    whose = [households[nth] for nth, it in enumerate(cells) if isinstance(it, Hidden)]
    left = iter(_smallest_first(values, cells))
    while not _is_enough(whose):
        number = next(left, None)
        if number is None:
            return [_shut(value) for value in values]
        cells[number] = Hidden.WITH_IT
        whose.append(households[number])
    return cells


def series(
    columns: Sequence[Sequence[int]], households: Sequence[Sequence[int]] | None = None
) -> Set[int]:
    """Which rows of a table of months may not be told, each as a whole: those with a small month.
    One alone is the difference between all and the others, so that another goes with it."""
    many = households or columns
    gone = {number for number, row in enumerate(columns) if _is_small(row, many[number])}
    if len(gone) == 1:
        left = [nth for nth, row in enumerate(columns) if nth not in gone and any(row)]
        gone |= set(sorted(left, key=lambda nth: (sum(map(abs, columns[nth])), nth))[:1])
    return gone


def _is_small(row: Sequence[int], households: Sequence[int]) -> bool:
    """Whether some month is of somebody, and of fewer than five."""
    return any(value and abs(few) < FEWEST for value, few in zip(row, households, strict=True))


def _count(value: int | None, is_few: bool) -> Cell:
    if value is None or value == 0:
        return value
    if abs(value) < FEWEST:
        return Hidden.SMALL
    return Hidden.WITH_IT if is_few else value


def _smallest_first(values: Sequence[int | None], cells: Sequence[Cell]) -> list[int]:
    told = [number for number, cell in enumerate(cells) if isinstance(cell, int) and cell]
    return sorted(told, key=lambda number: (abs(values[number] or 0), number))


def _is_safe(small: int, with_it: int, gone: int) -> bool:
    """Whether each small one may be any of one to four, for all that the total tells: so many are
    small, so many left out with them, and this is what all of those add up to."""
    if not small:
        return with_it != 1
    others = small - 1
    least = others + FEWEST * with_it
    most = (FEWEST - 1) * others if not with_it else gone
    return gone - (FEWEST - 1) >= least and gone - 1 <= most


def _is_enough(whose: Sequence[int]) -> bool:
    """Whether the sum of what is left out is of enough households, and of more than one place."""
    return not whose or (len(whose) > 1 and sum(whose) >= FEWEST)


def _shut(value: int | None) -> Cell:
    """Zero goes too: only that they add up to the total is known."""
    return None if value is None else Hidden.WITH_IT
