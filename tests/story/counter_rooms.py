"""Rooms of an access point: opened, kept for one house after another, read by everybody."""

from __future__ import annotations

from collections.abc import Iterator

from playwright.sync_api import Page

from tests.story.walking import Room, at, link, press


def counter(page: Page) -> Iterator[Room]:
    yield from at(page, access_points="/counters", access_point_new="/counters/new")
    page.fill("main [name=day0]", "sáng")
    press(page)
    yield "access-point-wrong", page
    page.goto("/counters")
    log = link(page, 'main a[href^="/counters/"]:not([href*="/in/"])')
    month = link(page, 'main a[href*="/in/"]')
    yield from at(page, access_point_change=f"{log}/edit")
    yield from _one_turn(page)
    yield from at(page, access_point=log, helped_in_a_month=month)
    page.goto(log)
    yield from at(page, turn_put_right=link(page, 'main a[href*="/log/"]'))
    page.locator('main [name="note"]').fill("CCCD 020163001234")
    press(page)
    yield "turn-put-right-wrong", page
    page.goto(log)
    yield from at(page, day_sheet=link(page, 'main a[href*="/days/"]'))
    page.goto("/counter")
    press(page, 'main form[action$="/closing"] button')
    yield "counter-closed", page
    yield from at(page, where_helped="/help/where", where_helped_in="/help/where/06463")
    yield from at(page, where_nobody_helps="/help/where/06040")


def _one_turn(page: Page) -> Iterator[Room]:
    page.goto("/counters")
    press(page)
    yield "counter", page
    yield from at(page, counter_nobody="/counter?q=zzzz", counter_found="/counter?q=nhinh")
    press(page, "main ul form button")
    yield "counter-turn", page
    yield from at(page, counter_house=link(page, 'main a[href^="/team/households/"]'))
    yield from at(page, counter_help="/help", counter_end="/counter/end")
    press(page)
    yield "counter-end-wrong", page
    page.locator('main [name="task"][value="product"]').check()
    page.locator('main [name="outcome"][value="done"]').check()
    press(page)
    yield "counter-wiped", page
    press(page, 'main .btn-row form[action$="/turns"] button')
    yield "counter-new-house", page
    page.goto("/counter/end")
    page.locator('main [name="task"][value="register"]').check()
    page.locator('main [name="outcome"][value="again"]').check()
    press(page)
