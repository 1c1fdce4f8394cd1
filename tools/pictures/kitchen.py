"""What is cooked, smoked, caught and plucked."""

from __future__ import annotations

import numpy as np

from tools.pictures.ray import Points, Thing
from tools.pictures.shapes import box, dye, egg, grain, melt, mix, nearest, rod, where


def bird(skin: str, crisp: str) -> Thing:
    """A whole duck or hen ready for the table, breast up."""

    def legs(p: Points) -> np.ndarray:
        q = np.abs(p * np.array([1, 1, 0])) * np.array([1, 1, 0]) + p * np.array([0, 0, 1])
        q = np.stack([p[:, 0], p[:, 1], np.abs(p[:, 2])], -1)
        thigh = egg(q, (0.45, 0.0, 0.42), (0.36, 0.24, 0.2))
        return melt(thigh, rod(q, (0.6, 0.05, 0.4), (1.0, 0.22, 0.26), 0.08, 0.06), 0.12)

    def shape(p: Points) -> np.ndarray:
        q = np.stack([p[:, 0], p[:, 1], np.abs(p[:, 2])], -1)
        trunk = melt(
            egg(p, (0, 0, 0), (0.85, 0.5, 0.52)), egg(p, (-0.3, 0.12, 0), (0.5, 0.44, 0.46)), 0.2
        )
        wing = melt(
            rod(q, (-0.45, 0.05, 0.48), (0.1, -0.08, 0.6), 0.12, 0.1),
            rod(q, (0.1, -0.08, 0.6), (-0.25, -0.2, 0.62), 0.08),
            0.05,
        )
        return melt(melt(trunk, legs(p), 0.1), wing, 0.06) * 0.85

    def paint(p: Points, n: Points) -> np.ndarray:
        done = np.clip(p[:, 1] * 1.1 + 0.35 + 0.5 * (grain(p, 5) - 0.5), 0, 1)
        skin_ = mix(dye(skin), dye(crisp), done) * (0.94 + 0.08 * grain(p, 34))[:, None]
        return where(p[:, 0] > 0.93, dye("EADCC0"), skin_)

    return Thing(shape, paint, 30, 0.35, eye=(0.35, 1.25, 2.7))


def slab(crust: str, meat: str) -> Thing:
    """Pork in layers, a piece and two slices."""

    def shape(p: Points) -> np.ndarray:
        pieces = [box(p, (-0.3, 0, -0.25), (0.62, 0.42, 0.4), 0.08, 0.2)]
        pieces += [
            box(p, (0.25 + 0.3 * i, -0.06, 0.42 - 0.1 * i), (0.1, 0.36, 0.36), 0.05, 0.5)
            for i in (0, 1)
        ]
        return nearest(*pieces) - 0.015 * grain(p, 9) * (p[:, 1] > 0.2)

    def paint(p: Points, n: Points) -> np.ndarray:
        y = p[:, 1] + 0.06 * (grain(p, 4) - 0.5)
        fat, lean = dye("EBD3AE"), dye(meat)
        layers = where(
            (y > 0.12) & (y < 0.28), fat, lean * (0.88 + 0.2 * grain(p * [1, 3, 1], 7))[:, None]
        )
        layers = where((y > -0.18) & (y < -0.08), fat * 0.96, layers)
        return where(y > 0.28, mix(dye(crust) * 0.8, dye(crust) * 1.12, grain(p, 24)), layers)

    return Thing(shape, paint, 26, 0.28, eye=(0.5, 1.2, 2.6))


def sausages() -> Thing:
    def shape(p: Points) -> np.ndarray:
        links = []
        for x, y, z in [(0, -0.3, 0.35), (0.05, -0.3, -0.12), (-0.05, 0.08, 0.12)]:
            q = p - np.stack([0 * p[:, 0], 0.18 * p[:, 0] ** 2, 0 * p[:, 0]], -1)
            links.append(rod(q.astype(np.float32), (x - 0.75, y, z), (x + 0.75, y, z), 0.2))
        return (nearest(*links) - 0.012 * grain(p, 12)) * 0.75

    def paint(p: Points, n: Points) -> np.ndarray:
        return mix(dye("7E2418"), dye("B24A2C"), grain(p, 9)) * where(
            grain(p, 21) > 0.86, dye("FFF4E0"), dye("E8D8D0")
        )

    return Thing(shape, paint, 40, 0.45, eye=(0.3, 1.1, 2.6))


def green_cake() -> Thing:
    """Bánh chưng: a leaf parcel with bamboo ties, and one cut open."""

    def shape(p: Points) -> np.ndarray:
        whole = box(p, (-0.22, 0.05, -0.2), (0.62, 0.3, 0.62), 0.09, 0.4)
        return nearest(whole, box(p, (0.5, -0.06, 0.5), (0.34, 0.2, 0.34), 0.06, -0.3))

    def paint(p: Points, n: Points) -> np.ndarray:
        c, s = np.cos(0.4), np.sin(0.4)
        x, z = (
            (p[:, 0] + 0.22) * c - (p[:, 2] + 0.2) * s,
            (p[:, 0] + 0.22) * s + (p[:, 2] + 0.2) * c,
        )
        leaf = mix(dye("3F6B35"), dye("5E8A48"), grain(p * [1, 1, 9], 3))
        tie = (np.abs(np.abs(x) - 0.22) < 0.025) | (np.abs(np.abs(z) - 0.22) < 0.025)
        cut = box(p, (0.5, -0.06, 0.5), (0.34, 0.2, 0.34), 0.06, -0.3) < 0.01
        rice = where(
            np.abs(p[:, 1] + 0.06) < 0.055,
            dye("E2C46A"),
            dye("2A2A30") * (0.8 + 0.5 * grain(p, 40))[:, None],
        )
        return where(cut, rice, where(tie, dye("E9DDB0"), leaf))

    return Thing(shape, paint, 18, 0.15, eye=(0.2, 1.3, 2.6))


def bricks(colour: str, speck: str, *, paper: bool) -> Thing:
    """Small cakes in a pile: khảo in pink paper, puffed rice bars."""
    seats = [
        (-0.42, -0.42, 0.1, 0.2),
        (0.42, -0.42, 0.0, -0.15),
        (0.0, -0.12, -0.05, 0.5),
        (0.05, 0.18, 0.0, -0.1),
    ]

    def shape(p: Points) -> np.ndarray:
        pile = nearest(*[box(p, (x, y, z), (0.42, 0.15, 0.3), 0.05, t) for x, y, z, t in seats])
        return (pile - (0 if paper else 0.035) * (grain(p, 15) > 0.6) * grain(p, 15)) * 0.75

    def paint(p: Points, n: Points) -> np.ndarray:
        if paper:
            return where(
                (n[:, 1] > 0.8) & (np.abs(p[:, 0]) < 0.16),
                dye(speck),
                dye(colour) * (0.95 + 0.1 * grain(p, 8))[:, None],
            )
        return where(
            grain(p, 15) > 0.66, dye(speck), dye(colour) * (0.85 + 0.25 * grain(p, 37))[:, None]
        )

    return Thing(shape, paint, 22, 0.15, eye=(0.3, 1.1, 2.7))


def rounds(colour: str, speck: str) -> Thing:
    """Soft flat cakes with sesame."""
    seats = [(-0.42, -0.4, 0.2), (0.44, -0.4, 0.15), (0.0, -0.4, -0.42), (0.02, -0.06, 0.05)]

    def shape(p: Points) -> np.ndarray:
        return nearest(*[egg(p, at, (0.46, 0.22, 0.46)) for at in seats]) * 0.85

    def paint(p: Points, n: Points) -> np.ndarray:
        return where(
            (grain(p, 23) > 0.8) & (n[:, 1] > 0.1),
            dye(speck),
            dye(colour) * (0.9 + 0.15 * grain(p, 6))[:, None],
        )

    return Thing(shape, paint, 30, 0.2, eye=(0, 1.2, 2.7))


def fish() -> Thing:
    def shape(p: Points) -> np.ndarray:
        body = egg(p, (0.05, 0, 0), (0.82, 0.36, 0.22))
        tail = [egg(p, (-0.9, 0.2 * s, 0), (0.28, 0.14, 0.05)) for s in (-1, 1)]
        fins = [
            egg(p, (0.0, 0.34, 0), (0.34, 0.14, 0.035)),
            egg(p, (0.1, -0.33, 0), (0.18, 0.12, 0.04)),
        ]
        return melt(body, nearest(*tail, *fins), 0.1) * 0.8

    def paint(p: Points, n: Points) -> np.ndarray:
        scale = np.sin(p[:, 0] * 34 + (np.floor(p[:, 1] * 12) % 2) * np.pi) * np.sin(p[:, 1] * 38)
        silver = mix(dye("E8E4DA"), dye("5F6F6A"), (p[:, 1] + 0.22) / 0.5)
        silver = silver * (0.95 + 0.09 * scale * (p[:, 0] < 0.5))[:, None]
        gill = np.abs(np.hypot(p[:, 0] - 0.42, p[:, 1] * 0.8) - 0.16) < 0.012
        silver = where(gill & (p[:, 0] < 0.5), dye("7A6A62"), silver)
        eye = np.hypot(p[:, 0] - 0.66, p[:, 1] - 0.08)
        return where(eye < 0.03, dye("14131A"), where(eye < 0.06, dye("F0E6C8"), silver))

    return Thing(shape, paint, 40, 0.4, eye=(0.2, 0.6, 2.8))


def snail() -> Thing:
    """A rock snail's shell: balls along a winding."""
    winding = [
        (
            0.55 * 0.83**i * np.cos(i * 0.62),
            0.1 + 0.05 * i,
            0.55 * 0.83**i * np.sin(i * 0.62),
            0.44 * 0.87**i,
        )
        for i in range(20)
    ]

    def shape(p: Points) -> np.ndarray:
        body = egg(p, (0.5, -0.05, 0.1), (0.45, 0.4, 0.42))
        for x, y, z, r in winding:
            body = melt(body, np.linalg.norm(p - np.array([x, y, z], np.float32), axis=1) - r, 0.04)
        return body * 0.85

    def paint(p: Points, n: Points) -> np.ndarray:
        round_ = np.arctan2(p[:, 2], p[:, 0])
        stripe = np.sin(np.hypot(p[:, 0], p[:, 2]) * 34 - 3 * round_ + p[:, 1] * 9)
        return mix(dye("5A4632"), dye("A98A5A"), 0.5 + 0.5 * stripe)

    return Thing(shape, paint, 30, 0.3, eye=(0.2, 1.3, 2.7))
