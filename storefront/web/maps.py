"""A map as numbers on a sheet: outlines, and a diamond for each place, its area by the value.

North is up, one scale both ways. Nothing known is hollow, zero is a cross: neither has an area.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from storefront.places.outlines import ARCHIPELAGOS, Archipelago, Point, Ring, provinces

WIDTH, HEIGHT, MARGIN = 640, 620, 24
LARGEST = 22.0
"""From the middle of the largest diamond to its tips."""
HOLLOW, CROSS = 5.0, 3.5
MOST_NAMES = 10
LETTER = 11
HALF_A_NAME = 62
ROUGH = 0.6
"""An outline may lie so far from the truth, on the sheet."""
COUNTRY = "VN"

Axis = Callable[[float], float]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Seen:
    """What a map needs to know of a place; nothing in `value` means no data."""

    name: str
    lat: float
    lon: float
    value: int | None
    says: str
    href: str = ""
    is_told: bool = True
    """Whether the reader may know the number."""

    @property
    def amount(self) -> str:
        return self.says.rpartition(": ")[2]


@dataclass(frozen=True, slots=True)
class Spot:
    seen: Seen
    x: float
    y: float
    size: float
    """From the middle to the tips: the area is twice its square."""
    is_named: bool = False
    anchor: str = "start"

    @property
    def kind(self) -> str:
        """How it is drawn."""
        if self.seen.value is None:
            return "off"
        return "pt" if self.seen.value > 0 else "none"

    @property
    def says_a_number(self) -> bool:
        return bool(self.seen.value) and self.seen.is_told

    @property
    def path(self) -> str:
        if self.kind == "none":
            return f"M{self.x - CROSS:.1f} {self.y:.1f}h{2 * CROSS}m-{CROSS}-{CROSS}v{2 * CROSS}"
        s = self.size
        return f"M{self.x:.1f} {self.y - s:.2f}l{s:.2f} {s:.2f}l-{s:.2f} {s:.2f}l-{s:.2f}-{s:.2f}z"

    @property
    def area(self) -> float:
        return 2 * self.size**2 if self.kind == "pt" else 0.0


@dataclass(frozen=True, slots=True)
class Islands:
    group: Archipelago
    x: float
    y: float
    path: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Map:
    width: int
    height: int
    land: str
    """Outlines, as one path."""
    spots: list[Spot]
    """The largest first, so that none hides a smaller one."""
    islands: list[Islands]
    most: int

    def of_kind(self, kind: str) -> str:
        """All of a kind as one path, for a small picture."""
        return "".join(it.path for it in self.spots if it.kind == kind)

    def legend(self) -> list[tuple[int, float]]:
        """Round values with the sizes they would have."""
        if not self.most:
            return []
        power = 10 ** (len(str(self.most)) - 1)
        top = self.most // power * power
        return [(it, _size(it, self.most)) for it in dict.fromkeys((top, top // 4)) if it]


@dataclass(frozen=True, slots=True)
class Locator:
    """Where a province lies: the whole country, small, with its islands."""

    width: int
    height: int
    land: str
    here: str
    islands: list[Islands]


def drawn(places: Sequence[Seen], *, code: str | None) -> Map:
    """Of a province, of the country (`VN`), or of places without an outline."""
    sheet = _sheet(code, tuple((it.lon, it.lat) for it in places))
    most = max((it.value or 0 for it in places), default=0)
    spots = [_spot(it, sheet, most) for it in places]
    spots.sort(key=lambda it: (-it.area, it.seen.name))
    return Map(
        WIDTH, HEIGHT, sheet.land, _with_names(spots, sheet.islands), list(sheet.islands), most
    )


@lru_cache(maxsize=64)
def locator(code: str, width: int = 260, height: int = 250) -> Locator:
    across, down = _projection(_points(COUNTRY), width, height, 10)
    rings = [ring for shape in provinces().values() for ring in shape[:1]]
    here = provinces().get(code, ())
    return Locator(
        width,
        height,
        _path(rings, across, down),
        _path(here, across, down),
        _archipelagos(across, down, (width, height)),
    )


@dataclass(frozen=True)
class _Sheet:
    across: Axis
    down: Axis
    land: str
    islands: tuple[Islands, ...]


@lru_cache(maxsize=64)
def _sheet(code: str | None, places: tuple[Point, ...]) -> _Sheet:
    """Drawn once for each place: its communes move only by reform."""
    points = [*_points(code), *places]
    across, down = _projection(points, WIDTH, HEIGHT, MARGIN)
    islands = [] if code is None else _archipelagos(across, down, (WIDTH, HEIGHT), of=code)
    return _Sheet(across, down, _path(_rings(code), across, down), tuple(islands))


def _rings(code: str | None) -> list[Ring]:
    shapes = provinces()
    if code == COUNTRY:
        return [ring for shape in shapes.values() for ring in shape]
    return list(shapes.get(code or "", ()))


def _points(code: str | None) -> list[Point]:
    """Outlines, and the islands that belong to them."""
    known = [point for ring in _rings(code) for point in ring]
    return known + [
        it for group in ARCHIPELAGOS if code in (COUNTRY, group.code) for it in group.islands
    ]


def _projection(points: Iterable[Point], width: int, height: int, margin: int) -> tuple[Axis, Axis]:
    """A degree of longitude is shorter than one of latitude."""
    lons, lats = zip(*points, strict=True) if (points := list(points)) else ((0.0,), (0.0,))
    east, north = (max(lons) + min(lons)) / 2, (max(lats) + min(lats)) / 2
    narrow = math.cos(math.radians(north))
    wide, high = (max(lons) - min(lons)) * narrow or 1, max(lats) - min(lats) or 1
    scale = min((width - 2 * margin) / wide, (height - 2 * margin) / high)
    return (
        lambda lon: round(width / 2 + (lon - east) * narrow * scale, 1),
        lambda lat: round(height / 2 - (lat - north) * scale, 1),
    )


def _spot(seen: Seen, sheet: _Sheet, most: int) -> Spot:
    x = sheet.across(seen.lon)
    anchor = "end" if x > WIDTH * 0.7 else "start"
    return Spot(seen, x, sheet.down(seen.lat), _size(seen.value, most), anchor=anchor)


def _size(value: int | None, most: int) -> float:
    """Areas are as values; a diamond is never made larger so that it can be seen."""
    if value is None:
        return HOLLOW
    return LARGEST * math.sqrt(value / most) if value > 0 else 0.0


def _with_names(spots: list[Spot], islands: Iterable[Islands]) -> list[Spot]:
    """The largest are named, where no name lies on another."""
    taken = [(it.x - 80, it.y - 20, it.x + 80, it.y + 20) for it in islands]
    named = []
    for spot in spots:
        box = _box(spot)
        is_named = spot.kind == "pt" and len(taken) < MOST_NAMES and not _hits(box, taken)
        if is_named:
            taken.append(box)
        named.append(replace(spot, is_named=is_named))
    return named


def _box(spot: Spot) -> Box:
    """The diamond and its name, in letters large enough for a phone."""
    ends = (-spot.size, spot.size + LETTER * len(spot.seen.name))
    left, right = ends if spot.anchor == "start" else (-ends[1], -ends[0])
    return spot.x + left, spot.y - LETTER, spot.x + right, spot.y + LETTER


def _hits(box: Box, others: Iterable[Box]) -> bool:
    return any(
        box[0] < it[2] and it[0] < box[2] and box[1] < it[3] and it[1] < box[3] for it in others
    )


def _archipelagos(
    across: Axis, down: Axis, size: tuple[int, int], *, of: str = COUNTRY
) -> list[Islands]:
    return [
        _islands(group, [(across(lon), down(lat)) for lon, lat in group.islands], *size)
        for group in ARCHIPELAGOS
        if of in (COUNTRY, group.code)
    ]


def _islands(group: Archipelago, points: list[Point], width: int, height: int) -> Islands:
    """With its name under it, or above it where the sheet ends."""
    path = "".join(f"M{x - 1.5:.1f} {y:.1f}h3" for x, y in points)
    xs, ys = zip(*points, strict=True)
    middle, below = (max(xs) + min(xs)) / 2, max(ys) + 16
    is_at_the_edge = middle + HALF_A_NAME > width
    return Islands(
        group,
        round(min(middle + 40, width - 4) if is_at_the_edge else middle, 1),
        round(below if below < height - 16 else min(ys) - 20, 1),
        path,
        "end" if is_at_the_edge else "middle",
    )


def _path(rings: Iterable[Ring], across: Axis, down: Axis) -> str:
    return "".join(_ring([(across(lon), down(lat)) for lon, lat in ring]) for ring in rings)


def _ring(points: Sequence[Point]) -> str:
    kept = _simpler(points)
    if len(kept) < 4:
        return ""
    steps = "".join(
        f"l{x2 - x1:.1f} {y2 - y1:.1f}".replace(" -", "-")
        for (x1, y1), (x2, y2) in pairwise(kept[:-1])
    )
    return f"M{kept[0][0]:.1f} {kept[0][1]:.1f}{steps}z"


def _simpler(points: Sequence[Point]) -> list[Point]:
    """Without the points that lie almost on the way (Douglas and Peucker), from its far end, since
    a ring ends where it began."""
    first = points[0]
    far = max(range(len(points)), key=lambda at: math.dist(first, points[at]))
    keep = {0, far, len(points) - 1}
    spans = [(0, far), (far, len(points) - 1)]
    while spans:
        start, end = spans.pop()
        at, off = _farthest(points, start, end)
        if off > ROUGH:
            keep.add(at)
            spans += [(start, at), (at, end)]
    return [points[at] for at in sorted(keep)]


def _farthest(points: Sequence[Point], start: int, end: int) -> tuple[int, float]:
    (x1, y1), (x2, y2) = points[start], points[end]
    length = math.dist(points[start], points[end]) or 1
    off = [
        (abs((x2 - x1) * (y1 - points[at][1]) - (x1 - points[at][0]) * (y2 - y1)) / length, at)
        for at in range(start + 1, end)
    ]
    distance, at = max(off, default=(0.0, start))
    return at, distance
