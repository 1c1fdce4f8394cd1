"""Who joins a team and leaves it: counted from the roster, on every day, and what they may do."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from storefront import clock
from storefront.accounts.models import Person, Trace
from storefront.accounts.permissions import Permission, Role
from storefront.accounts.postings import OtherName
from storefront.campaign import figures
from storefront.campaign.definition import Measure
from storefront.campaign.queries import scope_of
from storefront.campaign.scope import Geography
from storefront.db import deed, session
from storefront.errors import NotAllowed
from storefront.places.models import Place
from storefront.teams import actions
from storefront.teams.actions import BadDay, Joining, OnTheRoster
from storefront.teams.models import Duty, Membership, Team
from tests.browser import Browser
from tests.village import (
    MARKET_DAY,
    a_commune,
    a_person,
    a_team,
    a_village,
    a_village_goes_over,
    posted,
)

TODAY = date(2026, 8, 22)
DAY = timedelta(days=1)
MEASURES = (Measure.TEAMS, Measure.TEAMS_STAFFED, Measure.MEMBERS)


@pytest.fixture
def team(app: Flask) -> Team:
    with deed():
        return a_team(a_village())


@pytest.fixture
def officer(team: Team) -> Person:
    with deed():
        commune = session.get_one(Place, team.place.parent_id)
        return posted("Vi Văn Thắng", Role.COMMUNE_OFFICER, commune)


def joined(team: Team, by: Person, *, phone: str = "+84912345678", day: date = TODAY) -> Membership:
    with deed():
        who = Joining("Hoàng Thị Hoa", phone, Duty.MEMBER, day)
        return actions.enlist(team, who, by=by, at=MARKET_DAY)


def left(member: Membership, by: Person, *, on: date, later: int = 0) -> None:
    with deed():
        actions.leave(member, on=on, by=by, at=MARKET_DAY + later * DAY)


def told(place: Place, until: date, geography: Geography = Geography.NOW) -> list[int | None]:
    scope = scope_of(place, until=until, geography=geography, today=TODAY + 30 * DAY)
    found = figures.figures(scope, MEASURES)
    return [found[it].value for it in MEASURES]


def test_members_are_counted_from_their_first_day_until_they_leave(
    team: Team, officer: Person
) -> None:
    commune = session.get_one(Place, team.place.parent_id)
    member = joined(team, officer, day=TODAY - 2 * DAY)
    left(member, officer, on=TODAY + 3 * DAY, later=4)

    days = [TODAY + it * DAY for it in (-3, -2, 0, 2, 3)]
    assert [told(commune, day) for day in days] == [
        [1, 0, 0], [1, 1, 1], [1, 1, 1], [1, 1, 1], [1, 0, 0],
    ]  # fmt: skip


def test_as_then_they_stay_with_the_commune_of_the_day(team: Team, officer: Person) -> None:
    joined(team, officer, day=TODAY - 5 * DAY)
    old = session.get_one(Place, team.place.parent_id)
    with deed():
        into = a_commune("Bằng Mạc", inside=old.parent)
        a_village_goes_over(team.place, into=into, on=TODAY)

    before = TODAY - DAY
    assert told(old, before, Geography.THEN) == [1, 1, 1]
    assert told(into, before, Geography.NOW) == [1, 1, 1]
    assert told(into, TODAY, Geography.THEN) == [1, 1, 1]


def test_who_leaves_may_do_nothing_there_at_once(team: Team, officer: Person) -> None:
    member = joined(team, officer, day=TODAY - DAY)
    person = member.person
    assert person.may(Permission.SHOP_OPEN, at=team.place, on=TODAY)

    left(member, officer, on=TODAY)

    assert not person.may(Permission.SHOP_OPEN, at=team.place, on=TODAY)
    again = joined(team, officer)
    assert again.person is person
    assert person.may(Permission.SHOP_OPEN, at=team.place, on=TODAY)
    verbs = session.scalars(select(Trace.verb).where(Trace.for_id == person.id).order_by(Trace.id))
    assert verbs.all() == ["team.enlist", "team.leave", "team.enlist"]


def test_whoever_serves_two_teams_of_a_village_goes_on(team: Team, officer: Person) -> None:
    with deed():
        second = a_team(team.place)
    member = joined(team, officer, day=TODAY - DAY)
    joined(second, officer)

    left(member, officer, on=TODAY)

    assert member.person.may(Permission.SHOP_OPEN, at=team.place, on=TODAY)


def test_what_cannot_be_so_is_refused(team: Team, officer: Person) -> None:
    with deed():
        known = a_person("Lành Thị Bưởi")
    for day in (TODAY + DAY, TODAY - 32 * DAY):
        with pytest.raises(BadDay):
            joined(team, officer, day=day)
    with pytest.raises(OtherName):
        joined(team, officer, phone=known.phone or "")
    member = joined(team, officer)
    with pytest.raises(OnTheRoster):
        joined(team, officer)
    for on in (TODAY, TODAY + DAY):
        with pytest.raises(BadDay):
            left(member, officer, on=on)
    assert session.scalar(select(func.count(Membership.id))) == 1


def test_only_the_commune_says_who_is_in_its_teams(
    team: Team, officer: Person, browser: Browser
) -> None:
    with deed():
        head = posted("Nông Văn Páo", Role.LEADER, team.place)
        elsewhere = posted("Lê Văn Tám", Role.COMMUNE_OFFICER, a_commune("Bắc Sơn"))
    for person in (head, elsewhere):
        with pytest.raises(NotAllowed):
            joined(team, person)
        browser.sign_in(person)
        browser.get(f"/teams/{team.id}/roster", expect=404)
        browser.post(f"/teams/{team.id}/roster", data={}, expect=404)
        browser.post(f"/teams/{team.id}/roster/1/leaving", data={"day": "1/8/2026"}, expect=404)


def test_the_officer_writes_the_roster_on_a_page(
    team: Team, officer: Person, browser: Browser
) -> None:
    today = clock.village_date(clock.now())
    browser.sign_in(officer)
    roster = f"/teams/{team.id}/roster"
    assert roster in browser.get(f"/growth/teams/{team.id}").links()
    who = {"name": "Hoàng Thị Hoa", "phone": "0912345678", "duty": "member"}
    assert "day-error" in browser.post(roster, data=who | {"day": "mai"}, expect=422).html

    browser.post(roster, data=who | {"day": str(today - DAY)})

    assert "Hoàng Thị Hoa" in browser.get(roster).text
    member = session.scalars(select(Membership)).one()
    browser.post(f"{roster}/{member.id}/leaving", data={"day": "hôm nọ"})
    assert session.get_one(Membership, member.id).to_day is None
    browser.post(f"{roster}/{member.id}/leaving", data={"day": str(today)})
    session.expire_all()
    assert session.get_one(Membership, member.id).to_day == today
