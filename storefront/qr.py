"""QR codes: one SVG path for pages, a PNG to save, modules for print."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from itertools import groupby
from typing import Any

import qrcode
from qrcode.constants import ERROR_CORRECT_M

QUIET = 4
"""Modules of white around the code, as ISO/IEC 18004 asks."""


@dataclass(frozen=True, slots=True)
class Drawing:
    size: int
    """Modules per side, quiet zone included; the SVG's viewBox."""
    path: str


def draw(content: str) -> Drawing:
    rows = _modules(content)
    path = "".join(_runs(row, y) for y, row in enumerate(rows, start=QUIET))
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
    code = _code(content)
    code.box_size = pixels
    out = BytesIO()
    code.make_image().save(out, "PNG")
    return out.getvalue()


def _code(content: str, *, mask: int | None = None) -> qrcode.QRCode[Any]:
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET, mask_pattern=mask)
    code.add_data(content)
    code.make(fit=True)
    return code


def _modules(content: str) -> list[list[bool]]:
    # Comparing all eight masks takes five sixths of the time, and gains little on a bright screen.
    code = _code(content, mask=3)
    code.border = 0
    return [[bool(module) for module in row] for row in code.get_matrix()]


def _runs(row: list[bool], y: int) -> str:
    path, x = "", QUIET
    for dark, run in groupby(row):
        length = len(list(run))
        path += f"M{x} {y}h{length}v1h-{length}z" if dark else ""
        x += length
    return path
