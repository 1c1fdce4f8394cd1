"""A team's leader holds a market day in her village; the commune sees it and takes it over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from storefront import clock, codes
from storefront.accounts.models import Person
from storefront.accounts.permissions import Role
from storefront.closings.models import FairReport
from storefront.db import deed, session
from storefront.fairs import queries
from storefront.fairs.models import Fair
from storefront.notifications.models import Message
from storefront.places.models import Place
from storefront.shops.models import Shop
from tests.browser import Browser
from tests.village import a_household, a_shop, a_village, posted

NOW = clock.now


@dataclass
class Cast:
    shop: Shop
    elsewhere: Shop
    """Of another village of the same commune."""
    leader: Person
    officer: Person
    neighbour: Person

    @property
    def village(self) -> Place:
        return self.shop.household.village

    def planned(self, browser: Browser, **more: str) -> str:
        browser.sign_in(self.leader)
        today = clock.village_date(NOW())
        said = {"name": "Chợ đêm Nà Lìa", "spot": "Sân nhà văn hóa", "day": str(today),
                "opens": "00:00", "closes": "23:59", "rows": "3", "fee": "0", "repeats": "once",
                "many": "1", "place": self.village.code} | more  # fmt: skip
        return browser.post("/fairs/new", said).url


@pytest.fixture
def cast(app: Flask) -> Cast:
    with deed():
        village = a_village()
        assert village.parent
        there = a_village("Khuôn Nhạt", inside=village.parent)
        leader = posted("Nông Thị Hoa", Role.LEADER, village)
        leader.phone = "+84912345601"
        return Cast(
            a_shop(a_household(village=village), at=NOW()),
            a_shop(a_household("Lý Thị Im", village=there), at=NOW()),
            leader,
            posted("Vi Văn Thắng", Role.COMMUNE_OFFICER, village.parent),
            posted("Lộc Văn Tú", Role.LEADER, there),
        )


def test_a_leader_holds_a_day_from_the_plan_to_the_report(browser: Browser, cast: Cast) -> None:
    fair = cast.planned(browser)
    browser.post(f"{fair}/stalls/A1/keeper", {"shop": cast.shop.code})
    browser.post(f"{fair}/stalls/A2/keeper", {"shop": cast.elsewhere.code}, expect=422)
    browser.sign_in(cast.elsewhere.household.keeper)
    code = fair.rpartition("/")[2]
    browser.post(f"/shops/{cast.elsewhere.code}/market-days/{code}/asking", {"sells": "chè"})
    browser.sign_in(cast.leader)
    browser.post(f"{fair}/stalls/A2/keeper", {"shop": cast.elsewhere.code})
    browser.post(f"{fair}/cards")
    assert browser.client.get(f"{fair}/cards-a6.pdf").data[:4] == b"%PDF"
    sale = {"amount": "20.000", "way": "cash", "once": codes.secret()}
    browser.post(f"{fair}/stalls/A1/sales", sale)
    browser.post(f"{fair}/stalls/A2/sales", sale, expect=404)
    for stall, seen in (("A1", "20000"), ("A2", "0")):
        browser.post(f"{fair}/stalls/{stall}/close-out", {"counted": "20.000", "seen": seen})
        browser.post(f"{fair}/stalls/{stall}/signature")
    browser.post(f"{fair}/reports")

    assert session.scalar(select(func.count(FairReport.id))) == 1
    browser.sign_in(cast.officer)
    assert "Chợ đêm Nà Lìa" in browser.get("/fairs").text
    assert "Nông Thị Hoa" in browser.get(fair).text
    browser.sign_in(cast.neighbour)
    browser.get(fair, expect=404)


def test_she_plans_in_her_own_village_alone(browser: Browser, cast: Cast) -> None:
    assert cast.village.parent
    browser.sign_in(cast.leader)
    assert "/fairs" in browser.get("/team").links()
    places = [it["value"] for it in browser.get("/fairs/new").all("option")]
    assert cast.village.code in places
    for place in (cast.village.parent.code, cast.elsewhere.household.village.code):
        said = {"name": "Chợ", "spot": "Sân", "day": str(clock.village_date(NOW())),
                "opens": "06:00", "closes": "11:00", "rows": "3", "repeats": "once",
                "many": "1", "place": place}  # fmt: skip
        browser.post("/fairs/new", said, expect=422)
    assert session.scalar(select(func.count(Fair.id))) == 0


def test_the_commune_takes_over_and_hands_back(browser: Browser, cast: Cast) -> None:
    fair = cast.planned(browser, repeats="weekly", many="3")
    commune = cast.village.parent
    assert commune
    browser.post(f"{fair}/holder", {"place": cast.village.code}, expect=404)

    browser.sign_in(cast.officer)
    browser.post(f"{fair}/holder", {"place": "no-such"}, expect=400)
    for _twice in range(2):
        browser.post(f"{fair}/holder", {"place": commune.code})
    session.expire_all()
    assert {it.place_id for it in session.scalars(select(Fair))} == {commune.id}
    told = session.scalars(select(Message.body).where(Message.to == cast.leader.phone)).all()
    assert len(told) == 1

    browser.sign_in(cast.leader)
    browser.get(fair, expect=404)
    browser.post(f"{fair}/cancellation", {"why": "mưa"}, expect=404)
    browser.sign_in(cast.officer)
    browser.post(f"{fair}/holder", {"place": cast.village.code})
    browser.sign_in(cast.leader)
    browser.get(fair)


def test_days_that_are_over_stay_whose_they_were(browser: Browser, cast: Cast) -> None:
    first = cast.planned(browser, repeats="weekly", many="2")
    commune = cast.village.parent
    assert commune
    at = NOW() + timedelta(days=1)
    later = next(it for it in queries.held_in([commune], at=at) if it.opens_at > at)
    browser.sign_in(cast.officer)
    browser.post(f"/fairs/{later.code}/holder", {"place": commune.code})

    browser.sign_in(cast.leader)
    browser.get(first)
    browser.get(f"/fairs/{later.code}", expect=404)
