"""The shapes of today's provinces, and the islands that no map of the country leaves out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path

FILE = Path(__file__).parent / "data" / "outlines.json"
FINE = 1_000
"""Parts of a degree."""

Point = tuple[float, float]
"""East and north, in degrees."""
Ring = list[Point]


@dataclass(frozen=True, slots=True)
class Archipelago:
    name: str
    province: str
    """Its name."""
    code: str
    """Of the province."""
    islands: tuple[Point, ...]


ARCHIPELAGOS = (
    Archipelago(
        "Hoàng Sa",
        "Đà Nẵng",
        "48",
        (
            (111.61, 16.54),  # Hoàng Sa
            (111.59, 16.45),  # Hữu Nhật
            (111.70, 16.45),  # Duy Mộng
            (111.71, 16.47),  # Quang Hòa
            (111.20, 15.78),  # Tri Tôn
            (112.33, 16.83),  # Phú Lâm
            (112.34, 16.97),  # Đảo Cây
            (112.73, 16.67),  # Linh Côn
        ),
    ),
    Archipelago(
        "Trường Sa",
        "Khánh Hòa",
        "56",
        (
            (111.92, 8.64),  # Trường Sa
            (114.33, 11.43),  # Song Tử Tây
            (114.28, 11.05),  # Thị Tứ
            (114.47, 10.38),  # Sơn Ca
            (114.36, 10.18),  # Nam Yết
            (114.33, 9.89),  # Sinh Tồn
            (113.69, 8.97),  # Phan Vinh
            (112.91, 7.89),  # An Bang
        ),
    ),
)
"""Larger islands of each, in Vietnam's names, where they lie to about two kilometres."""


@cache
def provinces() -> dict[str, tuple[Ring, ...]]:
    """By code, the largest ring first."""
    told = json.loads(FILE.read_text(encoding="utf-8"))
    return {code: tuple(map(_ring, rings)) for code, rings in told.items()}


def _ring(steps: list[int]) -> Ring:
    """Written as the first point and the step to each next one."""
    easts, norths = accumulate(steps[::2]), accumulate(steps[1::2])
    return [(east / FINE, north / FINE) for east, north in zip(easts, norths, strict=True)]
