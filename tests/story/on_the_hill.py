"""From a hill without signal to the market: the whole way of what a phone wrote down."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Playwright

from tests.story.field_kit import FieldPhone, is_of, names, nth_of
from tests.thin_line import Line

EACH = 5
"""Errands of one house: who they are, their shop, account and goods, and an order by telephone."""


@dataclass
class Hill:
    play: Playwright
    line: Line
    folder: Path
    many: int
    """Houses on either day."""
    seconds: float
    """For everything to be sent."""

    def phone(self, name: str) -> FieldPhone:
        phone = FieldPhone(self.play, self.line, self.folder / name)
        phone.open()
        phone.sign_in()
        phone.take_along()
        return phone


def on_the_hill(play: Playwright, line: Line, folder: Path, *, many: int, seconds: float) -> None:
    """One day's houses are sent over a bad line; those of the next go as a file to another phone,
    and only then by themselves as well."""
    hill = Hill(play, line, folder, many, seconds)
    phone = hill.phone("phone")
    today, tomorrow = names("Sằm", many), names("Nịnh", many)
    _written_down(hill, phone, today)
    _sent(hill, phone, today)
    phone.cut()
    for name in tomorrow:
        phone.write_down(name)
    other = _carried(hill, phone, tomorrow)
    phone.signal()
    phone.go("/team/field/waiting")
    phone.sends_all(seconds)
    _are_in_the_market(phone, today + tomorrow)
    assert phone.faults == other.faults == []
    other.pocket()
    phone.pocket()


def _written_down(hill: Hill, phone: FieldPhone, people: list[str]) -> None:
    """Without signal, killed twice, updated in between."""
    phone.pocket()
    phone.open()
    phone.cut()
    half = len(people) // 2
    for name in people[:half]:
        phone.write_down(name)
    phone.kill()
    phone.open()
    for name in people[half:]:
        phone.write_down(name)
    assert phone.waiting() == EACH * len(people)
    _updated(hill.line, phone)
    phone.kill()
    phone.open()
    assert phone.waiting() == EACH * len(people)


def _updated(line: Line, phone: FieldPhone) -> None:
    line.newer, line.takes_deeds = "n", False
    phone.signal()
    phone.take_newer()
    kept = phone.page.evaluate("caches.keys()")
    assert [it.startswith("field-n-") for it in kept] == [True]
    phone.cut()


def _sent(hill: Hill, phone: FieldPhone, people: list[str]) -> None:
    """Over a line that drops every third request."""
    line = hill.line
    line.takes_deeds, line.loses_every_third = True, True
    phone.signal()
    phone.go("/team/field/waiting")
    phone.sends_all(hill.seconds)
    assert line.lost > len(people)
    _are_in_the_market(phone, people)


def _carried(hill: Hill, phone: FieldPhone, people: list[str]) -> FieldPhone:
    """As a file, to a phone that sends it while the first one has no signal yet."""
    file = hill.folder / "kit.json"
    phone.as_file().save_as(file)
    hill.line.cut = False
    other = hill.phone("other")
    other.take_in(file)
    other.sends_all(hill.seconds)
    _are_in_the_market(other, people)
    return other


def _are_in_the_market(phone: FieldPhone, people: list[str]) -> None:
    """Each once, in the order in which they were written down, with the photo that was taken."""
    known = [it for it in phone.market() if it["name"] in people]
    assert [it["name"] for it in known] == people
    for it in known:
        (goods,) = it["goods"]
        assert (goods["name"], goods["stock"]) == (f"Nấm của {it['name']}", 12 - 2)
        assert it["steps"] == [True, True, True, True, False]
        assert is_of(phone.picture_of(it["code"]), nth_of(it["name"])), it["name"]
