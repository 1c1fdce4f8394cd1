"""One small picture for each kind of goods, cut from the large ones."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

SIDE = 120
CUT = (60, 110, 420, 470)
KINDS = {
    "fruit": "quyt", "spice": "hoi", "honey": "mat-ong", "vegetable": "rau", "tea": "che-xanh",
    "dry": "gao", "animal": "ga", "prepared": "banh-khao", "craft": "vai-cham",
}  # fmt: skip
"""As the market names them, and the picture of a product that stands for each."""


def cut(goods: Path, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    for kind, name in KINDS.items():
        image = Image.open(goods / f"{name}.webp").crop(CUT)
        image = image.resize((SIDE, SIDE), Image.Resampling.LANCZOS)
        image.save(folder / f"{kind}.webp", quality=62, method=6)
