"""How a leader opens a household's first shop: on the test's phone, and on the proof's slow one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.story import market

LEADER = "Nông Văn Tài"
MOST_TAPS = 12


@dataclass
class Pace:
    """Milliseconds that somebody takes who never saw the pages. A machine takes none."""

    look: int = 0
    """At a new page."""
    tap: int = 0
    key: int = 0


@dataclass
class Hand:
    """Counts what a thumb does besides typing."""

    page: Page
    pace: Pace
    taps: int = 0

    def look(self, where: str) -> None:
        self.page.wait_for_url(where)
        market.fits(self.page)
        self.page.wait_for_timeout(self.pace.look)

    def tap(self, selector: str) -> None:
        self.page.wait_for_timeout(self.pace.tap)
        self.page.locator(selector).first.tap()
        self.taps += 1

    def type(self, field: str, words: str) -> None:
        self.page.locator(f"[name={field}]").press_sequentially(words, delay=self.pace.key)

    def photograph(self, photo: Path) -> None:
        self.page.wait_for_timeout(2 * self.pace.tap)
        self.page.set_input_files("[name=photo]", photo)
        self.taps += 2


def a_leader(page: Page) -> None:
    page.goto("/sign-in")
    page.locator(f"button:has-text('{LEADER}')").tap()
    page.wait_for_url("**/team")


def open_a_shop(hand: Hand, *, name: str, number: str) -> None:
    """From the leader's home to the first goods."""
    hand.look("**/team")
    hand.tap("a.btn-patch[href$='/team/households/new']")
    _who(hand, name)
    _consent(hand)
    _shop(hand)
    _account(hand, number=number)


def _who(hand: Hand, name: str) -> None:
    hand.look("**/new")
    hand.type("name", name)
    expect(hand.page.locator("[value='bà']")).to_be_checked()
    hand.type("birth_year", "1968")
    hand.tap("main .btn-patch")


def _consent(hand: Hand) -> None:
    hand.look("**/consent")
    assert hand.page.locator("[name=purposes]:checked").count() == 0, "nothing is ticked before"
    for purpose in ("shop", "payout", "assist"):
        hand.tap(f"[value={purpose}]")
    hand.tap("button[value=self]")


def _shop(hand: Hand) -> None:
    hand.look("**/shop")
    assert hand.page.input_value("[name=name]").startswith("Nhà bà ")
    hand.tap("main .btn-patch")


def _account(hand: Hand, *, number: str) -> None:
    hand.look("**/account")
    hand.tap("label:has([name=bank][value='970415'])")
    hand.type("number", number)
    assert hand.page.input_value("[name=holder]").startswith("LANG THI ")
    hand.tap("main .btn-patch")


def list_goods(hand: Hand, photo: Path) -> None:
    hand.look("**/products/new*")
    hand.photograph(photo)
    hand.type("name", "Na dai")
    hand.type("price", "68000")
    hand.type("stock", "40")
    is_english = hand.page.locator("html").get_attribute("lang") == "en"
    grouped = "68,000" if is_english else "68.000"
    expect(hand.page.locator("[name=price]")).to_have_value(grouped)
    hand.tap("main .btn-patch")
    hand.page.wait_for_url("**/done")
