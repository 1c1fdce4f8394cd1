"""What a phone takes along of the plan, and a village's signal that was marked without any."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from storefront import clock
from storefront.accounts.permissions import Role
from storefront.db import deed
from storefront.places.models import Place
from storefront.shops.models import Household
from storefront.visits import plans, signals
from storefront.visits.models import Network, Strength
from tests.browser import Browser
from tests.field.phone import Phone
from tests.village import a_commune, a_household, a_village, posted

NOW = clock.now()
TOMORROW = clock.village_date(NOW) + timedelta(days=1)


@pytest.fixture
def village(app: Flask) -> Place:
    with deed():
        return a_village()


@pytest.fixture
def tai(app: Flask, village: Place) -> Phone:
    with deed():
        return Phone(app, posted("Nông Văn Tài", Role.LEADER, village))


def test_the_plan_is_in_the_pack_until_somebody_was_there(
    tai: Phone, village: Place, browser: Browser
) -> None:
    with deed():
        homes = [a_household(name, village=village) for name in ("Vi Thị A", "Vi Thị Ánh")]
        plans.plan(homes, TOMORROW, by=tai.person, at=NOW)
    assert [it["household"] for it in plan_of(tai, browser)] == [it.code for it in homes]

    today = str(clock.village_date(NOW))
    tai.send("visit", household=homes[0].code, outcome="done", purpose="help", day=today)

    (left,) = plan_of(tai, browser)
    assert (left["household"], left["by"]) == (homes[1].code, "Nông Văn Tài")
    assert left["why"] == ["chưa ai đến nhà"]


def plan_of(tai: Phone, browser: Browser) -> list[dict[str, Any]]:
    browser.sign_in(tai.person)
    told: list[dict[str, Any]] = browser.client.get("/team/field/pack").get_json()["plan"]
    return told


def test_a_signal_is_marked_once_and_not_in_the_villages_of_others(
    tai: Phone, village: Place
) -> None:
    said = {"village": village.code, "network": "viettel", "strength": "weak"}
    told = tai.send("signal", **said)
    assert tai.send("signal", told["id"], **said) == told
    with deed():
        elsewhere = a_village("Bản Khác", inside=a_commune("Bắc Sơn"))
    refused = tai.send("signal", village=elsewhere.code, strength="good")

    (mark,) = signals.history(village)
    assert (mark.network, mark.strength) == (Network.VIETTEL, Strength.WEAK)
    assert (refused["outcome"], set(refused["faults"])) == ("refused", {"village"})
    assert signals.history(elsewhere) == []


def test_sent_on_says_to_whom(tai: Phone, village: Place) -> None:
    with deed():
        home: Household = a_household(village=village)
    today = str(clock.village_date(NOW))
    said = {"household": home.code, "outcome": "sent_on", "purpose": "help", "day": today}

    told = tai.send("visit", **said)
    again = tai.send("visit", **said, next_step="Ngân hàng mở tài khoản")

    assert set(told["faults"]) == {"next_step"}
    assert again["outcome"] == "done"
