"""Somebody makes sure who keeps a shop: how, when, counted, shown to buyers, taken back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from storefront import clock
from storefront.accounts import actions as accounts
from storefront.accounts.models import Person, Purpose
from storefront.accounts.permissions import Role
from storefront.campaign import figures
from storefront.campaign.queries import scope_of
from storefront.campaign.scope import Geography
from storefront.db import deed, session
from storefront.errors import NotAllowed
from storefront.facts.models import Fact, Indicator
from storefront.places.models import Place
from storefront.shops.errors import NoConsent
from storefront.shops.models import Met, Shop
from storefront.visits import checking
from storefront.visits.actions import BadDay
from storefront.visits.checking import NoShop, Seen, WhoKnowsThem
from storefront.visits.models import IdentityCheck
from tests.browser import Browser
from tests.village import MARKET_DAY, a_household, a_shop, a_village, posted

TODAY = date(2026, 8, 22)
DAY = timedelta(days=1)
AT_HOME = Seen(TODAY, Met.AT_HOME)


@pytest.fixture
def shop(app: Flask) -> Shop:
    with deed():
        return a_shop(a_household(at=MARKET_DAY - 90 * DAY), at=MARKET_DAY - 60 * DAY)


@pytest.fixture
def leader(shop: Shop) -> Person:
    with deed():
        return posted("Nông Văn Páo", Role.LEADER, shop.household.village)


def confirmed(shop: Shop, by: Person, seen: Seen = AT_HOME, *, later: int = 0) -> IdentityCheck:
    with deed():
        return checking.confirm(shop.household, seen, by=by, at=MARKET_DAY + later * DAY)


def taken_back(shop: Shop, by: Person, *, later: int) -> None:
    with deed():
        checking.take_back(shop.household, why="nhầm nhà", by=by, at=MARKET_DAY + later * DAY)


def verified(shop: Shop, on: date) -> int | None:
    commune = session.get_one(Place, shop.commune_id)
    scope = scope_of(commune, until=on, geography=Geography.THEN, today=TODAY + 30 * DAY)
    return figures.figures(scope, [Indicator.SHOP_VERIFIED])[Indicator.SHOP_VERIFIED].value


def test_a_shop_is_verified_from_the_check_until_it_is_taken_back(
    shop: Shop, leader: Person
) -> None:
    confirmed(shop, leader, Seen(TODAY - DAY, Met.AT_HOME))
    taken_back(shop, leader, later=3)
    confirmed(shop, leader, Seen(TODAY + 5 * DAY, Met.PAPERS), later=6)

    days = [TODAY + it * DAY for it in (-1, 0, 2, 3, 4, 5, 20)]
    assert [verified(shop, day) or 0 for day in days] == [1, 1, 1, 0, 0, 1, 1]
    assert (shop.met_on, shop.met_how) == (TODAY + 5 * DAY, Met.PAPERS)
    first = session.scalars(select(IdentityCheck).order_by(IdentityCheck.id)).first()
    assert first
    assert (first.why, first.taken_back_by) == ("nhầm nhà", leader)


def test_pressed_twice_is_one_check(shop: Shop, leader: Person) -> None:
    assert confirmed(shop, leader) is confirmed(shop, leader)
    for _ in range(2):
        taken_back(shop, leader, later=1)

    assert verified(shop, TODAY) == 1
    rows = select(func.count(Fact.id)).where(Fact.indicator == Indicator.SHOP_VERIFIED)
    assert session.scalar(rows) == 2


def test_what_cannot_be_so_is_refused(shop: Shop, leader: Person) -> None:
    refused = {
        TODAY + DAY: BadDay,
        TODAY - 8 * DAY: BadDay,
    }
    for day, error in refused.items():
        with pytest.raises(error):
            confirmed(shop, leader, Seen(day, Met.AT_HOME))
    with pytest.raises(WhoKnowsThem):
        confirmed(shop, leader, Seen(TODAY, Met.VILLAGE_HEAD))
    confirmed(shop, leader)
    taken_back(shop, leader, later=3)
    with pytest.raises(BadDay):
        confirmed(shop, leader, Seen(TODAY + 2 * DAY, Met.AT_HOME), later=4)


def test_it_takes_a_shop_a_consent_and_somebody_else(shop: Shop, leader: Person) -> None:
    with deed():
        bare = a_household("Lành Thị Bưởi", village=shop.household.village)
        elsewhere = posted("Lý A Sử", Role.LEADER, a_village("Pá Hoà"))
    with pytest.raises(NoShop), deed():
        checking.confirm(bare, AT_HOME, by=leader, at=MARKET_DAY)
    for person in (shop.household.keeper, elsewhere):
        with pytest.raises(NotAllowed):
            confirmed(shop, person)
    with deed():
        keeper = shop.household.keeper
        accounts.withdraw_consent(keeper, Purpose.SHOP, by=keeper, at=MARKET_DAY)
    with pytest.raises(NoConsent):
        confirmed(shop, leader)
    assert session.scalar(select(func.count(IdentityCheck.id))) == 0


def test_buyers_see_it_and_the_kept_page_follows(
    shop: Shop, leader: Person, browser: Browser
) -> None:
    today = clock.village_date(clock.now())
    written = f"Đã gặp tại nhà, {today.day}/{today.month}/{today.year}"
    assert written not in browser.get(f"/shops/{shop.code}").text
    browser.sign_in(leader)
    address = f"/team/households/{shop.household.code}/identity"
    form = browser.get(address)
    assert form.all("input")

    browser.post(address, data={"how": "at_home", "day": str(today)})

    assert written in browser.get(f"/shops/{shop.code}").text
    browser.post(f"{address}/withdrawal", data={"why": ""}, expect=422)
    browser.post(f"{address}/withdrawal", data={"why": "Nhầm nhà"})
    assert written not in browser.get(f"/shops/{shop.code}").text


def test_nobody_from_elsewhere_gets_in(shop: Shop, browser: Browser) -> None:
    with deed():
        elsewhere = posted("Lý A Sử", Role.LEADER, a_village("Pá Hoà"))
    browser.sign_in(elsewhere)
    address = f"/team/households/{shop.household.code}/identity"

    browser.get(address, expect=404)
    browser.post(address, data={"how": "at_home", "day": "2026-08-22"}, expect=404)
    browser.post(f"{address}/withdrawal", data={"why": "x"}, expect=404)
