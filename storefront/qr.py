"""QR codes: one SVG path for pages, a PNG to save, modules for print."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from io import BytesIO

import qrcode
from qrcode.constants import ERROR_CORRECT_M

from storefront.qr_modules import modules

_DARK = re.compile(b"1+")
QUIET = 4
"""Modules of white around the code, as ISO/IEC 18004 asks."""


@dataclass(frozen=True, slots=True)
class Drawing:
    size: int
    """Modules per side, quiet zone included; the SVG's viewBox."""
    path: str


def draw(content: str) -> Drawing:
    rows = modules(content)
    path = "".join(_row(row, y) for y, row in enumerate(rows, start=QUIET))
    return Drawing(size=len(rows) + 2 * QUIET, path=path)


def svg(content: str) -> bytes:
    """A whole SVG file, for print."""
    drawing = draw(content)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {drawing.size} {drawing.size}">'
        f'<path fill="#fff" d="M0 0h{drawing.size}v{drawing.size}H0z"/>'
        f'<path fill="#0d1231" d="{drawing.path}"/></svg>'
    ).encode()


def png(content: str, *, pixels: int = 12) -> bytes:
    """A picture to save on a phone; `pixels` per module."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET, box_size=pixels)
    code.add_data(content)
    out = BytesIO()
    code.make_image().save(out, "PNG")
    return out.getvalue()


def _row(row: bytes, y: int) -> str:
    steps = [_some(row[at : at + TOGETHER]) for at in range(0, len(row), TOGETHER)]
    return f"M{QUIET} {y}" + "".join(steps)


TOGETHER = 8
"""Modules drawn at a time: what they look like is written down once."""


@cache
def _some(modules: bytes) -> str:
    """A few modules of a row, from wherever the pen stands to behind the last of them."""
    drawn, pen = "", 0
    for run in _DARK.finditer(modules):
        length = run.end() - run.start()
        drawn += f"m{run.start() - pen} 0h{length}v1h-{length}z"
        pen = run.start()
    return f"{drawn}m{len(modules) - pen} 0"
