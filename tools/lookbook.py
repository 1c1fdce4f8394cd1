"""Pictures of every page, side by side on a few sheets, for somebody to judge by eye.

    python tools/lookbook.py OUT [--width 360] [--height 740] [--lang vi] [--dark]

Opens a market of its own, walks through all rooms of tests/story/rooms.py, and writes one picture
a room and `sheet-01.png` and so on, each page cut off at three screens.
"""

import argparse
import tempfile
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import Browser, Page, sync_playwright

from tests.story import market
from tests.story.rooms import every_room

SCREENS = 3
SHEET_WIDTH = 2000
LABEL = 22
GAP = 12


def main() -> None:
    wanted = _arguments()
    wanted.out.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        market.opened(Path(folder)) as address,
        sync_playwright() as play,
        market.chromium(play) as browser,
    ):
        pictures = _walk(browser, address, wanted)
    _lay_out(pictures, wanted)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="lookbook", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--width", type=int, default=360)
    parser.add_argument("--height", type=int, default=740)
    parser.add_argument("--lang", default="vi")
    parser.add_argument("--dark", action="store_true")
    return parser.parse_args()


def _walk(browser: Browser, address: str, wanted: argparse.Namespace) -> list[Path]:
    def phone() -> Page:
        page = market.a_phone(browser, address, language=wanted.lang)
        page.set_viewport_size({"width": wanted.width, "height": wanted.height})
        page.emulate_media(color_scheme="dark" if wanted.dark else "light")
        return page

    pictures = []
    for nth, (name, page) in enumerate(every_room(phone), start=1):
        pictures.append(wanted.out / f"{nth:03}-{name}.png")
        tall = min(_height(page), wanted.height * SCREENS)
        page.set_viewport_size({"width": wanted.width, "height": max(tall, wanted.height)})
        page.screenshot(path=pictures[-1])
        page.set_viewport_size({"width": wanted.width, "height": wanted.height})
    return pictures


def _height(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollHeight"))


def _lay_out(pictures: list[Path], wanted: argparse.Namespace) -> None:
    """Rows of pages in the order of the walk, as many on a sheet as stay legible."""
    width = min(wanted.width, 488)
    across = SHEET_WIDTH // (width + GAP)
    for nth, start in enumerate(range(0, len(pictures), across), start=1):
        row = [_shrunk(path, width) for path in pictures[start : start + across]]
        tall = max(picture.height for picture in row) + LABEL
        sheet = Image.new("RGB", (across * (width + GAP), tall), "#808080")
        for place, picture in enumerate(row):
            left = place * (width + GAP)
            sheet.paste(picture, (left, LABEL))
            name = pictures[start + place].stem
            ImageDraw.Draw(sheet).text((left, 4), name, font=ImageFont.load_default(14))
        sheet.save(wanted.out / f"sheet-{nth:02}.png")


def _shrunk(path: Path, width: int) -> Image.Image:
    picture = Image.open(path).convert("RGB")
    return picture.resize((width, picture.height * width // picture.width))


if __name__ == "__main__":
    main()
