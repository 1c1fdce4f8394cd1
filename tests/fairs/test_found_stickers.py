"""Stickers nobody printed, and those nobody has looked at: who hears of them."""

from __future__ import annotations

from datetime import timedelta

from storefront import clock
from storefront.accounts.models import Person
from storefront.accounts.permissions import Role
from storefront.db import deed, session
from storefront.fairs.models import Stall
from storefront.posters import queries as posters
from tests.browser import Browser
from tests.village import a_shop, posted

NOW, A_WEEK = clock.now, timedelta(days=7, hours=1)


def test_a_sticker_that_was_never_printed_reaches_the_commune_it_was_found_in(
    browser: Browser, stall: Stall, officer: Person
) -> None:
    assert stall.shop
    browser.sign_in(stall.shop.household.keeper)
    browser.post("/stickers/scan", {"qr": "QR2222222", "spot": "cổng chợ"}, expect=200)
    with deed():
        other = a_shop(at=NOW())
        elsewhere = posted("Lộc Văn Tú", Role.COMMUNE_OFFICER, other.commune)
    (alarm,) = posters.alarms([stall.fair.place])
    assert posters.alarms([other.commune]) == []
    browser.sign_in(elsewhere)
    browser.post(f"/stickers/alarms/{alarm.id}/end", expect=404)
    browser.sign_in(officer)
    assert "cổng chợ" in browser.get("/stickers").text
    for _time in range(2):
        browser.post(f"/stickers/alarms/{alarm.id}/end")
    assert posters.alarms([stall.fair.place]) == []


def test_what_was_put_up_today_waits_a_week_for_its_look(browser: Browser, stall: Stall) -> None:
    card, shop = stall.poster, stall.shop
    assert card
    assert shop
    browser.sign_in(shop.household.keeper)
    browser.post(f"/shops/{shop.code}/posters/{card.serial}/place", {"spot": "sạp A1"})
    assert "Một tuần chưa ai xem" not in browser.get(f"/shops/{shop.code}/share").text
    with deed():
        session.get_one(type(card), card.id).placed_at = NOW() - A_WEEK
    assert "Một tuần chưa ai xem" in browser.get(f"/shops/{shop.code}/share").text
    browser.post("/stickers/scan", {"qr": card.content}, expect=200)
    assert "Một tuần chưa ai xem" not in browser.get(f"/shops/{shop.code}/share").text
