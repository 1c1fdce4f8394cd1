"""A market opened the way a newcomer opens it, and a phone to visit it with."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, Playwright

from storefront.settings import ROOT
from tests.databases import free_port

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PATIENCE = 180.0
"""Seconds for `./dev run` on an empty folder: tables, the whole country, the demo market."""


@contextmanager
def opened(folder: Path, **environment: str) -> Iterator[str]:
    """Run `./dev run` on an empty folder; gives the address."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    settings = {**os.environ, "INSTANCE_DIR": str(folder), "PUBLIC_URL": address, **environment}
    with (folder / "run.log").open("wb") as log:
        server = subprocess.Popen(
            [str(ROOT / "dev"), "run", "--port", str(port)],
            env=settings, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    try:
        _wait_for(address, server, folder / "run.log")
        yield address
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=20)


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert server.poll() is None, log.read_text()
        try:
            urlopen(address, timeout=5).close()  # noqa: S310  our own server
        except URLError:
            time.sleep(0.3)
        else:
            return
    raise AssertionError(f"the market did not open:\n{log.read_text()}")


@contextmanager
def chromium(play: Playwright) -> Iterator[Browser]:
    browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield browser
    browser.close()


def a_phone(browser: Browser, address: str, *, language: str) -> Page:
    """A phone of 360 by 740 points with nothing remembered but its language."""
    context = browser.new_context(
        base_url=address, viewport={"width": 360, "height": 740}, has_touch=True
    )
    context.add_cookies([{"name": "lang", "value": language, "url": address}])
    context.set_default_timeout(45_000)
    return context.new_page()


def listens(page: Page) -> None:
    """Waits until the page's scripts hear what is pressed: each part comes when it is needed."""
    page.wait_for_selector("html[data-parts]", state="attached")


def fits(page: Page) -> None:
    """Nothing sticks out sideways, and the page has one heading."""
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 360, f"{page.url} scrolls sideways: {wide}"
    assert page.locator("h1").count() == 1, page.url
