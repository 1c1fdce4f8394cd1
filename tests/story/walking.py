"""How rooms are walked through: an address, a link, a press."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from playwright.sync_api import Locator, Page

Room: TypeAlias = tuple[str, Page]


def press(page: Page, selector: str = "main .btn-patch") -> None:
    with page.expect_navigation():
        page.locator(selector).first.click()


def at(page: Page, **addresses: str) -> Iterator[Room]:
    for name, address in addresses.items():
        page.goto(address)
        yield name.replace("_", "-"), page


def link(page: Page, selector: str) -> str:
    return link_of(page.locator(selector).first)


def link_of(found: Locator) -> str:
    return str(found.get_attribute("href"))
