"""Distances to simple bodies, and ways to join them."""

from __future__ import annotations

import numpy as np

from tools.pictures.ray import Points

Vector = tuple[float, float, float]


def dye(code: str) -> np.ndarray:
    return np.array([int(code[i : i + 2], 16) / 255 for i in (0, 2, 4)])


def mix(one: np.ndarray, other: np.ndarray, share: np.ndarray) -> np.ndarray:
    share = np.clip(share, 0, 1)
    share = share[:, None] if share.ndim == 1 else share
    return one * (1 - share) + other * share


def where(test: np.ndarray, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    return np.where(test[:, None], one, other)


def egg(p: Points, at: Vector, size: Vector) -> np.ndarray:
    q = (p - np.array(at, np.float32)) / np.array(size, np.float32)
    near = np.linalg.norm(q, axis=1)
    steep = np.linalg.norm(q / np.array(size, np.float32), axis=1) + 1e-6
    return near * (near - 1) / steep


def rod(p: Points, a: Vector, b: Vector, r: float, r2: float | None = None) -> np.ndarray:
    start, along = np.array(a, np.float32), np.array(b, np.float32) - np.array(a, np.float32)
    share = np.clip((p - start) @ along / (along @ along), 0, 1)
    end = r if r2 is None else r2
    return np.linalg.norm(p - start - share[:, None] * along, axis=1) - (r + (end - r) * share)


def box(p: Points, at: Vector, half: Vector, r: float = 0.04, turn: float = 0.0) -> np.ndarray:
    q = turned(p - np.array(at, np.float32), turn)
    d = np.abs(q) - np.array(half, np.float32) + r
    return np.linalg.norm(np.maximum(d, 0), axis=1) + np.minimum(d.max(1), 0) - r


def can(p: Points, at: Vector, radius: float, half: float, r: float = 0.04) -> np.ndarray:
    q = p - np.array(at, np.float32)
    d = np.stack([np.hypot(q[:, 0], q[:, 2]) - radius + r, np.abs(q[:, 1]) - half + r], -1)
    return np.linalg.norm(np.maximum(d, 0), axis=1) + np.minimum(d.max(1), 0) - r


def turned(p: Points, by: float) -> Points:
    """Turned about the upright."""
    c, s = np.cos(by), np.sin(by)
    return np.stack([p[:, 0] * c - p[:, 2] * s, p[:, 1], p[:, 0] * s + p[:, 2] * c], -1)


def nearest(*gaps: np.ndarray) -> np.ndarray:
    return np.minimum.reduce(gaps)


def melt(one: np.ndarray, other: np.ndarray, k: float) -> np.ndarray:
    """Joined softly, as wax."""
    h = np.clip(0.5 + 0.5 * (other - one) / k, 0, 1)
    return other * (1 - h) + one * h - k * h * (1 - h)


def grain(p: Points, fine: float) -> np.ndarray:
    """Uneven as nature is, between 0 and 1."""
    x, y, z = (p * fine).T
    wave = np.sin(x + 1.7 * np.sin(y)) * np.sin(1.3 * y + np.sin(1.9 * z)) * np.sin(1.1 * z + x)
    return 0.5 + 0.5 * wave


def sprinkle(many: int) -> np.ndarray:
    """Points spread evenly on a ball."""
    k = np.arange(many) + 0.5
    down, round_ = np.arccos(1 - 2 * k / many), np.pi * (1 + 5**0.5) * k
    points = [np.cos(round_) * np.sin(down), np.cos(down), np.sin(round_) * np.sin(down)]
    return np.stack(points, -1).astype(np.float32)
