"""A picture of a page as a phone or a desk sees it."""

import argparse

from playwright.sync_api import sync_playwright

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


def main() -> None:
    wanted = _arguments()
    with sync_playwright() as play:
        chrome = play.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        context = chrome.new_context(
            viewport={"width": wanted.width, "height": wanted.height},
            color_scheme="dark" if wanted.dark else "light",
        )
        for cookie in [f"lang={wanted.lang}", *wanted.cookie]:
            name, value = cookie.split("=", 1)
            context.add_cookies([{"name": name, "value": value, "url": wanted.url}])
        page = context.new_page()
        page.goto(wanted.url, wait_until="networkidle")
        page.screenshot(path=wanted.out, full_page=not wanted.fold)
        chrome.close()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("out")
    parser.add_argument("--width", type=int, default=360)
    parser.add_argument("--height", type=int, default=740)
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--lang", default="vi")
    parser.add_argument("--cookie", action="append", default=[], help="name=value")
    parser.add_argument("--fold", action="store_true", help="only what the screen shows at first")
    return parser.parse_args()


if __name__ == "__main__":
    main()
