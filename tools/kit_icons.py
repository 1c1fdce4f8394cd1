"""The kit's icon on a phone's first screen, from the star of static/img/star.svg on indigo."""

import re

from PIL import Image

from storefront.settings import ROOT

INDIGO, RED = (21, 28, 71), (226, 82, 43)
GRID, MARGIN = 26, 9
"""Cells of the star, and around it: phones may cut a circle out."""


def main() -> None:
    star = (ROOT / "static/img/star.svg").read_text()
    rows = re.findall(r"M(\d+) (\d+)h(\d+)v(\d+)", star)
    for size in (192, 512):
        _drawn([tuple(map(int, row)) for row in rows], size).save(
            ROOT / f"static/img/kit-{size}.png", optimize=True
        )


def _drawn(cells: list[tuple[int, ...]], size: int) -> Image.Image:
    whole = GRID + 2 * MARGIN
    picture = Image.new("RGB", (whole, whole), INDIGO)
    for left, top, wide, high in cells:
        box = (MARGIN + left, MARGIN + top, MARGIN + left + wide, MARGIN + top + high)
        picture.paste(RED, box)
    few = picture.quantize(2, dither=Image.Dither.NONE)
    return few.resize((size, size), Image.Resampling.NEAREST)


if __name__ == "__main__":
    main()
