"""Still lifes: a dyed wall, a cloth table with a woven hem, things in light from the left."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

SIDE = 480
CELL = 5
COLOURS = {"c": "F1E8D6", "t": "D9481F", "y": "E3A93C", "l": "6F7CC4"}


@dataclass(frozen=True)
class Seat:
    """Where a thing stands: middle, foot and height as shares of the picture, turn in degrees."""

    thing: str
    x: float
    foot: float
    high: float
    turn: float = 0


@dataclass(frozen=True)
class Still:
    wall: str
    table: str
    seats: list[Seat] = field(default_factory=list)
    grand: bool = False
    """A lead picture: the full brocade band instead of the thin hem."""


def rgb(code: str) -> tuple[int, int, int]:
    return int(code[:2], 16), int(code[2:4], 16), int(code[4:], 16)


def compose(still: Still, things: dict[str, Image.Image], seed: int) -> Image.Image:
    image = _cloth(still, seed)
    (_band if still.grand else _hem)(image, seed)
    for seat in still.seats:
        place(image, things[seat.thing], seat)
    return image.convert("RGB")


def place(image: Image.Image, thing: Image.Image, seat: Seat, shadow: str = "140E1E") -> None:
    width, height = image.size
    if seat.turn:
        thing = thing.rotate(seat.turn, resample=Image.Resampling.BICUBIC, expand=True)
    thing = thing.crop(thing.getchannel("A").point(lambda a: 255 * (a > 8)).getbbox())
    high = int(height * seat.high)
    wide = int(thing.width * high / thing.height)
    thing = thing.resize((wide, high), Image.Resampling.LANCZOS)
    left, top = int(seat.x * width - wide / 2), int(seat.foot * height - high)
    _shadow(image, (left, seat.foot * height, wide, high), shadow)
    image.alpha_composite(thing, (max(left, 0), max(top, 0)), (max(-left, 0), max(-top, 0)))


def _shadow(image: Image.Image, at: tuple[float, float, float, float], colour: str) -> None:
    left, foot, wide, high = at
    flat = min(high, wide)
    for reach, soft, deep in (
        ((0.1, -0.13, 1.12, 0.035), 0.018, 120),
        ((0.2, -0.06, 0.85, 0.015), 0.007, 150),
    ):
        mask = Image.new("L", image.size, 0)
        edges = (
            left + wide * reach[0],
            foot + flat * reach[1],
            left + wide * reach[2],
            foot + flat * reach[3],
        )
        ImageDraw.Draw(mask).ellipse(edges, fill=deep)
        mask = mask.filter(ImageFilter.GaussianBlur(image.width * soft))
        image.paste(Image.new("RGBA", image.size, (*rgb(colour), 255)), (0, 0), mask)


def _cloth(still: Still, seed: int) -> Image.Image:
    edge = int(SIDE * (0.6 if still.grand else 0.66))
    wall, table = _woven(still.wall, 4, seed), _woven(still.table, 5, seed + 1)
    y, x = np.mgrid[0:SIDE, 0:SIDE] / SIDE
    glow = np.exp(-(((x - 0.3) / 0.55) ** 2 + ((y - 0.22) / 0.5) ** 2))
    line = edge / SIDE
    wall = (
        wall
        + glow[..., None] * np.array([20, 17, 10])
        - np.clip((y - line * 0.7) / (line * 0.5), 0, 1)[..., None] * 10
    )
    table = (
        table
        + np.clip(1 - (y - line) / (1 - line), 0, 1)[..., None] * 8
        - np.clip(x - 0.45, 0, 1)[..., None] * 14
    )
    return _image(np.where((y < line)[..., None], wall, table))


def _woven(colour: str, rough: float, seed: int) -> np.ndarray:
    draw = np.random.default_rng(seed)
    y, x = np.mgrid[0:SIDE, 0:SIDE]
    half = SIDE // 2 + 1
    thread = np.where((x // 2 + y // 2) % 2 == 0, 1, -1) * rough * 0.55
    weft = np.repeat(draw.normal(0, rough * 0.55, (half, 1)), 2, 0)[:SIDE]
    warp = np.repeat(draw.normal(0, rough * 0.45, (1, half)), 2, 1)[:, :SIDE]
    return (
        np.array(rgb(colour), float)
        + (thread + weft + warp + draw.normal(0, rough * 0.25, (SIDE, SIDE)))[..., None]
    )


def _image(pixels: np.ndarray) -> Image.Image:
    return Image.fromarray(np.clip(pixels, 0, 255).astype("uint8")).convert("RGBA")


def _hem(image: Image.Image, seed: int) -> None:
    rows = [["t"] * 8] + [["." for _x in range(8)] for _y in range(8)]
    for x in range(8):
        rise = abs(x - 4)
        rows[2 + rise][x] = "c"
        if rise == 4:
            rows[3][x] = "y"
        if rise == 0:
            rows[5][x] = "t"
        if x % 2:
            rows[8][x] = "l"
    _stitch(image, rows, seed)


def _band(image: Image.Image, seed: int) -> None:
    """The brocade of static/img/bands.svg: stars and diamonds between teeth."""
    rows = [["." for _x in range(28)] for _y in range(17)]
    for x in range(28):
        rows[0][x] = "t"
        rows[1][x] = "t" if x % 4 < 2 else "."
        tooth = abs(x % 7 - 3)
        rows[3][x], rows[4][x] = "c" if tooth <= 2 else ".", "c" if tooth <= 1 else "."
        rows[16][x] = "c" if tooth <= 1 else "."
        for y in range(6, 15):
            rows[y][x] = _motif((x - 7 + 14) % 28 - 14, (x - 21 + 14) % 28 - 14, y - 10)
    _stitch(image, rows, seed)


def _motif(to_star: int, to_diamond: int, y: int) -> str:
    far, near = max(abs(to_star), abs(y)), min(abs(to_star), abs(y))
    if 0 < near <= 2 and near < far <= 2 + near:
        return "c"
    if (far, near) in ((0, 0), (5, 0)) and y == 0:
        return "t"
    return {4: "t", 2: "y", 0: "y", 6: "l"}.get(abs(to_diamond) + abs(y), ".")


def _stitch(image: Image.Image, rows: list[list[str]], seed: int) -> None:
    top = SIDE - len(rows) * CELL
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, top, SIDE, SIDE), fill=rgb("1A2154"))
    for y, row in enumerate(rows):
        for x in range(SIDE // CELL + 1):
            if (thread := row[x % len(row)]) != ".":
                left, high = x * CELL, top + y * CELL
                pen.rectangle(
                    (left, high, left + CELL - 1, high + CELL - 1), fill=rgb(COLOURS[thread])
                )
    pixels = np.asarray(image).astype(float)
    pixels[top:, :, :3] += _woven("000000", 9, seed + 5)[top:]
    image.paste(_image(pixels), (0, 0))


def save(image: Image.Image, path: Path, most: int) -> None:
    """As WebP, as good as fits into so many bytes."""
    for quality in range(78, 20, -4):
        image.save(path, quality=quality, method=6)
        if path.stat().st_size <= most:
            return
