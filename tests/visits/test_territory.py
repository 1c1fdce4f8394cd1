"""A team's villages: what waits there, how good the telephone is, and who said so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from storefront import clock
from storefront.accounts.models import Person
from storefront.accounts.permissions import Role
from storefront.db import deed, session
from storefront.places.models import Place
from storefront.rounds import territory
from storefront.shops.folders import actions as folders
from storefront.visits import actions, plans, signals
from storefront.visits.actions import Told
from storefront.visits.models import Network, Outcome, Signal, Strength, VisitFor
from tests.browser import Browser
from tests.village import a_commune, a_household, a_shop, a_village, posted

NOW = clock.now()
TODAY = clock.village_date(NOW)
DAY = timedelta(days=1)


@pytest.fixture
def village(app: Flask) -> Place:
    with deed():
        return a_village()


@pytest.fixture
def leader(village: Place) -> Person:
    with deed():
        return posted("Nông Văn Páo", Role.LEADER, village)


def marked(village: Place, by: Person, strength: Strength, network: Network | None = None) -> None:
    with deed():
        signals.mark(village, network, strength, by=by, at=NOW)


def test_a_village_is_told_in_one_line(village: Place, leader: Person) -> None:
    with deed():
        first = a_household(village=village, at=NOW - 9 * DAY)
        a_shop(first)
        second = a_household("Lý Thị Mai", village=village, at=NOW - 9 * DAY)
        folders.begin(second, by=leader, at=NOW - 9 * DAY)
        a_household("Nông Thị Xa", village=a_village("Bản Khác"))
        plans.plan([second], TODAY + DAY, by=leader, at=NOW)
        for home, outcome in ((first, Outcome.DONE), (second, Outcome.NOBODY_HOME)):
            told = Told(TODAY - DAY, VisitFor.HELP, outcome)
            actions.write_down(home, told, by=leader, at=NOW)

    all_of_it = territory.coverage(territory.villages_of(leader, on=TODAY), at=NOW)

    (it,) = all_of_it.villages
    assert (it.households, it.shops, it.ready, it.folders, it.late) == (2, 1, 0, 1, 1)
    assert (it.planned, it.reached, it.last) == (1, 1, TODAY - DAY)
    assert (all_of_it.unreached, all_of_it.silent, all_of_it.unknown) == (0, 0, 1)


def test_the_newest_mark_of_a_network_stands_and_the_others_are_kept(
    village: Place, leader: Person
) -> None:
    marked(village, leader, Strength.GOOD, Network.VIETTEL)
    marked(village, leader, Strength.NONE)
    assert village.signal == Signal.NONE, "said of the whole village"
    marked(village, leader, Strength.FAIR, Network.VIETTEL)

    now = signals.standing([village])[village.id]
    assert {it: mark.strength for it, mark in now.items()} == {
        None: Strength.NONE, Network.VIETTEL: Strength.FAIR,
    }  # fmt: skip
    assert village.signal == Signal.PARTIAL
    assert [it.strength for it in signals.history(village)] == ["fair", "none", "good"]


def test_one_press_marks_the_signal_and_another_team_finds_no_village(
    village: Place, leader: Person, browser: Browser
) -> None:
    with deed():
        stranger = posted("Vi Văn Lạ", Role.LEADER, a_village("Bản Khác", inside=a_commune("Xa")))
    here = f"/team/territory/{village.code}"
    browser.sign_in(stranger)
    browser.get(here, expect=404)
    browser.post(f"{here}/signal", {"strength": "good"}, expect=404)
    assert here not in browser.get("/team/territory").links()

    browser.sign_in(leader)
    browser.post(f"{here}/signal", {"strength": "loud"}, expect=400)
    browser.post(f"{here}/signal", {"network": "vinaphone", "strength": "weak"})

    assert "Nông Văn Páo" in browser.get(here).text
    assert "Vinaphone" in browser.get("/team/territory").text
    (mark,) = signals.history(village)
    assert (mark.network, mark.strength, mark.by_id) == ("vinaphone", "weak", leader.id)


def test_the_commune_sees_its_villages_and_its_own_word_is_kept_too(
    village: Place, leader: Person, browser: Browser
) -> None:
    assert village.parent
    with deed():
        officer = posted("Vi Thị Hồng", Role.COMMUNE_OFFICER, village.parent)
        other = a_village("Khau Đẩy", inside=village.parent)
        a_household(village=other)
    marked(village, leader, Strength.NONE)

    told = territory.coverage(territory.villages_of(officer, on=TODAY), at=NOW)
    assert (len(told.villages), told.silent, told.unreached) == (2, 1, 1)

    browser.sign_in(officer)
    form = {"kind": "thôn", "name": village.name, "signal": "good"}
    for _twice in range(2):
        browser.post(f"/villages/{village.code}", form)
    session.refresh(village)
    assert village.signal == Signal.GOOD
    assert [it.by_id for it in signals.history(village)] == [officer.id, leader.id]
