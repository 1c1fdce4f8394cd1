"""Nothing waits while somebody types: no task of a page lasts longer than 50 ms.

    ./dev prove typing [--database sqlite|postgres] [--households N] [--waiting N] [--plant]

Chromium at 360 × 740, its processor four times slower, on the phone of a leader whose roster is
full and on which visits wait. Every form of the field kit is typed into with the network cut, and
two that need the line. What counts is processor time, slowed down as it is: on a
busy machine the clock tells of others too. With --plant each letter keeps the page busy, which must
be seen in every form.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from proofs import _full_roster
from proofs._busy_page import Busy, watched
from proofs._full_roster import KIT
from tests.databases import a_postgres_server
from tests.story import market
from tests.story.first_shop import a_leader

SLOWER = 4
LONGEST = 50.0
"""Milliseconds."""
KEY, PAUSE = 90, 400
"""Between two letters, and after a field, in milliseconds."""
READY = "main[data-ready]"
BUSY = """addEventListener("input", () => {
  for (let sum = 0, nth = 0; nth < 3e7; nth += 1) sum += Math.sqrt(nth);
}, true);"""


@dataclass(frozen=True)
class Sheet:
    name: str
    path: str
    typed: tuple[tuple[str, str], ...]
    """Into what, and which words."""
    taps: tuple[str, ...] = ()
    """Before."""


def _named(**words: str) -> tuple[tuple[str, str], ...]:
    return tuple((f"main [name={name}]", said) for name, said in words.items())


ONLINE = (
    Sheet("place picker", "/nearby", (("main [name=commune]", "phường hoàn kiếm, hà nội"),)),
    Sheet(
        "page of rows",
        "/team/lists/rows",
        (("#r1-name", "Lăng Thị Slay"), ("#r1-phone", "0912345678"), ("#r1-bank", "vietinbank")),
    ),
)


def kit(of: str) -> tuple[Sheet, ...]:
    """The forms of the kit, about one household."""
    story = "Nhà làm nấm từ năm 2009, cả hai vợ chồng cùng hái trên đồi sau bản"
    goods = "main [data-goods] li:nth-child({}) input"
    return (
        Sheet("roster", KIT, (("#find", "lăng thị slao"), ("#find", "thị"))),
        Sheet(
            "household",
            f"{KIT}/new",
            _named(
                name="Lăng Thị Slay", village="thôn", birth_year="1968", phone="0912345678",
                witness="Lý Thị Dín",
            ),
            ("main [name=honorific][value='bà']", "main [name=mode][value=spoken]"),
        ),
        Sheet("shop", f"{KIT}/shop?of={of}", _named(name="Nhà bà Slay", story=story)),
        Sheet(
            "account",
            f"{KIT}/account?of={of}",
            _named(bank="vietin", number="101872341111", holder="LANG THI SLAY"),
        ),
        Sheet(
            "goods",
            f"{KIT}/goods?of={of}",
            _named(
                name="Nấm hương rừng khô", category="rau", unit="gói 200 g", price="1285000",
                stock="120", description=story,
            ),
        ),
        Sheet(
            "phone order",
            f"{KIT}/order?of={of}",
            (
                *((goods.format(nth), "12") for nth in (1, 3, 8)),
                *_named(
                    phone="0912345678", name="Chú Hoan", commune="phường Hoàn Kiếm, Hà Nội",
                    address="12 Hàng Bạc", note="Gói riêng từng túi, gửi xe sáng thứ Bảy",
                ),
            ),
            ("main [name=delivery][value=send]",),
        ),
        Sheet(
            "visit",
            f"{KIT}/visit?of={of}",
            _named(note=story, next_step="Tổ trưởng gọi lại", went_with="Vi Văn Thắng"),
        ),
        Sheet("sticker", f"{KIT}/sticker", _named(serial="qr7k 2m9q4", spot="Chợ Đồng Bành, A3")),
        Sheet("signal", f"{KIT}/signal", _named(village="thôn", network="viettel")),
        Sheet("look up", f"{KIT}/lists", (("#find", "nấm hương"), ("#find", "ngân hàng"))),
        Sheet("help", f"{KIT}/help", (("#find", "đơn chưa gửi được thì làm thế nào"),)),
    )  # fmt: skip


def main() -> None:
    asked = _asked()
    good = [_is_good(it, asked) for it in asked.database or ["sqlite"]]
    if asked.plant and any(good):
        sys.exit("The planted fault was not noticed.")
    if not asked.plant and not all(good):
        sys.exit("Too slow.")
    print("The planted fault was noticed." if asked.plant else "Held.")


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev prove typing", description=__doc__)
    parser.add_argument("--database", action="append", choices=("sqlite", "postgres"))
    parser.add_argument("--households", type=int, choices=range(1, 41), default=40)
    parser.add_argument("--waiting", type=int, default=40)
    parser.add_argument("--plant", action="store_true")
    return parser.parse_args()


def _is_good(database: str, asked: argparse.Namespace) -> bool:
    """With --plant: whether any form seems good."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = stack.enter_context(a_postgres_server()) if database == "postgres" else None
        settings = {"DATABASE_URL": url} if url else {}
        address = stack.enter_context(market.opened(folder, **settings))
        browser = stack.enter_context(market.chromium(stack.enter_context(sync_playwright())))
        page = market.a_phone(browser, address, language="vi")
        a_leader(page)
        _full_roster.fill(page, address, households=asked.households)
        if asked.plant:
            page.add_init_script(BUSY)
        good = [_told(database, it, busy) for it, busy in _typed(browser, page, asked.waiting)]
        return any(good) if asked.plant else all(good)


def _told(database: str, sheet: Sheet, busy: Busy) -> bool:
    print(
        f"{database}: {sheet.name}: longest task {busy.processor:.0f} ms of processor time, "
        f"{busy.clock:.0f} ms by the clock, of {busy.tasks}: {busy.inside}",
        flush=True,
    )
    return busy.processor <= LONGEST


def _typed(browser: Browser, page: Page, waiting: int) -> Iterator[tuple[Sheet, Busy]]:
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    for sheet in ONLINE:
        yield sheet, _into(browser, page, sheet)
    of = _taken_along(page)
    _full_roster.queue(page, many=waiting)
    page.context.set_offline(True)
    for sheet in kit(of):
        yield sheet, _into(browser, page, sheet)


def _taken_along(page: Page) -> str:
    """The pages and the roster are on the phone. Gives a household with goods."""
    page.goto(KIT)
    page.locator("#houses li").first.wait_for()
    page.evaluate("navigator.serviceWorker.ready.then(() => 0)")
    link = page.locator("#houses a", has_text="Lăng Thị Thảo").first.get_attribute("href")
    return str(link).partition("of=")[2]


def _into(browser: Browser, page: Page, sheet: Sheet) -> Busy:
    page.goto(sheet.path)
    if sheet.path.startswith(KIT):
        page.locator(READY).wait_for()
    for tap in sheet.taps:
        page.locator(tap).check()
    page.locator(sheet.typed[0][0]).first.focus()  # the tool's own script comes in before we look
    with watched(browser, page) as busy:
        for field, words in sheet.typed:
            page.locator(field).first.focus()
            page.keyboard.press("Control+A")
            page.keyboard.type(words, delay=KEY)
            page.wait_for_timeout(PAUSE)
    return busy


if __name__ == "__main__":
    main()
