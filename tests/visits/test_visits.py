"""Somebody goes to a house: what is written down, who may, what is counted, what is undone."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from storefront import clock
from storefront.accounts.models import Look, Person, Seen, Trace
from storefront.accounts.permissions import Role
from storefront.campaign import figures
from storefront.campaign.queries import scope_of
from storefront.campaign.scope import Geography
from storefront.db import deed, session
from storefront.errors import NotAllowed
from storefront.facts.models import Fact, Indicator
from storefront.places.models import Place
from storefront.rounds.suggesting import next_best
from storefront.shops.models import Household
from storefront.visits import actions
from storefront.visits.actions import BadDay, BadNextDay, Told, TooLate
from storefront.visits.models import Outcome, Visit, VisitFor
from tests.browser import Browser
from tests.village import (
    MARKET_DAY,
    a_commune,
    a_household,
    a_person,
    a_province,
    a_village,
    a_village_goes_over,
    posted,
)
from tests.visits.conftest import LONG_KNOWN

TODAY = date(2026, 8, 22)

KINDS = (Indicator.VISITS, Indicator.HOUSEHOLDS_REACHED, Indicator.REACHED_90)


def visited(
    farm: Household,
    by: Person,
    day: date = TODAY,
    outcome: Outcome = Outcome.DONE,
    at: datetime = MARKET_DAY,
    **more: Any,
) -> Visit:
    with deed():
        told = Told(day, VisitFor.HELP, outcome, **more)
        return actions.write_down(farm, told, by=by, at=at)


def counted(place_of: Household, *, on: date = TODAY, then: bool = False) -> list[int | None]:
    commune = session.get_one(Place, place_of.village.parent_id)
    geography = Geography.THEN if then else Geography.NOW
    scope = scope_of(commune, until=on, geography=geography, today=max(on, TODAY))
    found = figures.figures(scope, KINDS)
    return [found[it].value for it in KINDS]


def test_a_visit_is_counted_on_its_day_and_the_household_once(
    leader: Person, farm: Household
) -> None:
    visited(farm, leader, TODAY - timedelta(days=3))
    visited(farm, leader)

    assert counted(farm) == [2, 1, 1]
    assert counted(farm, on=TODAY - timedelta(days=3)) == [1, 1, 1]
    assert counted(farm, on=TODAY + timedelta(days=89)) == [2, 1, 1]
    assert counted(farm, on=TODAY + timedelta(days=90)) == [2, 1, 0]


def test_a_visit_told_late_moves_the_first_meeting_back(leader: Person, farm: Household) -> None:
    visited(farm, leader)
    visited(farm, leader, TODAY - timedelta(days=5))

    assert counted(farm, on=TODAY - timedelta(days=1)) == [1, 1, 1]
    assert counted(farm) == [2, 1, 1]
    assert counted(farm, on=TODAY + timedelta(days=90)) == [2, 1, 0]


def test_nobody_home_is_a_visit_and_reaches_nobody(leader: Person, farm: Household) -> None:
    visited(farm, leader, outcome=Outcome.NOBODY_HOME)

    assert counted(farm) == [1, 0, 0]


def test_a_withdrawn_visit_stays_written_and_counts_no_more(
    leader: Person, farm: Household
) -> None:
    visited(farm, leader, TODAY - timedelta(days=5))
    mistake = visited(farm, leader)
    with deed():
        actions.withdraw(mistake, by=leader, at=MARKET_DAY + timedelta(hours=23))

    assert counted(farm) == [1, 1, 1]
    assert counted(farm, on=TODAY + timedelta(days=85)) == [1, 1, 0]
    assert mistake.withdrawn_at
    assert session.scalar(select(func.count(Visit.id))) == 2
    verbs = session.scalars(
        select(Trace.verb).where(Trace.for_id == farm.keeper_id).order_by(Trace.id)
    ).all()
    assert verbs[-3:] == ["visit.write", "visit.write", "visit.withdraw"]


def test_only_who_wrote_it_takes_it_back_and_within_a_day(leader: Person, farm: Household) -> None:
    with deed():
        other = posted("Vi Thị Hoa", Role.MEMBER, farm.village)
    visit = visited(farm, leader)

    for person, late in ((other, 0), (leader, 24)):
        with pytest.raises(TooLate), deed():
            actions.withdraw(visit, by=person, at=MARKET_DAY + timedelta(hours=late))
    assert counted(farm) == [1, 1, 1]


def test_a_day_must_have_been_and_the_next_is_to_come(leader: Person, farm: Household) -> None:
    for day in (TODAY + timedelta(days=1), TODAY - timedelta(days=8)):
        with pytest.raises(BadDay):
            visited(farm, leader, day)
    for day in (TODAY, TODAY + timedelta(days=367)):
        with pytest.raises(BadNextDay):
            visited(farm, leader, next_on=day)
    with deed():
        newcomer = a_household("Lành Thị Bưởi", village=farm.village)
    with pytest.raises(BadDay):
        visited(newcomer, leader, TODAY - timedelta(days=1))

    assert session.scalar(select(func.count(Visit.id))) == 0
    assert session.scalar(select(func.count(Fact.id))) == 0


def test_pressed_twice_is_one_visit(leader: Person, farm: Household) -> None:
    first = visited(farm, leader)
    again = visited(farm, leader, at=MARKET_DAY + timedelta(seconds=20))
    later = visited(farm, leader, at=MARKET_DAY + timedelta(hours=5))

    assert (first.id, later.id != first.id) == (again.id, True)
    assert counted(farm) == [2, 1, 1]


def test_nobody_is_a_guest_at_home_or_elsewhere(leader: Person, farm: Household) -> None:
    with deed():
        elsewhere = posted("Lý A Sử", Role.LEADER, a_village("Pá Hoà"))
        province = posted("Chu Văn An", Role.PROVINCE_OFFICER, session.get_one(Place, 1))
    for person in (farm.keeper, elsewhere, province):
        with pytest.raises(NotAllowed):
            visited(farm, person)
    with deed():
        commune = session.get_one(Place, farm.village.parent_id)
        officer = posted("Lương Thu Hà", Role.COMMUNE_OFFICER, commune)
    assert visited(farm, officer).by is officer


def test_a_late_word_counts_where_the_house_lay_on_that_day(
    leader: Person, farm: Household
) -> None:
    yesterday = TODAY - timedelta(days=1)
    old = farm.village.parent_id
    with deed():
        into = a_commune("Bằng Mạc")
        a_village_goes_over(farm.village, into=into, on=TODAY)
    visited(farm, leader, yesterday)
    visited(farm, leader)

    rows = session.execute(select(Fact.commune_id, Fact.day).where(Fact.indicator == "visits"))
    assert {tuple(row) for row in rows} == {(old, yesterday), (into.id, TODAY)}
    assert counted(farm) == [2, 1, 1]
    assert counted(farm, then=True) == [1, 0, 0]


def test_the_round_begins_with_what_was_agreed(leader: Person, village: Place) -> None:
    with deed():
        names = ("Chưa Ai", "Đã Hẹn", "Lâu Rồi", "Mới Thăm")
        nobody, agreed, long_ago, lately = (
            a_household(f"Hoàng Thị {it}", village=village, at=LONG_KNOWN) for it in names
        )
    before = MARKET_DAY - timedelta(days=5)
    visited(agreed, leader, before.date(), at=before, next_on=TODAY)
    visited(long_ago, leader, TODAY - timedelta(days=4))
    visited(lately, leader)

    stops, many = next_best([village], but=leader, at=MARKET_DAY, limit=3, all_of_them=True)

    assert [it.household for it in stops] == [agreed, nobody, long_ago]
    assert (many, stops[0].weight > stops[1].weight, stops[1].last) == (4, True, None)


# --- on the phone ------------------------------------------------------------------------------


def test_two_taps_write_the_usual_visit(
    leader: Person, farm: Household, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: MARKET_DAY)
    browser.sign_in(leader)
    form = browser.get(f"/team/households/{farm.code}/visits/new")
    usual = {
        it["name"] or "": it.get("value") or ""
        for it in form.all("input")
        if it.get("name") and (it.get("type") != "radio" or "checked" in it)
    }

    browser.post(f"/team/households/{farm.code}/visits", data=usual)

    assert counted(farm) == [1, 1, 1]
    page = browser.get(f"/team/households/{farm.code}")
    assert "22/8/2026" in page.text
    assert "Gặp được, đã xong việc" in page.text


def test_the_household_reads_it_and_cannot_write(
    leader: Person, farm: Household, browser: Browser
) -> None:
    visit = visited(farm, leader, note="Chụp lại ảnh na, bà ưng rồi.", at=clock.now(),
                    day=clock.village_date(clock.now()))  # fmt: skip
    browser.sign_in(farm.keeper)

    assert "Chụp lại ảnh na" in browser.get(f"/team/households/{farm.code}").text
    browser.get(f"/team/households/{farm.code}/visits/new", expect=404)
    address = f"/team/households/{farm.code}/visits/{visit.id}/withdrawal"
    browser.post(address, expect=404)


def test_houses_of_others_are_not_found(leader: Person, farm: Household, browser: Browser) -> None:
    with deed():
        elsewhere = posted("Lý A Sử", Role.LEADER, a_village("Pá Hoà"))
    visit = visited(farm, leader)
    browser.sign_in(elsewhere)

    browser.get(f"/team/households/{farm.code}/visits/new", expect=404)
    browser.post(f"/team/households/{farm.code}/visits", data={}, expect=404)
    browser.post(f"/team/households/{farm.code}/visits/{visit.id}/withdrawal", expect=404)
    assert farm.keeper.name not in browser.get("/team/visits").text


def test_what_is_wrong_is_said_at_its_field(
    leader: Person, farm: Household, browser: Browser
) -> None:
    browser.sign_in(leader)
    wrong = {"outcome": "party", "purpose": "help", "day": "hôm nọ", "next_on": "1/1/2020"}
    page = browser.post(f"/team/households/{farm.code}/visits", data=wrong, expect=422)
    assert {"outcome-error", "day-error"} <= {it.get("id") for it in page.all("p")}

    right = wrong | {"outcome": "done", "day": str(clock.village_date(clock.now()))}
    page = browser.post(f"/team/households/{farm.code}/visits", data=right, expect=422)
    assert "next_on-error" in {it.get("id") for it in page.all("p")}
    assert session.scalar(select(func.count(Visit.id))) == 0


def test_the_list_names_who_is_due_and_is_noted(
    leader: Person, farm: Household, browser: Browser
) -> None:
    browser.sign_in(leader)

    page = browser.get("/team/visits")

    assert f"/team/households/{farm.code}/visits/new" in page.links()
    looks = session.scalars(select(Look).where(Look.seen == Seen.VISITS)).all()
    assert [it.actor_id for it in looks] == [leader.id]


def test_both_press_at_once_and_one_visit_is_withdrawn_once(
    leader: Person, farm: Household
) -> None:
    visit = visited(farm, leader)
    for _ in range(2):
        with deed():
            actions.withdraw(visit, by=leader, at=MARKET_DAY)

    assert counted(farm) == [None, None, None], "nothing else was ever counted here"
    rows = select(func.count(Fact.id)).where(Fact.indicator == Indicator.VISITS)
    assert session.scalar(rows) == 2


def test_communes_add_up(app: Flask) -> None:
    with deed():
        province = a_province()
        for name in ("A", "B"):
            village = a_village(inside=a_commune(name, inside=province))
            leader = posted(f"Tổ {name}", Role.LEADER, village)
            home = a_household(village=village, at=LONG_KNOWN)
            actions.write_down(
                home, Told(TODAY, VisitFor.CHECK, Outcome.DONE), by=leader, at=MARKET_DAY
            )
        a_person()
    scope = scope_of(province, until=TODAY, geography=Geography.NOW, today=TODAY)

    assert [figures.figures(scope, KINDS)[it].value for it in KINDS] == [2, 2, 2]
