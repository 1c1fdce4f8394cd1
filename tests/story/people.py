"""The people of the story, each with a phone of their own, doing what they do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from urllib.parse import urlsplit

import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page

from storefront.payments import vietqr
from tests.story.market import a_phone, fits

OFFICER, LEADER = "Lương Thu Hà", "Nông Văn Tài"
PATCH = "main .btn-patch"
"""The one next deed of a screen."""


@dataclass
class Visitor:
    page: Page

    def go(self, address: str) -> None:
        # Nothing is answered where the page's own script turned it over at that moment.
        answer = self.page.goto(address) or self.page.goto(address)
        assert answer is not None
        assert answer.ok, f"{address}: {answer.status}"
        fits(self.page)

    def press(self, selector: str = PATCH) -> None:
        """Press, and look at the page that follows. Who suggests something goes away first."""
        self.page.evaluate("document.activeElement?.blur()")
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()
        fits(self.page)

    def fill(self, **fields: str) -> None:
        for name, value in fields.items():
            self.page.locator(f'main [name="{name}"]').fill(value)

    def choose(self, name: str, value: str) -> None:
        self.page.locator(f'main [name="{name}"][value="{value}"]').check()

    def looks_away(self) -> None:
        """Before others act: else an order's page turns over by itself at the moment we turn it."""
        self.go("/help/orders")

    def reads(self) -> str:
        """What the page says, spaces run together."""
        return " ".join(self.page.locator("main").inner_text().split())

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path


def signed_in(browser: Browser, address: str, name: str, *, language: str) -> Visitor:
    visitor = Visitor(a_phone(browser, address, language=language))
    visitor.go("/sign-in")
    visitor.press(f'main button:has-text("{name}")')
    return visitor


def headline(officer: Visitor) -> list[int]:
    """Shops, payment accounts and revenue in đồng, as the growth page tells them now.

    With what is held out while somebody looks at it: what other stories did in the same market
    is looked at every few minutes.
    """
    officer.go("/growth")
    heads = officer.page.locator(".head").all()[:3]
    counted = [head.locator("dl dd").first.inner_text() for head in heads]
    held = ["".join(head.locator(".held > span").all_inner_texts()) for head in heads]
    return [_number(now) + _number(words) for now, words in zip(counted, held, strict=True)]


def _number(words: str) -> int:
    """The last that is told: how much, after in how many orders."""
    told = re.findall(r"\d[\d.,]*", words)
    return int(re.sub(r"\D", "", told[-1])) if told else 0


def signed_in_by_code(browser: Browser, address: str, phone: str, *, language: str) -> Visitor:
    """Somebody with a phone and nothing else; the message is read in the outbox of practice."""
    visitor = Visitor(a_phone(browser, address, language=language))
    visitor.go("/sign-in")
    types_the_code(visitor, phone)
    return visitor


def types_the_code(visitor: Visitor, phone: str) -> None:
    visitor.page.locator('main form[action$="/sign-in/codes"] [name="phone"]').fill(phone)
    visitor.press('main form[action$="/sign-in/codes"] button')
    asked = visitor.page.url
    visitor.go("/practice/outbox")
    letter = visitor.page.locator(f'.letter:has(b:text-is("{phone}"))').first.inner_text()
    code = re.search(r"\b\d{6}\b", letter)
    assert code, letter
    visitor.go(asked)
    visitor.fill(digits=code.group())
    visitor.press()


def open_a_shop(leader: Visitor, *, name: str, number: str, photo: bytes, phone: str = "") -> str:
    """Register a household with its consent, open its shop; gives the shop's address."""
    leader.go("/team/households/new")
    leader.fill(name=name, phone=phone)
    leader.choose("honorific", "bà")
    village = leader.page.locator('main select[name="village"]')
    village.select_option(index=village.locator("option").count() - 1)
    leader.press()
    for box in leader.page.locator('main [name="purposes"]').all():
        box.check()
    leader.page.locator("main details summary").click()
    leader.fill(witness="Lý Thị Dín")
    leader.press('main button[name="mode"][value="spoken"]')
    leader.press()
    leader.choose("bank", "970415")
    leader.fill(number=number)
    leader.press()
    _list_mushrooms(leader, photo)
    link = leader.page.locator('main a[href^="/shops/"]:not([href*="share"]):not([href*="poster"])')
    return str(link.last.get_attribute("href"))


def _list_mushrooms(leader: Visitor, photo: bytes) -> None:
    leader.page.locator('main [name="photo"]').set_input_files(
        {"name": "nam.jpg", "mimeType": "image/jpeg", "buffer": photo}
    )
    leader.fill(name="Nấm hương rừng", unit="gói 200 g", price="85000", stock="12")
    leader.page.locator('main select[name="category"]').select_option("vegetable")
    leader.press()
    assert leader.path.endswith("/done"), leader.reads()


def shown_vietqr(buyer: Visitor) -> vietqr.Transfer:
    """What a banking app would read off the buyer's screen."""
    picture = Image.open(BytesIO(buyer.page.locator("svg.qr").screenshot()))
    (found,) = zxingcpp.read_barcodes(picture)
    return vietqr.read(found.text)
