"""A small ray marcher: a shape as distances, a colour for each point, a clear ground."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image

Points = np.ndarray
"""Rows of x, y, z; y is up."""
Shape = Callable[[Points], np.ndarray]
Paint = Callable[[Points, Points], np.ndarray]

LIGHT = np.array([-0.47, 0.73, 0.47])
NEAR, FAR, STEPS = 0.6, 5.5, 64


@dataclass(frozen=True)
class Thing:
    shape: Shape
    paint: Paint
    gloss: float = 24
    shine: float = 0.15
    eye: tuple[float, float, float] = (0.0, 0.75, 2.9)
    look_at: tuple[float, float, float] = (0.0, 0.0, 0.0)
    lens: float = 0.5


def draw(thing: Thing, side: int) -> Image.Image:
    """Drawn at twice the size, then halved, for soft edges."""
    ways = _ways(thing, side * 2)
    found, points = _march(thing, ways)
    pixels = np.zeros((len(ways), 4))
    pixels[found, :3] = _lit(thing, points[found], ways[found])
    pixels[found, 3] = 1
    return _halved(pixels.reshape(side * 2, side * 2, 4))


def unit(vectors: np.ndarray) -> np.ndarray:
    return vectors / (np.linalg.norm(vectors, axis=-1, keepdims=True) + 1e-9)


def _ways(thing: Thing, side: int) -> np.ndarray:
    forward = unit(np.array(thing.look_at, float) - np.array(thing.eye, float))
    right = unit(np.cross(forward, [0, 1, 0]))
    up = np.cross(right, forward)
    y, x = np.mgrid[1 : -1 : side * 1j, -1 : 1 : side * 1j]
    ways = unit(forward + thing.lens * (x[..., None] * right + y[..., None] * up))
    return ways.reshape(-1, 3).astype(np.float32)


def _march(thing: Thing, ways: np.ndarray) -> tuple[np.ndarray, Points]:
    eye = np.array(thing.eye, np.float32)
    far = np.full(len(ways), NEAR, np.float32)
    nearest = np.full(len(ways), 9, np.float32)
    walking = np.arange(len(ways))
    for _step in range(STEPS):
        gap = thing.shape(eye + ways[walking] * far[walking, None])
        nearest[walking] = np.minimum(nearest[walking], gap)
        far[walking] += gap * 0.8
        walking = walking[(gap > 0.0008) & (far[walking] < FAR)]
        if not len(walking):
            break
    return (far < FAR) & (nearest < 0.006), eye + ways * far[:, None]


def _lit(thing: Thing, points: Points, ways: np.ndarray) -> np.ndarray:
    normals = _normals(thing.shape, points)
    halfway = unit(LIGHT - ways)
    key = np.clip((normals @ LIGHT) * 0.75 + 0.25, 0, 1)[:, None]
    fill = np.clip(normals @ unit(np.array([0.8, 0.15, 0.4])), 0, 1)[:, None]
    sky = 0.5 + 0.5 * normals[:, 1:2]
    light = key * np.array([0.87, 0.82, 0.77]) + fill * np.array([0.16, 0.12, 0.09])
    light = (light + sky * np.array([0.17, 0.19, 0.22])) * _shade(thing.shape, points, normals)
    colours = thing.paint(points, normals) * light
    colours += thing.shine * np.clip((normals * halfway).sum(1), 0, 1)[:, None] ** thing.gloss
    rim = np.clip(1 + (normals * ways).sum(1), 0, 1)[:, None] ** 3
    return np.clip((colours + rim * 0.1) * 1.1, 0, 1) ** (1 / 1.2)


def _normals(shape: Shape, points: Points) -> np.ndarray:
    step = np.eye(3, dtype=np.float32) * 0.0025
    return unit(np.stack([shape(points + way) - shape(points - way) for way in step], -1))


def _shade(shape: Shape, points: Points, normals: np.ndarray) -> np.ndarray:
    shade = np.ones(len(points))
    for reach in (0.05, 0.12, 0.25):
        gap = shape((points + normals * reach).astype(np.float32))
        shade -= 0.55 * np.clip(reach - gap, 0, reach)
    return np.clip(shade, 0.25, 1)[:, None]


def _halved(pixels: np.ndarray) -> Image.Image:
    pixels[..., :3] *= pixels[..., 3:]
    half = pixels.shape[0] // 2
    pixels = pixels.reshape(half, 2, half, 2, 4).mean((1, 3))
    pixels[..., :3] /= np.maximum(pixels[..., 3:], 1e-3)
    return Image.fromarray((np.clip(pixels, 0, 1) * 255).astype("uint8"))
