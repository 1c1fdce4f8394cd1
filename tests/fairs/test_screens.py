"""A market's big board on a wall: by a secret link, without names, until the link ends."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from storefront import clock, codes
from storefront.accounts.models import Person, Trace
from storefront.accounts.permissions import Role
from storefront.boards import actions as screens
from storefront.boards.models import ScreenLink
from storefront.db import deed, session
from storefront.fairs import actions as fairs
from storefront.fairs import queries
from storefront.fairs.actions import Keeper
from storefront.fairs.models import Stall
from storefront.money import Money
from storefront.payments import at_stalls
from storefront.web import fair_board
from tests.browser import Browser
from tests.village import a_market_day, a_shop, posted

NOW = clock.now
A_DAY = timedelta(days=1)


def sells(stall: Stall, amount: int = 45_000) -> None:
    assert stall.shop
    with deed():
        at_stalls.sold_for_cash(
            stall, Money(amount), slip=None, once=codes.secret(),
            by=stall.shop.household.keeper, at=NOW(),
        )  # fmt: skip


def a_link(browser: Browser, stall: Stall, address: str = "", **said: str) -> str:
    page = f"/fairs/{stall.fair.code}/screens{address}"
    made = browser.post(page, {"label": "Sân chợ", "days": "30"} | said, expect=201)
    (path,) = set(re.findall(r"/market-screen/[\w-]+", made.html))
    return str(path)


def test_it_hangs_there_until_it_is_renewed_or_withdrawn(
    browser: Browser, stall: Stall, officer: Person
) -> None:
    browser.sign_in(officer)
    page = f"/fairs/{stall.fair.code}/screens"
    browser.post(page, {"label": "", "days": "31"}, expect=422)
    first = a_link(browser, stall)
    assert first not in browser.get(page).html
    number = session.scalars(select(ScreenLink.id)).one()
    second = a_link(browser, stall, f"/{number}/renewal")
    assert browser.client.get(first).status_code == 404
    link = session.scalars(select(ScreenLink).where(ScreenLink.id != number)).one()
    assert (link.label, (link.expires_at - link.made_at).days) == ("Sân chợ", 30)
    browser.client.delete_cookie("who")
    browser.get(second)
    browser.sign_in(officer)
    browser.post(f"{page}/{link.id}/withdrawal")
    for address in (second, f"{second}/figures.json", f"{second}/stream"):
        assert browser.client.get(address).status_code == 404
    verbs = session.scalars(
        select(Trace.verb).where(Trace.actor_id == officer.id).order_by(Trace.id)
    ).all()
    assert [verbs.count(it) for it in ("screen.make", "screen.withdraw")] == [2, 2]


def test_it_names_nobody_and_few_stalls_are_not_told(
    browser: Browser, stall: Stall, officer: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    with deed():
        free = queries.stall(stall.fair, "B2")
        assert free
        fairs.give(free, Keeper("Lý A Sủng"), by=officer, at=NOW())
    browser.sign_in(officer)
    screen = a_link(browser, stall)
    sells(stall)
    assert "45.000" in browser.get(f"/fairs/{stall.fair.code}/board").text
    browser.client.delete_cookie("who")
    seen = browser.get(screen)
    assert "45.000" not in seen.html
    assert not re.search("Nhình|Sủng|/fairs/", seen.html)
    assert {"A1", "B2"} <= set(seen.text.split())

    monkeypatch.setattr(fair_board, "FEWEST", 1)
    sells(stall, 5_000)
    told = browser.client.get(f"{screen}/figures.json").get_json()
    assert "50.000" in told["html"]


def test_what_is_no_fact_reaches_the_screen_as_well(
    browser: Browser, stall: Stall, officer: Person
) -> None:
    browser.sign_in(officer)
    figures = f"/fairs/{stall.fair.code}/board/figures.json"
    had = browser.client.get(figures).get_json()["beat"]
    with deed():
        session.get_one(Stall, stall.id).closed_at = NOW()
    later = NOW() + timedelta(seconds=31)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(clock, "now", lambda: later)
        told = browser.client.get(f"{figures}?have={had}").get_json()

    assert "lamp-closed" in told["html"]


def test_it_shows_each_day_of_its_market_in_turn(stall: Stall) -> None:
    with deed():
        later = a_market_day(stall.fair.place, at=NOW() + 5 * A_DAY)
        later.series = stall.fair.series

    def shown(days: int) -> str:
        return queries.on_screen(stall.fair, at=NOW() + days * A_DAY).code

    assert [shown(it) for it in (0, 1, 5, 9)] == [stall.fair.code, *[later.code] * 3]


def test_only_who_holds_the_market_makes_one_and_each_secret_opens_its_own_board(
    browser: Browser, stall: Stall, officer: Person
) -> None:
    with deed():
        other = a_shop(at=NOW())
        elsewhere = posted("Lộc Văn Tú", Role.COMMUNE_OFFICER, other.commune)
        fair = session.merge(stall.fair)
        secret = screens.make(fair, label="Sân chợ", days=7, by=officer, at=NOW())
        old = screens.make(fair, label="Sân chợ", days=7, by=officer, at=NOW() - 8 * A_DAY)
    number = session.scalars(select(ScreenLink.id).order_by(ScreenLink.id)).first()
    page = f"/fairs/{stall.fair.code}/screens"

    assert browser.client.get(page).status_code == 302
    assert browser.client.get(f"/screen/{secret}").status_code == 404, "no commune's live board"
    assert browser.client.get(f"/market-screen/{old}").status_code == 404
    for person in (elsewhere, other.household.keeper):
        browser.sign_in(person)
        browser.get(page, expect=404)
        for deed_ in ("", f"/{number}/renewal", f"/{number}/withdrawal"):
            browser.post(f"{page}{deed_}", {"label": "Sảnh", "days": "7"}, expect=404)
    assert browser.client.get(f"/market-screen/{secret}").status_code == 200
