"""Rooms in which somebody pressed for a house: seen by its keeper, put back, contested, decided;
and of two entries that are one house."""

from __future__ import annotations

from collections.abc import Iterator

from playwright.sync_api import Page

from tests.story.walking import Room, at, link, press


def pressed_for(keeper: Page, leader: Page, commune: Page) -> Iterator[Room]:
    """What is left of the goods is changed by the team twice: one is wrong, one was never asked."""
    keeper.goto("/keeper")
    goods = link(keeper, 'main a[href$="/products"]')
    for nth, stock in enumerate(("37", "36")):
        leader.goto(goods)
        leader.goto(link(leader, 'main .stock-row a[href$="/edit"]'))
        leader.fill("main [name=stock]", stock)
        press(leader)
        yield from at(keeper, **{f"pressed_for_{nth}": "/keeper"})
        press(keeper, f'main form[action$="/{("reversal", "objection")[nth]}"] button')
        yield ("put-back", "contested")[nth], keeper
    yield from at(commune, objections_open="/objections")
    commune.goto(link(commune, 'main a[href^="/objections/"]'))
    press(commune)
    yield "objection-wrong", commune
    commune.locator('main [name="ruling"]').first.check()
    commune.fill("main [name=words]", "Đã gọi cả hai nhà.")
    press(commune)
    yield "objection-decided", commune


def one_of_two(leader: Page, commune: Page, province: Page) -> Iterator[Room]:
    """Proposed by the leader, made one by the commune, read there, and two again."""
    yield from at(province, twins_by_commune="/team/twins/communes")
    leader.goto("/team/twins")
    pair = link(leader, 'main a[href^="/team/twins/"]')
    leader.goto(pair)
    leader.goto(link(leader, 'main a[href*="keep="]'))
    press(leader, 'main form[action$="/proposal"] button')
    yield from at(commune, twins_to_decide=pair)
    press(commune, 'main form[action$="/union"] button')
    yield "twins-joined", commune
    yield from at(commune, formerly=link(commune, 'main a[href*="/formerly/"]'))
    commune.goto(pair)
    yield from at(commune, household_of_two=link(commune, 'main a[href^="/team/households/"]'))
    commune.goto(pair)
    press(commune, 'main form[action$="/reversal"] button')
    yield "twins-again", commune
