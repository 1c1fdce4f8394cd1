from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image

from tools.pictures import hero, kinds, scenes
from tools.pictures.ray import draw
from tools.pictures.still import compose, save

GOODS = Path(__file__).parents[2] / "static" / "img" / "goods"
SMALL, LEAD = 13_000, 15_000


def main(emoji: Path, only: list[str]) -> None:
    wanted = {name: still for name, still in scenes.stills().items() if not only or name in only}
    seats = [seat for still in wanted.values() for seat in still.seats]
    with_hero = not only or "hero" in only
    names = {seat.thing for seat in seats + (hero.HEAP if with_hero else [])}
    things = {name: _thing(name, emoji) for name in sorted(names)}
    for seed, (name, still) in enumerate(wanted.items()):
        save(compose(still, things, seed), GOODS / f"{name}.webp", LEAD if still.grand else SMALL)
    if with_hero:
        hero.paint(things, GOODS.parent)
    kinds.cut(GOODS, GOODS.parent / "kinds")


def _thing(name: str, emoji: Path) -> Image.Image:
    if name in scenes.EMOJI:
        return Image.open(emoji / f"{scenes.EMOJI[name]}.webp").convert("RGBA")
    return draw(scenes.THINGS[name], 400)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
