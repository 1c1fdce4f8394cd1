"""Cuts Be Vietnam Pro down to what our pages write, and gives it figures of equal width.

    uv run --with fonttools --with brotli python tools/fonts.py MEDIUM.ttf BOLD.ttf

The font has no even figures of its own; columns of sums need them (font-feature-settings: tnum).
"""

import sys
from copy import deepcopy
from pathlib import Path

from fontTools import subset
from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.ttLib import TTFont

OUT = Path(__file__).parent.parent / "static" / "fonts"
LETTERS = (
    "U+0020-007E,U+00A0,U+00AB,U+00B0-00B2,U+00B7,U+00BB-00BD,U+00C0-00C3,U+00C8-00CA,"
    "U+00CC-00CD,U+00D2-00D5,U+00D7,U+00D9-00DA,U+00DD,U+00E0-00E3,U+00E8-00EA,U+00EC-00ED,"
    "U+00F2-00F5,U+00F9-00FA,U+00FD,U+0102-0103,U+0110-0111,U+0128-0129,U+0168-0169,"
    "U+01A0-01A1,U+01AF-01B0,U+0300-0301,U+0303,U+0309,U+0323,U+1EA0-1EF9,U+2010-2014,"
    "U+2018-2019,U+201C-201D,U+2022,U+2026,U+203A,U+20AB,U+2212,U+2248,U+2264-2265"
)
"""Vietnamese and English, in both cases, and the signs of prices, sums and figures."""
FIGURES = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]


def main(medium: str, bold: str) -> None:
    for weight, source in ((500, medium), (700, bold)):
        font = TTFont(source)
        _add_even_figures(font)
        _cut(font).save(OUT / f"be-vietnam-pro-{weight}.woff2")


def _add_even_figures(font: TTFont) -> None:
    width = max(font["hmtx"][name][0] for name in FIGURES) - 18
    for name in FIGURES:
        even, (advance, side) = f"{name}.tnum", font["hmtx"][name]
        shift = (width - advance) // 2
        glyph = deepcopy(font["glyf"][name])
        glyph.coordinates.translate((shift, 0))
        glyph.recalcBounds(font["glyf"])
        font["glyf"][even] = glyph
        font["hmtx"][even] = (width, side + shift)
    pairs = " ".join(f"sub {name} by {name}.tnum;" for name in FIGURES)
    addOpenTypeFeaturesFromString(font, f"feature tnum {{ {pairs} }} tnum;", tables=["GSUB"])


def _cut(font: TTFont) -> TTFont:
    wanted = subset.Options()
    wanted.flavor = "woff2"
    wanted.layout_features = ["kern", "mark", "mkmk", "ccmp", "locl", "tnum"]
    wanted.hinting = False
    wanted.name_IDs = [0, 1, 2, 13, 14]
    cutter = subset.Subsetter(wanted)
    cutter.populate(unicodes=subset.parse_unicodes(LETTERS))
    cutter.subset(font)
    font.flavor = "woff2"
    return font


if __name__ == "__main__":
    main(*sys.argv[1:])
