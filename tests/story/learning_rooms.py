"""Rooms in which something is heard or learnt: key screens in people's own tongues, lessons."""

from __future__ import annotations

from collections.abc import Iterator

from playwright.sync_api import Page

from tests.story.walking import Room, at, link, press


def tongues(page: Page) -> Iterator[Room]:
    """Of somebody who may record: chosen, heard, missing, wrongly recorded, and none any more."""
    page.goto("/listen")
    press(page, 'main button[value="tyz"]')
    yield "listen-chosen", page
    yield from at(
        page, recordings="/recordings", recording="/recordings/help-no-signal/tyz",
        recording_none="/recordings/order/tyz",
        help_heard="/help/no-signal", help_to_record="/help/paid-not-seen",
    )  # fmt: skip
    page.goto("/recordings/weigh/nut")
    press(page)
    yield "recording-wrong", page
    page.goto("/listen")
    press(page, 'main button[value=""]')


def lessons(page: Page, officer: Page) -> Iterator[Room]:
    """Looked through, answered wrongly and rightly, and what came of them."""
    yield from at(page, lessons="/lessons", lesson="/lessons/false-money")
    for name, choice in (("lesson-wrong", 0), ("lesson-right", 2)):
        page.locator('main [name="q0"]').nth(choice).check()
        page.locator('main [name="q1"]').nth(1).check()
        press(page)
        yield name, page
    yield from at(officer, lesson_outcomes="/lessons/outcomes")
    yield from at(
        officer, lesson_outcomes_of_teams=link(officer, 'main a[href^="/lessons/outcomes/"]')
    )
