"""What Lạng Sơn is known for, each drawn with care: na, hồng, hồi, thạch, măng."""

from __future__ import annotations

import numpy as np

from tools.pictures.ray import Points, Thing, unit
from tools.pictures.shapes import box, dye, melt, mix, nearest, sprinkle, where

SCALES = sprinkle(95)
CUBES = [
    ((-0.42, -0.5, 0.18), 0.5), ((0.36, -0.52, 0.3), -0.25), ((0.02, -0.5, -0.42), 0.9),
    ((-0.05, 0.03, 0.0), 0.2), ((0.62, -0.52, -0.35), 1.3), ((-0.68, -0.54, -0.4), 0.1),
]  # fmt: skip


def custard_apple() -> Thing:
    """Na: a heart of scales, spread evenly by the golden angle."""

    def scales(p: Points) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        way = unit(p)
        two = np.partition(way @ SCALES.T, -2, axis=1)[:, -2:]
        angle = np.arccos(np.clip(two, -1, 1))
        return way, angle[:, 1], angle[:, 0]

    def shape(p: Points) -> np.ndarray:
        way, first, second = scales(p)
        up = way[:, 1]
        size = 0.86 + 0.06 * up - 0.1 * np.exp(-(1 - up) / 0.05) - 0.03 * (up < 0) * up**2
        edge = np.clip((second - first) / 0.2, 0, 1)
        body = (np.linalg.norm(p, axis=1) - size - 0.105 * np.sqrt(edge * (2 - edge)) + 0.02) * 0.55
        stem = np.hypot(p[:, 0] - 0.05 * (p[:, 1] - 0.8), p[:, 2]) - 0.05
        return melt(body, np.maximum(stem, np.abs(p[:, 1] - 0.93) - 0.16), 0.05)

    def paint(p: Points, n: Points) -> np.ndarray:
        _way, first, second = scales(p)
        green = mix(dye("E9E6A8"), dye("7FA045"), np.clip((second - first) / 0.16, 0, 1) ** 0.6)
        green = mix(green, dye("A9BF6A"), 0.45 * np.exp(-((first / 0.07) ** 2)))
        return where((np.hypot(p[:, 0], p[:, 2]) < 0.1) & (p[:, 1] > 0.84), dye("6B4A2B"), green)

    return Thing(shape, paint, 18, 0.12, eye=(0, 0.62, 2.9), lens=0.46)


def persimmon(low: str = "D9480F", high: str = "F58220", *, tall: float = 1.0) -> Thing:
    def stalk(p: Points) -> np.ndarray:
        return np.maximum(np.hypot(p[:, 0], p[:, 2]) - 0.055, np.abs(p[:, 1] - 0.76) - 0.11)

    def calyx(p: Points) -> np.ndarray:
        round_, out = np.arctan2(p[:, 2], p[:, 0]) + 0.5, np.hypot(p[:, 0], p[:, 2])
        edge = 0.3 + 0.24 * np.abs(np.cos(2 * round_)) ** 0.7
        height = 0.715 - 0.38 * out * out + 0.18 * np.maximum(out - 0.3, 0)
        return np.maximum(np.abs(p[:, 1] - height) - 0.022, (out - edge) * 0.6) * 0.7

    def shape(p: Points) -> np.ndarray:
        round_, out = np.arctan2(p[:, 2], p[:, 0]), np.hypot(p[:, 0], p[:, 2])
        squat = np.where(p[:, 1] < 0, 1.24 / tall, 1.24)
        q = p * np.stack([1 + 0 * squat, squat, 1 + 0 * squat], -1)
        size = 0.93 + 0.025 * np.cos(4 * round_) * np.clip(1 - np.abs(q[:, 1]), 0, 1)
        hollow = 0.09 * np.exp(-((out / 0.28) ** 2)) * (p[:, 1] > 0)
        body = (np.linalg.norm(q, axis=1) - size + hollow) * 0.7
        return melt(nearest(body, calyx(p)), stalk(p), 0.03)

    def paint(p: Points, n: Points) -> np.ndarray:
        skin = mix(dye(low), dye(high), (p[:, 1] + 0.8) / 1.5)
        vein = 0.125 + 0.125 * np.cos(2 * (np.arctan2(p[:, 2], p[:, 0]) + 0.5))
        skin = where(calyx(p) < 0.012, mix(dye("6E7F3A"), dye("9AA556"), vein), skin)
        return where(stalk(p) < 0.012, dye("6B4A2B"), skin)

    return Thing(shape, paint, 45, 0.4, eye=(0, 1.15, 2.7), lens=0.46)


def star_anise(dark: str = "6E3B1C", light: str = "A8693A", seed: str = "C98A4B") -> Thing:
    """Hồi: eight boats around a hub, a seed in each."""

    def parts(p: Points) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        out, round_ = np.hypot(p[:, 0], p[:, 2]), np.arctan2(p[:, 2], p[:, 0])
        which = np.round(round_ / (np.pi / 4))
        x = out * np.cos(round_ - which * np.pi / 4) / (1 + 0.06 * np.sin(which * 2.3))
        z, y = out * np.sin(round_ - which * np.pi / 4), p[:, 1] - 0.12 * np.clip(x - 0.3, 0, 1)
        wide = 0.17 * np.sqrt(np.clip(1 - ((x - 0.52) / 0.5) ** 2, 0.0001, 1))
        boat = np.hypot(np.maximum(np.abs(z) - wide * 0.35, 0), y) - wide * 0.72
        boat = np.maximum(boat, np.maximum(x - 1.03, 0.02 - x))
        slit = np.hypot(
            np.maximum(np.abs(x - 0.58) - 0.26, 0), np.hypot(z * 1.6, np.minimum(y - 0.1, 0))
        )
        pip = np.sqrt(((x - 0.52) / 0.15) ** 2 + (z / 0.072) ** 2 + ((y - 0.075) / 0.085) ** 2)
        hub = np.sqrt((out / 0.16) ** 2 + ((p[:, 1] - 0.03) / 0.12) ** 2)
        return np.maximum(boat, 0.085 - slit) * 0.5, (pip - 1) * 0.039, (hub - 1) * 0.066

    def paint(p: Points, n: Points) -> np.ndarray:
        boat, pip, hub = parts(p)
        bark = 0.5 + 0.5 * np.sin(p[:, 0] * 70 + p[:, 2] * 50 + 9 * np.sin(p[:, 1] * 30))
        colour = mix(dye(dark), dye(light), 0.25 * bark) + (n[:, 1:2] > 0.75) * 0.05
        return where(pip < np.minimum(boat, hub), dye(seed), colour)

    return Thing(lambda p: nearest(*parts(p)), paint, 14, 0.12, eye=(0, 2.35, 1.75), lens=0.46)


def black_jelly() -> Thing:
    def shape(p: Points) -> np.ndarray:
        return nearest(*[box(p, at, (0.29, 0.27, 0.29), 0.06, turn) for at, turn in CUBES]) * 0.9

    def paint(p: Points, n: Points) -> np.ndarray:
        return dye("1E1B22") + np.clip(n[:, 1:2], 0, 1) * 0.03

    return Thing(shape, paint, 60, 0.75, eye=(0.3, 1.3, 2.8), look_at=(0, -0.3, 0), lens=0.46)


def bamboo_shoot() -> Thing:
    def sheath(p: Points) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        up, round_ = (p[:, 1] + 0.95) / 1.95, np.arctan2(p[:, 2], p[:, 0])
        teeth = np.abs(((round_ + 0.6) / np.pi * 1.5) % 2 - 1)
        layer = up * 4.2 + 1.15 * teeth + 0.35 * np.sin(round_ + 2)
        return up, round_, layer - np.floor(layer)

    def shape(p: Points) -> np.ndarray:
        up, _round, share = sheath(p)
        up = np.clip(up, 0, 1)
        size = (0.5 * (1 - up) ** 0.62 + 0.015) * 1.12 + 0.075 * share * (1 - up * 0.7)
        body = (np.hypot(p[:, 0], p[:, 2]) - size) * 0.45
        return np.maximum(body, np.maximum(-(p[:, 1] + 0.95), p[:, 1] - 1.02))

    def paint(p: Points, n: Points) -> np.ndarray:
        up, round_, share = sheath(p)
        brown = mix(dye("8A5A3C"), dye("D8B777"), share)
        brown = brown * (1 - 0.16 * (0.5 + 0.5 * np.sin(round_ * 46)))[:, None]
        brown = mix(brown, dye("9DA356"), np.clip(up, 0, 1) * 0.55)
        return where((n[:, 1] < -0.8) | (up < 0.05), dye("F1E3B4"), brown)

    return Thing(shape, paint, 12, 0.1, eye=(0.3, 0.5, 2.9), lens=0.46)
