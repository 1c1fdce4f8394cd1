"""What people make and pack: jars, bottles, bags, bowls, cloth, a house."""

from __future__ import annotations

import numpy as np

from tools.pictures.ray import Points, Thing
from tools.pictures.shapes import (
    box,
    can,
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

COTTON, INDIGO, THREAD = dye("F1E8D6"), dye("1A2154"), dye("D9481F")


def star(x: np.ndarray, y: np.ndarray, half: int = 2) -> np.ndarray:
    """The eight-petal star, cell by cell, as on every hem of the market."""
    x, y = np.abs(x), np.abs(y)
    far, near = np.maximum(x, y), np.minimum(x, y)
    return (near > 0) & (near <= half) & (near < far) & (far <= half + near)


def _label(p: Points, colour: np.ndarray, low: float, high: float, wide: float) -> np.ndarray:
    """A cotton label with a red star, on the side that is seen."""
    cell = (high - low) / 13
    x, y = np.round(p[:, 0] / cell), np.round((p[:, 1] - (low + high) / 2) / cell)
    here = (p[:, 1] > low) & (p[:, 1] < high) & (np.abs(p[:, 0]) < wide) & (p[:, 2] > 0)
    return where(here, where(star(x, y, 2), THREAD, COTTON), colour)


def bottle(glass: str, cap: str = "7A2E1C") -> Thing:
    def shape(p: Points) -> np.ndarray:
        body = melt(
            can(p, (0, -0.35, 0), 0.4, 0.62, 0.1), can(p, (0, 0.5, 0), 0.13, 0.4, 0.05), 0.2
        )
        return nearest(body, can(p, (0, 0.93, 0), 0.165, 0.12, 0.03)) * 0.9

    def paint(p: Points, n: Points) -> np.ndarray:
        liquid = mix(dye(glass) * 0.75, dye(glass), p[:, 1] + 0.6)
        liquid = where(
            p[:, 1] > 0.45, mix(dye(glass), dye("F4F1E6"), np.full(len(p), 0.55)), liquid
        )
        return where(p[:, 1] > 0.81, dye(cap), _label(p, liquid, -0.72, 0.0, 0.36))

    return Thing(shape, paint, 60, 0.6, eye=(0, 0.45, 3.1))


def jar(*inside: str, lid: str = "C9962F") -> Thing:
    """Pickles, powder, pollen: pieces of several colours behind glass."""

    def shape(p: Points) -> np.ndarray:
        body = melt(can(p, (0, -0.15, 0), 0.66, 0.68, 0.16), can(p, (0, 0.6, 0), 0.5, 0.12), 0.1)
        return nearest(body, can(p, (0, 0.78, 0), 0.56, 0.13, 0.04))

    def paint(p: Points, n: Points) -> np.ndarray:
        kinds = np.floor(grain(p, 6) * 0.999 * len(inside)).astype(int)
        pieces = np.array([dye(each) for each in inside])[kinds]
        pieces = pieces * (0.88 + 0.2 * grain(p, 19))[:, None]
        cover = where(np.sin(np.arctan2(p[:, 2], p[:, 0]) * 40) > 0, dye(lid), dye(lid) * 0.86)
        return where(p[:, 1] > 0.65, cover, _label(p, pieces, -0.5, 0.12, 0.42))

    return Thing(shape, paint, 60, 0.5, eye=(0, 0.75, 2.9))


def pouch(paper: str, ribbon: str) -> Thing:
    """A paper bag that stands, folded at the top."""

    def shape(p: Points) -> np.ndarray:
        up = np.clip((p[:, 1] + 0.9) / 1.7, 0, 1)
        q = p / np.stack([1 + 0 * up, 1 + 0 * up, 1.05 - 0.85 * up], -1)
        body = box(q.astype(np.float32), (0, -0.05, 0), (0.6, 0.86, 0.36), 0.08) * 0.45
        return body - 0.012 * grain(p, 5)

    def paint(p: Points, n: Points) -> np.ndarray:
        kraft = dye(paper) * (0.93 + 0.1 * grain(p, 21))[:, None]
        kraft = where((p[:, 1] > 0.5) & (p[:, 1] < 0.62), dye(ribbon), kraft)
        return _label(p, kraft, -0.55, 0.25, 0.38)

    return Thing(shape, paint, 12, 0.08, eye=(0.5, 0.6, 2.9))


def bowl(*grains: str, r: float = 0.16, flat: float = 1.0, glaze: str = "E9E6DC") -> Thing:
    """Heaped with nuts, beans, rice; r is how big one is."""
    dome = sprinkle(int(3.0 / r**1.7))
    seats = dome[dome[:, 1] > 0] * np.array([0.72, 0.62, 0.72], np.float32)

    def vessel(p: Points) -> np.ndarray:
        shell = np.abs(egg(p, (0, 0.1, 0), (0.95, 0.8, 0.95))) - 0.04
        return nearest(np.maximum(shell, p[:, 1]), can(p, (0, -0.72, 0), 0.36, 0.08))

    def heap(p: Points) -> np.ndarray:
        gaps = [
            egg(p, tuple(at), (r, r * flat, r * (0.85 + 0.3 * (i % 2))))
            for i, at in enumerate(seats)
        ]
        return nearest(egg(p, (0, -0.05, 0), (0.8, 0.55, 0.8)), *gaps)

    def paint(p: Points, n: Points) -> np.ndarray:
        which = np.argmin(np.stack([np.linalg.norm(p - at, axis=1) for at in seats]), 0)
        colours = np.array([dye(each) for each in grains])[which % len(grains)]
        colours = colours * (0.85 + 0.22 * ((which * 7919) % 13) / 13)[:, None]
        rim = where(np.abs(p[:, 1] + 0.16) < 0.045, INDIGO, dye(glaze))
        return where(vessel(p) < 0.008, rim, colours)

    return Thing(lambda p: nearest(vessel(p), heap(p)) * 0.85, paint, 30, 0.22, eye=(0, 1.15, 2.75))


def cup(drink: str) -> Thing:
    def shape(p: Points) -> np.ndarray:
        wide = 0.62 + 0.16 * p[:, 1]
        round_ = np.hypot(p[:, 0], p[:, 2])
        wall = np.maximum(np.abs(round_ - wide) - 0.04, np.abs(p[:, 1] + 0.1) - 0.5)
        tea = np.maximum(round_ - wide, np.abs(p[:, 1] - 0.22) - 0.03)
        return (
            nearest(wall, tea, can(p, (0, -0.62, 0), 0.5, 0.05), can(p, (0, -0.74, 0), 1.0, 0.04))
            * 0.85
        )

    def paint(p: Points, n: Points) -> np.ndarray:
        inside = np.hypot(p[:, 0], p[:, 2]) < 0.6 + 0.16 * p[:, 1]
        china = where(np.abs(p[:, 1] - 0.12) < 0.04, INDIGO, dye("F2EFE6"))
        return where(inside & (p[:, 1] > 0) & (p[:, 1] < 0.3), dye(drink), china)

    return Thing(shape, paint, 60, 0.45, eye=(0, 1.3, 2.7))


def cloth() -> Thing:
    """Folded indigo, the top piece with a woven band."""

    def shape(p: Points) -> np.ndarray:
        folds = [
            box(p, (0.03 * i, -0.52 + 0.26 * i, 0), (0.85 - 0.04 * i, 0.125, 0.6), 0.1, 0.06 * i)
            for i in range(4)
        ]
        return nearest(*folds) - 0.008 * grain(p, 6)

    def paint(p: Points, n: Points) -> np.ndarray:
        x, z = np.round(p[:, 0] / 0.045), np.round(p[:, 2] / 0.045)
        base = where(np.floor((p[:, 1] + 0.65) / 0.26) % 2 == 0, dye("232C66"), dye("39447F"))
        band = where(
            star((x + 6) % 12 - 6, z, 2),
            COTTON,
            where(
                np.abs(z) == 6,
                THREAD,
                where((np.abs(z) == 8) & (x % 2 == 0), dye("E3A93C"), INDIGO),
            ),
        )
        base = where((n[:, 1] > 0.7) & (p[:, 1] > 0.25) & (np.abs(z) < 9), band, base)
        return (
            base * (0.9 + 0.14 * ((np.round(p[:, 0] * 60) + np.round(p[:, 2] * 60)) % 2))[:, None]
        )

    return Thing(shape, paint, 8, 0.03, eye=(0.35, 1.55, 2.5))


def bag() -> Thing:
    """A shoulder bag of Dao brocade."""

    def shape(p: Points) -> np.ndarray:
        body = box(p, (0, -0.3, 0), (0.62, 0.58, 0.16), 0.12)
        q = np.hypot(p[:, 0] / 0.8, (p[:, 1] - 0.2) / 0.85)
        strap = np.hypot((q - 0.7) * 0.8, p[:, 2]) - 0.05
        return nearest(body, np.maximum(strap, 0.2 - p[:, 1])) * 0.85

    def paint(p: Points, n: Points) -> np.ndarray:
        x, y = np.round(p[:, 0] / 0.058), np.round((p[:, 1] + 0.3) / 0.058)
        woven = where(
            star((x + 6) % 12 - 6, y, 3),
            COTTON,
            where((np.abs((x + 6) % 12 - 6) + np.abs(y)) == 7, dye("E3A93C"), dye("232C66")),
        )
        woven = where((np.abs(y) > 7) & ((x + y) % 2 == 0), THREAD, woven)
        return where(p[:, 1] > 0.27, THREAD * 0.9, woven)

    return Thing(shape, paint, 8, 0.03, eye=(0.5, 0.5, 2.9))


def stilt_house() -> Thing:
    def shape(p: Points) -> np.ndarray:
        roof = np.maximum((np.abs(p[:, 2]) * 0.62 + (p[:, 1] - 0.85) * 0.8), np.abs(p[:, 0]) - 1.0)
        roof = np.maximum(roof, 0.12 - p[:, 1]) * 0.85
        posts = [
            rod(p, (x, -0.85, z), (x, -0.1, z), 0.06) for x in (-0.75, 0, 0.75) for z in (-0.5, 0.5)
        ]
        steps = [
            box(p, (0.5, -0.75 + 0.16 * i, 0.95 - 0.12 * i), (0.16, 0.03, 0.08)) for i in range(5)
        ]
        walls = box(p, (0, 0.05, 0), (0.8, 0.3, 0.52), 0.02)
        return nearest(roof, walls, box(p, (0, -0.26, 0.05), (0.92, 0.05, 0.68)), *posts, *steps)

    def paint(p: Points, n: Points) -> np.ndarray:
        wood = dye("9A6A3C") * (0.85 + 0.25 * (np.sin(p[:, 0] * 45) > 0))[:, None]
        opening = (
            (np.abs(np.abs(p[:, 0]) - 0.4) < 0.14)
            & (p[:, 1] > -0.12)
            & (p[:, 1] < 0.13)
            & (p[:, 2] > 0.5)
        )
        tiles = (
            dye("5A5560")
            * (0.8 + 0.35 * (np.sin(p[:, 0] * 30) * np.sin(p[:, 1] * 34) > 0))[:, None]
        )
        tall = (p[:, 1] > 0.1) & (np.abs(n[:, 1]) > 0.3) | (p[:, 1] > 0.36)
        return where(opening, dye("3A2417"), where(tall, tiles, wood))

    return Thing(shape, paint, 10, 0.06, eye=(1.4, 0.9, 2.9), lens=0.55)
