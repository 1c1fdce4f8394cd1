"""What grows: fruit, roots, chillies, mushrooms."""

from __future__ import annotations

import numpy as np

from tools.pictures.ray import Points, Thing
from tools.pictures.shapes import (
    dye,
    egg,
    grain,
    melt,
    mix,
    nearest,
    rod,
    sprinkle,
    where,
)  # fmt: skip

STEM = dye("6B4A2B")


def fruit(
    skin: str, blush: str, *, tall: float = 1.0, dimple: float = 0.09, speck: float = 0.1,
    gloss: float = 40, shine: float = 0.3, stem: bool = True,
) -> Thing:  # fmt: skip
    """Any round fruit: plum, pomelo, longan, olive."""
    low, high = dye(blush), dye(skin)

    def stalk(p: Points) -> np.ndarray:
        top = 0.85 * tall
        return rod(p, (0, top - 0.12, 0), (0.05, top + 0.14, 0), 0.035)

    def shape(p: Points) -> np.ndarray:
        body = egg(p, (0, 0, 0), (0.85, 0.85 * tall, 0.85))
        hollow = np.exp(-((np.hypot(p[:, 0], p[:, 2]) / 0.25) ** 2)) * (p[:, 1] > 0)
        body = (body + dimple * hollow) * 0.85
        return melt(body, stalk(p), 0.03) if stem else body

    def paint(p: Points, n: Points) -> np.ndarray:
        colour = mix(low, high, (p[:, 1] + 0.7 + 0.25 * p[:, 0]) / 1.3)
        colour = colour * (1 - speck * (grain(p, 26) > 0.72))[:, None]
        return where((stalk(p) < 0.012) & stem, STEM, colour)

    return Thing(shape, paint, gloss, shine)


def lychee() -> Thing:
    def bumps(p: Points) -> np.ndarray:
        x, y, z = (p * 15).T
        return np.sin(x) * np.sin(y) * np.sin(z)

    def stalk(p: Points) -> np.ndarray:
        return rod(p, (0, 0.75, 0), (0.1, 1.05, 0), 0.035)

    def shape(p: Points) -> np.ndarray:
        body = (egg(p, (0, 0, 0), (0.8, 0.85, 0.8)) - 0.045 * bumps(p)) * 0.6
        return nearest(body, stalk(p))

    def paint(p: Points, n: Points) -> np.ndarray:
        red = mix(dye("8E1F2C"), dye("D8434A"), 0.5 + 0.5 * bumps(p))
        red = mix(red, dye("D99A5B"), np.clip(-p[:, 1] - 0.2, 0, 0.5) * 0.8)
        return where(stalk(p) < 0.012, STEM, red)

    return Thing(shape, paint, 14, 0.12)


def dragon_fruit() -> Thing:
    seats = sprinkle(22)[2:-2] * np.array([0.66, 0.82, 0.66], np.float32)

    def leaves(p: Points) -> np.ndarray:
        tips = seats * np.array([1.5, 1.05, 1.5]) + np.array([0, 0.28, 0])
        blades = [rod(p, tuple(a), tuple(b), 0.1, 0.012) for a, b in zip(seats, tips, strict=True)]
        return nearest(*blades)

    def shape(p: Points) -> np.ndarray:
        return melt(egg(p, (0, 0, 0), (0.68, 0.85, 0.68)), leaves(p), 0.09) * 0.8

    def paint(p: Points, n: Points) -> np.ndarray:
        out = np.linalg.norm(p / np.array([0.68, 0.85, 0.68]), axis=1)
        return mix(dye("D6246C"), dye("A9C25A"), np.clip((out - 1.12) / 0.35, 0, 1))

    return Thing(shape, paint, 26, 0.2)


def chilli() -> Thing:
    """Long, bent and thin-skinned, as grown in Chi Lăng."""

    def bend(p: Points) -> np.ndarray:
        return 0.34 * np.clip(0.6 - p[:, 1], 0, 2) ** 2 - 0.25

    def stalk(p: Points) -> np.ndarray:
        return melt(
            rod(p, (-0.24, 0.62, 0), (-0.3, 0.98, 0), 0.05, 0.035),
            egg(p, (-0.25, 0.6, 0), (0.2, 0.1, 0.2)), 0.06,
        )  # fmt: skip

    def shape(p: Points) -> np.ndarray:
        down = np.clip((0.62 - p[:, 1]) / 1.55, 0, 1)
        thick = 0.21 * (1 - down) ** 0.55 * (1 + 0.06 * np.sin(9 * p[:, 1] + 2 * p[:, 0]))
        body = np.hypot(p[:, 0] - bend(p), p[:, 2]) - thick
        body = np.maximum(body * 0.55, np.maximum(p[:, 1] - 0.66, -0.95 - p[:, 1]))
        return nearest(body, stalk(p))

    def paint(p: Points, n: Points) -> np.ndarray:
        red = mix(dye("C3161C"), dye("E2452B"), np.clip(grain(p, 5), 0, 1) * 0.5)
        return where(stalk(p) < 0.012, dye("5E7F35"), red)

    return Thing(shape, paint, 70, 0.55, eye=(0, 0.3, 2.9))


def tuber(skin: str, tip: str, *, rings: bool = False, thin: float = 0.45) -> Thing:
    """Sweet potato, taro, Morinda root."""

    def shape(p: Points) -> np.ndarray:
        bent = p - np.stack([0 * p[:, 0], 0.12 * np.cos(2.2 * p[:, 0]), 0 * p[:, 0]], -1)
        body = egg(bent.astype(np.float32), (0, 0, 0), (1.0, thin, thin * 0.95))
        lumps = 0.05 * grain(p, 4) + (0.03 * np.abs(np.sin(p[:, 0] * 11)) if rings else 0)
        return (body - lumps) * 0.6

    def paint(p: Points, n: Points) -> np.ndarray:
        colour = mix(dye(skin), dye(tip), np.clip(np.abs(p[:, 0]) - 0.55, 0, 0.4) * 1.6)
        band = np.abs(np.sin(p[:, 0] * 11)) ** 6 if rings else grain(p * [1, 6, 1], 5) > 0.8
        return colour * (1 - 0.25 * band)[:, None]

    return Thing(shape, paint, 12, 0.08, eye=(0, 1.1, 2.7))


def mushroom(cap: str, *, cracked: bool = True) -> Thing:
    def shape(p: Points) -> np.ndarray:
        top = egg(p, (0, 0.15, 0), (0.9, 0.55, 0.9))
        top = np.maximum(top, 0.08 - p[:, 1] - 0.1 * np.cos(np.hypot(p[:, 0], p[:, 2]) * 2))
        return melt(top, rod(p, (0, -0.75, 0), (0.02, 0.1, 0), 0.26, 0.2), 0.05) * 0.8

    def paint(p: Points, n: Points) -> np.ndarray:
        brown = mix(dye(cap), dye("C79A62"), np.hypot(p[:, 0], p[:, 2]) * 0.45)
        lines = (grain(p, 7) > 0.74) & cracked
        colour = where(lines, dye("EAD6B0"), brown)
        return where((p[:, 1] < 0.1) & (np.hypot(p[:, 0], p[:, 2]) < 0.85), dye("EADCC0"), colour)

    return Thing(shape, paint, 16, 0.1, eye=(0, 0.9, 2.8))


def sticks(
    colour: str, tip: str, *, many: int = 24, r: float = 0.022, spread: float = 0.5
) -> Thing:
    """A tied bundle: incense, cinnamon, wood."""
    feet = sprinkle(many)[:, [0, 2]] * 0.2

    def shape(p: Points) -> np.ndarray:
        rods = [
            rod(p, (x, -0.95, z), (x * (1 + 2.2 * spread), 0.95 - abs(x), z * (1 + 2 * spread)), r)
            for x, z in feet
        ]
        return nearest(*rods)

    def paint(p: Points, n: Points) -> np.ndarray:
        tied = np.abs(p[:, 1] + 0.35) < 0.07
        colours = where(
            p[:, 1] < -0.5, dye(tip), dye(colour) * (0.85 + 0.3 * grain(p, 30))[:, None]
        )
        return where(tied, dye("E9D9B5"), colours)

    return Thing(shape, paint, 10, 0.05, eye=(0, 0.4, 2.9))


def cinnamon() -> Thing:
    """Quills of bark, lying on one another."""
    lying = [(-0.28, -0.42, 0.1), (0.28, -0.42, 0.0), (0.0, 0.0, 0.05)]

    def shape(p: Points) -> np.ndarray:
        quills = []
        for y_off, (x, y, tilt) in enumerate(lying):
            z = p[:, 2] - x * 1.1
            round_ = np.hypot(p[:, 1] - y - tilt * p[:, 0], z)
            hollow = np.abs(round_ - 0.22 - 0.02 * np.sin(6 * np.arctan2(z, p[:, 1] - y))) - 0.045
            quills.append(np.maximum(hollow, np.abs(p[:, 0] + 0.05 * y_off) - 0.95))
        return nearest(*quills) * 0.8

    def paint(p: Points, n: Points) -> np.ndarray:
        bark = mix(dye("8A4B22"), dye("B87440"), grain(p * [0.6, 9, 9], 3))
        return where(np.abs(p[:, 0] - 0.1) < 0.06, dye("E3CFA0"), bark)

    return Thing(shape, paint, 10, 0.08, eye=(0.9, 1.0, 2.6))


def blossom_branch() -> Thing:
    """A twig; the blossoms are put on in the still life."""

    def shape(p: Points) -> np.ndarray:
        trunk = rod(p, (-0.5, -1.0, 0), (0.05, 0.1, 0), 0.07, 0.05)
        twigs = [((0.05, 0.1, 0), (0.6, 0.85, 0.1)), ((-0.1, -0.2, 0), (-0.55, 0.75, 0)),
                 ((0.25, 0.4, 0), (0.8, 0.3, 0)), ((-0.3, 0.25, 0), (-0.1, 0.95, 0))]  # fmt: skip
        return nearest(trunk, *[rod(p, a, b, 0.045, 0.02) for a, b in twigs])

    def paint(p: Points, n: Points) -> np.ndarray:
        return mix(dye("4E3426"), dye("7A5540"), grain(p, 12))

    return Thing(shape, paint, 10, 0.05, eye=(0, 0.2, 2.9))
