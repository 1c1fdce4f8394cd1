"""A household's own woven pattern, drawn from its shop code.

The same on every page, poster and QR card, so that a pasted-over code looks wrong. A code must
give the same cloth for ever: whoever changes this file changes every poster that is printed.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from hashlib import sha256

REACH = 10
"""Cells from the middle to the edge."""
SIDE = 2 * REACH + 1
BARE = "."
DYES = {BARE: "#151c47", "c": "#f1e8d6", "t": "#e2522b", "y": "#e9b44c", "l": "#6f7cc4"}
"""Indigo dyed many times, cotton, red thread, turmeric, indigo dyed once."""
INNER = 8
"""Where the middle diamond ends and the corners begin, counted in steps from the middle."""
HEM = f"M0 0h{SIDE}M0 {SIDE - 1}h{SIDE}M.5-.5v{SIDE}M{SIDE - 0.5}-.5v{SIDE}"
CORNER = 6
"""How far out the small corner diamonds are centred."""


class _Lots:
    """Draws lots from a code; unlike the random module, the same in every Python."""

    def __init__(self, code: str) -> None:
        self.left = int.from_bytes(sha256(code.encode()).digest(), "big")

    def draw(self, choices: str) -> str:
        self.left, lot = divmod(self.left, len(choices))
        return choices[lot]


def cloth(code: str) -> list[str]:
    """The pattern as rows of dyes, the same seen from all four sides and in a mirror."""
    pattern = _Pattern(code)
    quarter = ["".join(pattern.dye(x, y) for x in range(REACH + 1)) for y in range(REACH + 1)]
    below = [row[:0:-1] + row for row in quarter]
    return below[:0:-1] + below


class _Pattern:
    def __init__(self, code: str) -> None:
        lots = _Lots(code)
        main = lots.draw("ctyl")
        second = lots.draw("ctyl".replace(main, ""))
        palette = main * 3 + second * 2 + "ctyl" + BARE * 3
        self.rings = _rings(lots, palette, INNER)
        self.corner = _rings(lots, palette, 5)
        self.heart = lots.draw("pstx")
        self.heart_dye = lots.draw(main + second + "c")
        self.stitch = int(lots.draw("113"))
        self.gap = int(lots.draw("1234"))
        self.hem_dye = lots.draw("ctyl")
        self.line = lots.draw(second + "..")

    def dye(self, x: int, y: int) -> str:
        far, near = max(x, y), min(x, y)
        if far == REACH:
            return self._hem(near)
        if far == REACH - 1:
            return self.line if near < REACH - 3 else BARE
        if self._in_heart(far, near):
            return self.heart_dye
        if far + near <= INNER:
            return self.rings[far + near]
        return self.corner[abs(far - CORNER) + abs(near - CORNER)] if near > 2 else BARE

    def _hem(self, near: int) -> str:
        along = (near + self.stitch // 2) % (self.stitch + self.gap)
        return self.hem_dye if along < self.stitch else BARE

    def hem_path(self) -> str:
        """The running stitch along the four edges, as one dashed line for each."""
        begun = (self.stitch // 2 - REACH) % (self.stitch + self.gap)
        dashes = f' stroke-dasharray="{self.stitch} {self.gap}" stroke-dashoffset="{begun}"'
        return _path(DYES[self.hem_dye], HEM, dashes)

    def _in_heart(self, far: int, near: int) -> bool:
        """The eight-petal star of Tày brocade, or a cross, or nothing but the rings."""
        if self.heart == "s":
            return 0 < near <= 2 and near < far <= 2 + near
        if self.heart == "t":
            return 0 < near <= 3 and near < far <= 3 + near
        return self.heart == "x" and near == 0 and far <= 4


def _rings(lots: _Lots, palette: str, many: int) -> str:
    """So many rings of dyes, no two neighbours alike; the two inmost go together."""
    rings = lots.draw(palette)
    while len(rings) < many:
        rings += lots.draw(palette.replace(rings[-1], ""))
    return rings[0] + rings


@lru_cache(maxsize=2048)
def strokes(code: str) -> str:
    """The pattern as the inside of an SVG drawing of 21 by 21 cells, one path for each dye.

    A dye may run on under those still to come, which keeps the drawing small.
    """
    pattern = _Pattern(code)
    rows = [row[1:-1] for row in cloth(code)[1:-1]]
    dyes = [dye for dye, _count in Counter("".join(rows)).most_common()]
    paths = [_path(DYES[BARE], f"M0 {REACH}h{SIDE}", f' stroke-width="{SIDE}"'), pattern.hem_path()]
    for place, dye in enumerate(dyes):
        if dye != BARE or place > 0:
            paths.append(_path(DYES[dye], _drawn(rows, dye, dyes[place:])))
    return "".join(paths)


def _path(colour: str, drawn: str, more: str = "") -> str:
    return f'<path stroke="{colour}" d="{drawn}"{more}/>'


def _drawn(rows: list[str], dye: str, still_open: list[str]) -> str:
    """All runs of a dye. The lower half mirrors the upper, so a row is looked at once."""
    runs = re.compile(f"[{''.join(still_open)}]+")
    upper = [_row(row, dye, runs) if dye in row else (0, "") for row in rows[:REACH]]
    both = enumerate(upper + upper[-2::-1], start=1)
    return "".join(f"M{start} {y}{rest}" for y, (start, rest) in both if rest)


def _row(row: str, dye: str, runs: re.Pattern[str]) -> tuple[int, str]:
    """Where the pen is set down, and how it moves (m) and threads (h) from there."""
    drawn, begun, pen = "", 0, 0
    for run in runs.finditer(row):
        first, last = run[0].find(dye), run[0].rfind(dye)
        if first < 0:
            continue
        start, length = run.start() + first + 1, last - first + 1
        drawn += f"m{start - pen} 0h{length}" if drawn else f"h{length}"
        begun, pen = begun or start, start + length
    return begun, drawn
