"""A territory as full as a leader's gets: households with shop, account and goods, and a queue."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Page

from storefront.accounts.actions import CONSENT_TEXT

KIT = "/team/field"
FAMILIES = ("Lăng", "Chu", "Bế", "Đàm", "Lộc", "Tô", "Hứa", "Đinh")
GIVEN = ("Thảo", "Slao", "Nhàn", "Pảo", "Sình")
GOODS = (
    ("Nấm hương rừng", "vegetable"), ("Hồi khô", "spice"), ("Thạch đen", "prepared"),
    ("Mật ong hoa rừng", "honey"), ("Măng ớt Chi Lăng", "vegetable"), ("Na dai", "fruit"),
    ("Rau bò khai", "vegetable"), ("Hồng không hạt", "fruit"),
)  # fmt: skip
QUEUED = """([person, of, many]) => new Promise((done, fail) => {
  const asked = indexedDB.open("field-" + person);
  asked.onerror = () => fail(asked.error);
  asked.onsuccess = () => {
    const deed = asked.result.transaction(["errands"], "readwrite");
    for (let nth = 0; nth < many; nth += 1) deed.objectStore("errands").add({
      id: "00000000-0000-4000-8000-" + String(nth).padStart(12, "0"), kind: "visit", of,
      pairs: [["outcome", "done"], ["purpose", "help"], ["note", "Lần " + nth]],
      title: "Lần " + nth, photo: "", said: "", made: Date.now(), state: "waits", answer: null,
      size: 300,
    });
    deed.oncomplete = done;
    deed.onerror = () => fail(deed.error);
  };
})"""


def names(many: int) -> list[str]:
    every = [f"{family} Thị {given}" for given in GIVEN for family in FAMILIES]
    return every[:many]


def fill(page: Page, address: str, *, households: int) -> None:
    """By the same errands that phones send. The leader's page is signed in."""
    pack = page.request.get(f"{KIT}/pack").json()
    sent = Sender(page, address, str(pack["person"]["id"]))
    village = pack["villages"][-1]["code"]
    for nth, name in enumerate(names(households)):
        house = sent.errand("household", _a_house(name, village))
        sent.errand("shop", [("household", house), ("name", f"Nhà bà {name.split()[-1]} {nth}")])
        sent.errand("account", [("household", house), *_an_account(nth, name)])
        for goods in _goods(nth):
            sent.errand("goods", [("household", house), *goods])


class Sender:
    def __init__(self, page: Page, address: str, person: str) -> None:
        self._page, self._address, self._person = page, address, person

    def errand(self, kind: str, said: list[tuple[str, str]]) -> str:
        """Gives its id."""
        number = str(uuid.uuid4())
        whole = [("client_id", number), ("kind", kind), ("person", self._person), *said]
        answer = self._page.request.post(
            f"{KIT}/errands",
            data=urlencode(whole),
            headers={
                "Origin": self._address,
                "Content-Type": "application/x-www-form-urlencoded",
            },
        )
        told: dict[str, Any] = answer.json()
        if told["outcome"] != "done":
            raise RuntimeError(told)
        return number


def queue(page: Page, *, many: int) -> None:
    """So many visits wait on this phone."""
    pack = page.request.get(f"{KIT}/pack").json()
    page.evaluate(QUEUED, [pack["person"]["id"], pack["households"][0]["code"], many])


def _a_house(name: str, village: str) -> list[tuple[str, str]]:
    agreed = [("purposes", it) for it in ("shop", "payout", "assist", "report")]
    return [
        ("name", name), ("honorific", "bà"), ("village", village), *agreed, ("mode", "spoken"),
        ("witness", "Lý Thị Dín"), ("text_version", CONSENT_TEXT), ("language", "vi"),
        ("another", "yes"),
    ]  # fmt: skip


def _an_account(nth: int, name: str) -> list[tuple[str, str]]:
    return [("bank", "970415"), ("number", f"1012345{nth:05}"), ("holder", name)]


def _goods(nth: int) -> Iterator[list[tuple[str, str]]]:
    for which, (name, kind) in enumerate(GOODS):
        yield [
            ("name", f"{name} loại {1 + nth % 3}"), ("category", kind), ("unit", "kg"),
            ("price", str(20_000 + 1_000 * (nth + which))), ("stock", "40"),
        ]  # fmt: skip
