"""A plain picture of what grows: sizes across, processor time upwards, both by powers of ten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log10

WIDE, HIGH, LEFT, TOP = 640, 360, 60, 20
RIGHT, BOTTOM = 460, 320
COLOURS = ("#1f3a5f", "#b5532a", "#4a7a3d", "#7a4a7a", "#8a6d1f", "#2f6f73")
DASHES = {"postgres": "none", "sqlite": "5 4"}
Costs = Mapping[tuple[str, str, int], float]
"""By database, page and size."""


def drawn(costs: Costs) -> str:
    most = 10 ** max(1.0, *(log10(max(cost, 0.1)) for cost in costs.values()))
    pages = sorted({page for _kind, page, _size in costs})
    body = [_axes(most)]
    for nth, page in enumerate(pages):
        colour = COLOURS[nth % len(COLOURS)]
        body.append(_text(RIGHT + 12, TOP + 18 * nth + 10, page, colour))
        for kind, dash in DASHES.items():
            found = sorted(
                (size, cost) for (k, p, size), cost in costs.items() if (k, p) == (kind, page)
            )
            body.append(_line([(_x(size), _y(cost, most)) for size, cost in found], colour, dash))
    body.append(_text(RIGHT + 12, BOTTOM, "— PostgreSQL   - - SQLite", "#444"))
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" role="img">'
    title = "<title>Processor time of a page by size of the market</title>"
    ground = f'<rect width="{WIDE}" height="{HIGH}" fill="#fff"/>'
    return "\n".join([head, title, ground, *body, "</svg>", ""])


def _line(points: Sequence[tuple[float, float]], colour: str, dash: str) -> str:
    way = " ".join(f"{x:.0f},{y:.0f}" for x, y in points)
    ink = f'stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"'
    dots = (f'<circle cx="{x:.0f}" cy="{y:.0f}" r="3" fill="{colour}"/>' for x, y in points)
    return "\n".join([f'<polyline points="{way}" fill="none" {ink}/>', *dots])


def _axes(most: float) -> str:
    lines = [_text(LEFT - 50, TOP - 6, "CPU ms", "#444")]
    lines += [_text(_x(size) - 10, BOTTOM + 20, f"{size}×", "#444") for size in (1, 10, 100)]
    for power in range(int(log10(most)) + 1):
        y = _y(10**power, most)
        lines.append(f'<line x1="{LEFT}" x2="{RIGHT}" y1="{y:.0f}" y2="{y:.0f}" stroke="#ddd"/>')
        lines.append(_text(LEFT - 40, y + 4, str(10**power), "#444"))
    return "\n".join(lines)


def _x(size: int) -> float:
    return LEFT + (RIGHT - LEFT) * log10(size) / 2


def _y(cost: float, most: float) -> float:
    """From a tenth of a millisecond on."""
    share = (log10(max(cost, 0.1)) + 1) / (log10(most) + 1)
    return BOTTOM - (BOTTOM - TOP) * share


def _text(x: float, y: float, words: str, colour: str) -> str:
    ink = f'font-size="12" font-family="sans-serif" fill="{colour}"'
    return f'<text x="{x:.0f}" y="{y:.0f}" {ink}>{words}</text>'
