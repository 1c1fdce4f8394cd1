"""The heap of produce on the home page, standing on the band with clear ground behind it."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from tools.pictures.still import Seat, place

SIZE = (1100, 520)
NARROW = (640, 303)
HEAP = [
    Seat("mang", 0.16, 0.93, 0.74), Seat("mang", 0.27, 0.9, 0.62), Seat("le", 0.77, 0.84, 0.56, -6),
    Seat("mat-ong", 0.86, 0.95, 0.62), Seat("na", 0.4, 0.66, 0.46), Seat("na", 0.6, 0.66, 0.47),
    Seat("hong", 0.5, 0.74, 0.36), Seat("hong", 0.1, 0.985, 0.35), Seat("na", 0.24, 0.985, 0.45),
    Seat("quyt", 0.7, 0.96, 0.35, -8), Seat("hong", 0.4, 0.99, 0.41), Seat("na", 0.555, 0.99, 0.5),
    Seat("quyt", 0.755, 0.995, 0.32, 10), Seat("hoi", 0.945, 0.995, 0.19),
    Seat("hoi", 0.865, 1.0, 0.16, 20), Seat("hoi", 0.05, 1.0, 0.14, 15),
]  # fmt: skip


def paint(things: dict[str, Image.Image], folder: Path) -> None:
    heap = Image.new("RGBA", SIZE, (0, 0, 0, 0))
    for seat in HEAP:
        place(heap, things[seat.thing], seat, "04061E")
    _save(heap, folder / "hero.webp", 40_000)
    _save(heap.resize(NARROW, Image.Resampling.LANCZOS), folder / "hero-narrow.webp", 15_000)


def _save(heap: Image.Image, path: Path, most: int) -> None:
    for quality in range(80, 20, -3):
        heap.save(path, quality=quality, alpha_quality=40, method=6)
        if path.stat().st_size <= most:
            return
