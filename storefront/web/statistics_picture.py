"""The public figures as a picture: a name, a day, three numbers, and no household."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from storefront.posters.press import FONTS

SIZE = (1200, 630)
GROUND, INK, THREAD, QUIET = "#f3ecdd", "#151c47", "#b8320f", "#4b4f6b"
BAND = 28
LEFT = 72

Line = tuple[str, str, str]
"""The number, what it is, what it is measured by."""


@lru_cache(16)
def drawn(title: str, under: str, lines: tuple[Line, ...]) -> bytes:
    """Remembered: whoever shares a link has it asked for many times."""
    sheet = Image.new("RGB", SIZE, GROUND)
    pen = ImageDraw.Draw(sheet)
    for top in (0, SIZE[1] - BAND):
        _band(pen, top)
    pen.text((LEFT, 64), title, font=_font(44, bold=True), fill=INK)
    for number, line in enumerate(lines):
        _line(pen, 150 + number * 132, line)
    pen.text((LEFT, SIZE[1] - BAND - 52), under, font=_font(24), fill=QUIET)
    out = BytesIO()
    sheet.save(out, "PNG", optimize=True)
    return out.getvalue()


def _line(pen: ImageDraw.ImageDraw, top: int, line: Line) -> None:
    value, what, beside = line
    strong = _font(76, bold=True)
    pen.text((LEFT, top), value, font=strong, fill=INK)
    right = LEFT + pen.textlength(value, font=strong) + 28
    pen.text((right, top + 12), what, font=_font(32), fill=INK)
    pen.text((right, top + 54), beside, font=_font(28, bold=True), fill=THREAD)


def _band(pen: ImageDraw.ImageDraw, top: int) -> None:
    """The weave of the house: indigo, with diamonds in unbleached thread."""
    pen.rectangle((0, top, SIZE[0], top + BAND), fill=INK)
    middle = top + BAND // 2
    for left in range(0, SIZE[0], 40):
        corners = [(left + 20, middle - 9), (left + 29, middle), (left + 20, middle + 9)]
        pen.polygon([*corners, (left + 11, middle)], fill=THREAD if left % 80 else GROUND)


@lru_cache(8)
def _font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    weight = 700 if bold else 500
    return ImageFont.truetype(str(FONTS / f"be-vietnam-pro-{weight}.ttf"), size)
