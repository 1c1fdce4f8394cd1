"""A household's own woven pattern, drawn from its shop code.

The same on every page, poster and QR card, so that a pasted-over code looks wrong. A code must
give the same cloth for ever: whoever changes this file changes every poster that is printed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from hashlib import sha256
from operator import itemgetter

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

    def rings(self, palettes: Mapping[str, str], many: int) -> str:
        """So many rings of dyes, no two neighbours alike; the two inmost go together."""
        left, dye, rings = self.left, "", ""
        for _ring in range(many):
            choices = palettes[dye]
            left, lot = divmod(left, len(choices))
            dye = choices[lot]
            rings += dye
        self.left = left
        return rings[0] + rings


def cloth(code: str) -> list[str]:
    """The pattern as rows of dyes, the same seen from all four sides and in a mirror."""
    pattern = _Pattern(code)
    hem = pattern.hem()
    upper = [side + row + side for side, row in zip(hem[1:], pattern.upper(), strict=False)]
    return [hem, *upper, *upper[-2::-1], hem]


class _Pattern:
    def __init__(self, code: str) -> None:
        lots = _Lots(code)
        main = lots.draw("ctyl")
        second = lots.draw("ctyl".replace(main, ""))
        palettes = _palettes(main, second)
        self.rings = lots.rings(palettes, INNER)
        self.corner = lots.rings(palettes, 5)
        self.heart = lots.draw("pstx")
        self.heart_dye = lots.draw(main + second + "c")
        self.stitch = int(lots.draw("113"))
        self.gap = int(lots.draw("1234"))
        self.hem_dye = lots.draw("ctyl")
        self.line = lots.draw(second + "..")
        self.dyes = self.rings + self.corner + self.heart_dye + self.line

    def upper(self) -> list[str]:
        """The rows inside the hem from the top to the middle one; those below mirror them."""
        dyed = _sketch(self.heart).translate(bytes.maketrans(SIGNS.encode(), self.dyes.encode()))
        return dyed.decode().split()

    def hem(self) -> str:
        """One edge of the cloth."""
        whole = self.stitch + self.gap
        cells = (abs(x) + self.stitch // 2 for x in range(-REACH, REACH + 1))
        return "".join(self.hem_dye if cell % whole < self.stitch else BARE for cell in cells)

    def hem_path(self) -> str:
        """The running stitch along the four edges, as one dashed line for each."""
        begun = (self.stitch // 2 - REACH) % (self.stitch + self.gap)
        dashes = f' stroke-dasharray="{self.stitch} {self.gap}" stroke-dashoffset="{begun}"'
        return _path(DYES[self.hem_dye], HEM, dashes)


RING_SIGNS, CORNER_SIGNS, HEART_SIGN, LINE_SIGN = "012345678", "ABCDEF", "*", "-"
"""What a sketch is drawn with: the rings from the middle outwards, those of the corners, …"""
SIGNS = RING_SIGNS + CORNER_SIGNS + HEART_SIGN + LINE_SIGN
GROUPS = (CORNER_SIGNS, RING_SIGNS)
NO_HEART = "p"


@cache
def _sketch(heart: str) -> bytes:
    """The upper rows of every cloth with this heart, in signs that stand for dyes."""
    inside = range(1 - REACH, REACH)
    rows = ["".join(_sign(heart, abs(x), -y) for x in inside) for y in inside if y <= 0]
    return " ".join(rows).encode()


def _sign(heart: str, x: int, y: int) -> str:
    far, near = max(x, y), min(x, y)
    if far == REACH - 1:
        return LINE_SIGN if near < REACH - 3 else BARE
    if _in_heart(heart, far, near):
        return HEART_SIGN
    if far + near <= INNER:
        return RING_SIGNS[far + near]
    return CORNER_SIGNS[abs(far - CORNER) + abs(near - CORNER)] if near > 2 else BARE


def _in_heart(heart: str, far: int, near: int) -> bool:
    """The eight-petal star of Tày brocade, or a cross, or nothing but the rings."""
    if heart == "s":
        return 0 < near <= 2 and near < far <= 2 + near
    if heart == "t":
        return 0 < near <= 3 and near < far <= 3 + near
    return heart == "x" and near == 0 and far <= 4


@cache
def _palettes(main: str, second: str) -> Mapping[str, str]:
    """What may be beside each dye; beside nothing, all of them."""
    palette = main * 3 + second * 2 + "ctyl" + BARE * 3
    return {"": palette} | {dye: palette.replace(dye, "") for dye in DYES}


def strokes(code: str) -> str:
    """The pattern as the inside of an SVG drawing of 21 by 21 cells, one path for each sign.

    Painted from the outside in, every ring together with what is inside it and is painted over: so
    only colours differ from cloth to cloth, and a page of many cloths shrinks to the first.
    """
    pattern = _Pattern(code)
    drawing, wanted = _drawing(pattern.heart)
    colours = tuple(map(DYES.__getitem__, wanted(pattern.dyes)))
    return GROUND + pattern.hem_path() + drawing % colours


def _path(colour: str, drawn: str, more: str = "") -> str:
    return f'<path stroke="{colour}" d="{drawn}"{more}/>'


GROUND = _path(DYES[BARE], f"M0 {REACH}h{SIDE}", f' stroke-width="{SIDE}"')


@cache
def _drawing(heart: str) -> tuple[str, Callable[[str], tuple[str, ...]]]:
    """Every cloth with this heart, its colours left out, and what picks them out of its dyes."""
    layers = _layers(heart)
    drawing = "".join(_path("%s", drawn) for _, drawn in layers)
    return drawing, itemgetter(*[SIGNS.index(sign) for sign, _ in layers])


@cache
def _layers(heart: str) -> list[tuple[str, str]]:
    """What is painted for each sign, in the order of painting."""
    rings = [group[:many] for group in GROUPS for many in range(len(group), 0, -1)]
    plain, hearty = (_sketch(one).decode().split() for one in (NO_HEART, heart))
    layers = [(signs[-1], _drawn(plain, signs)) for signs in rings]
    layers += [(sign, _drawn(hearty, sign)) for sign in HEART_SIGN + LINE_SIGN]
    return [(sign, drawn) for sign, drawn in layers if drawn]


def _drawn(upper: list[str], signs: str) -> str:
    """All cells with one of these signs, row by row, each run from where the last one ended."""
    pen, drawn = (0, 0), ""
    for y, row in enumerate([*upper, *upper[-2::-1]], start=1):
        for run in re.finditer(f"[{signs}]+", row):
            x = run.start() + 1
            drawn += f"m{x - pen[0]} {y - pen[1]}h{len(run[0])}"
            pen = (run.end() + 1, y)
    return drawn.replace(" -", "-")
