"""A team's phone on a hill: what is written down there, and what becomes of it."""

from __future__ import annotations

import colorsys
import os
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import BrowserContext, Download, Error, Page, Playwright

from tests.story.market import CHROMIUM, FLAGS, fits
from tests.story.people import LEADER
from tests.thin_line import Line

HOME = "/team/field"
READY = "main[data-ready]"


@dataclass
class FieldPhone:
    """A browser with a memory of its own, which can be killed and opened again."""

    play: Playwright
    line: Line
    memory: Path
    language: str = "vi"

    def open(self) -> None:
        self.context: BrowserContext = self.play.chromium.launch_persistent_context(
            self.memory,
            executable_path=CHROMIUM,
            args=FLAGS,
            base_url=self.line.address,
            viewport={"width": 360, "height": 740},
            has_touch=True,
            accept_downloads=True,
        )
        self.context.set_default_timeout(30_000)
        self.page: Page = self.context.pages[0]
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.tools = self.context.new_cdp_session(self.page)
        if self.line.cut:
            self.cut()

    def kill(self) -> None:
        """As a phone does that runs out of power: nobody says goodbye to anything."""
        mine = f"--user-data-dir={self.memory}".encode()
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                words = (folder / "cmdline").read_bytes().split(b"\0")
            except OSError:  # it has ended meanwhile
                continue
            if mine in words:
                with suppress(ProcessLookupError):
                    os.kill(int(folder.name), signal.SIGKILL)
        with suppress(Error):  # the browser is not there to be asked
            self.context.close()

    def pocket(self) -> None:
        """Closed in peace, as before the walk up the hill."""
        self.context.close()

    def sign_in(self) -> None:
        self.context.add_cookies(
            [{"name": "lang", "value": self.language, "url": self.line.address}]
        )
        self.page.goto("/sign-in")
        with self.page.expect_navigation():
            self.page.click(f'main button:has-text("{LEADER}")')

    def take_along(self) -> None:
        """Open the kit where there is a signal: pages and data are then on the phone."""
        self.go(HOME)
        self.page.locator("#houses li").first.wait_for()
        self.until("navigator.serviceWorker.controller !== null")

    def cut(self) -> None:
        """No signal, as the browser's own tools say it, and no line either."""
        self.line.cut = True
        self._network(offline=True)

    def signal(self) -> None:
        self.line.cut = False
        self._network(offline=False)

    def _network(self, *, offline: bool) -> None:
        speed = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
        self.tools.send("Network.emulateNetworkConditions", {"offline": offline, **speed})
        self.context.set_offline(offline)

    def go(self, address: str) -> None:
        self.page.goto(address)
        self.page.locator(READY).wait_for()
        fits(self.page)

    def write_down(self, name: str) -> None:
        """A household with its consent, shop, account and first goods, and who orders them."""
        page, photo = self.page, a_photo(nth_of(name))
        self.go(f"{HOME}/new")
        page.fill("[name=name]", name)
        page.check('[name=honorific][value="bà"]')
        for box in page.locator("[name=purposes]").all():
            box.check()
        page.check("[name=mode][value=spoken]")
        page.fill("[name=witness]", "Lý Thị Dín")
        self._on("shop")
        self._on("account")
        page.select_option("[name=bank]", "970415")
        page.fill("[name=number]", f"10{abs(hash(name)) % 10**9:09d}")
        self._on("goods")
        page.set_input_files(
            "[name=photo]", {"name": "nam.png", "mimeType": "image/png", "buffer": photo}
        )
        page.fill("[name=name]", f"Nấm của {name}")
        page.select_option("[name=category]", "vegetable")
        page.fill("[name=price]", "85000")
        page.fill("[name=stock]", "12")
        self._on("household")
        self._somebody_calls()

    def _somebody_calls(self) -> None:
        page = self.page
        with page.expect_navigation():
            page.click("#to-order")
        page.locator(READY).wait_for()
        page.locator("[data-goods] input").fill("2")
        page.fill("[name=name]", "Chú Hoan")
        page.fill("[name=phone]", "0912 345 672")
        self._on("household")

    def _on(self, sheet: str) -> None:
        with self.page.expect_navigation(url=f"**{HOME}/{sheet}?*"):
            self.page.click("#errand .btn-patch")
        self.page.locator(READY).wait_for()
        fits(self.page)

    def waiting(self) -> int:
        self.go(f"{HOME}/waiting")
        return self.page.locator("#errands > li").count()

    def sends_all(self, seconds: float = 60) -> None:
        """Or stops at what a person must look at; then the page is told."""
        strip = "document.getElementById('strip')"
        stuck = f"{strip}.querySelector('[data-stuck]').textContent"
        self.until(f"{strip}.hidden || {stuck}", seconds)
        assert self.page.locator("#strip").is_hidden(), self.page.inner_text("main")

    def until(self, is_so: str, seconds: float = 30) -> None:
        """Waits in the page itself: its policy forbids the usual way, which makes code of words."""
        found = self.page.evaluate(
            f"""(most) => new Promise((done) => {{
              const end = Date.now() + most;
              const look = () => {{
                if ({is_so}) return done(true);
                return Date.now() > end ? done(false) : setTimeout(look, 50);
              }};
              look();
            }})""",
            seconds * 1000,
        )
        assert found, f"{is_so} did not come; {self.page.inner_text('main')}"

    def take_newer(self) -> None:
        """The newer version of the pages, offered and taken."""
        self.go(HOME)
        self.page.evaluate("navigator.serviceWorker.ready.then((it) => it.update())")
        self.page.locator("#newer button").wait_for()
        with self.page.expect_navigation():
            self.page.click("#newer button")
        self.page.locator(READY).wait_for()

    def as_file(self) -> Download:
        self.go(f"{HOME}/waiting")
        with self.page.expect_download() as coming:
            self.page.click("#export")
        return coming.value

    def take_in(self, file: Path) -> None:
        self.go(f"{HOME}/waiting")
        self.page.set_input_files("#import", file)
        self.page.locator("#brought:not(:empty)").wait_for()

    def market(self) -> list[dict[str, Any]]:
        """Everybody of the territory as the market knows them, the first registered first."""
        answer = self.page.request.get(f"{self.line.market}{HOME}/pack", headers=self._known())
        households: list[dict[str, Any]] = answer.json()["households"]
        return households[::-1]

    def picture_of(self, code: str) -> Image.Image:
        """The photo that buyers see of a household's only goods."""
        page = self.page.request.get(
            f"{self.line.market}/team/households/{code}", headers=self._known()
        )
        shop = page.text().split('href="/shops/')[1].split('"')[0].split("/")[0]
        goods = self.page.request.get(
            f"{self.line.market}/shops/{shop}/products", headers=self._known()
        )
        name = goods.text().split('src="/media/')[1].split('"')[0]
        picture = self.page.request.get(f"{self.line.market}/media/{name}")
        return Image.open(BytesIO(picture.body()))

    def _known(self) -> dict[str, str]:
        cookies = self.context.cookies(self.line.address)
        return {"Cookie": "; ".join(f"{it['name']}={it['value']}" for it in cookies)}


GIVEN = ("Một", "Hai", "Ba", "Bốn", "Năm", "Sáu", "Bảy", "Tám", "Chín", "Mười")


def names(family: str, many: int) -> list[str]:
    """People nobody else in the market is called like."""
    stamp = time.strftime("%H%M%S")
    return [f"{family} Thị {it} {stamp}" for it in GIVEN[:many]]


def nth_of(name: str) -> int:
    return GIVEN.index(name.split()[2])


def a_photo(nth: int, *, side: int = 900) -> bytes:
    """Grain that squeezes badly, in a colour of its own."""
    grain = Image.frombytes("L", (side // 4, side // 4), os.urandom((side // 4) ** 2))
    red, green, blue = (round(255 * it) for it in colorsys.hsv_to_rgb(nth / 10, 0.8, 0.8))
    flat = Image.new("RGB", (side, side), (red, green, blue))
    noise = Image.merge("RGB", [grain.resize((side, side), Image.Resampling.NEAREST)] * 3)
    out = BytesIO()
    Image.blend(flat, noise, 0.15).save(out, "PNG")
    return out.getvalue()


def is_of(picture: Image.Image, nth: int) -> bool:
    """Whether it is the photo of that number."""
    red, green, blue = picture.convert("RGB").resize((1, 1), Image.Resampling.BOX).tobytes()
    hue = colorsys.rgb_to_hsv(red / 255, green / 255, blue / 255)[0]
    return abs((hue - nth / 10 + 0.5) % 1 - 0.5) < 0.04
