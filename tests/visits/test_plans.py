"""A plan of houses for a day: made once, ticked off by the visit itself, offered again else."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from flask import g
from sqlalchemy import func, select

from storefront import clock
from storefront.accounts.models import Look, Person, Seen, Trace
from storefront.accounts.permissions import Role
from storefront.db import deed, session
from storefront.places.models import Place
from storefront.rounds.suggesting import next_best
from storefront.rounds.weights import WEIGHTS, Because
from storefront.screening.models import EarlyWarning, WarningKind
from storefront.shops.models import Household
from storefront.visits import actions, log, plans
from storefront.visits.actions import SentNowhere, Told
from storefront.visits.log import Wanted
from storefront.visits.models import Outcome, PlannedVisit, Visit, VisitFor
from storefront.visits.plans import BadPlanDay, NoPlan
from tests.browser import Browser
from tests.village import a_commune, a_household, a_village, posted

NOW = clock.now()
TODAY = clock.village_date(NOW)
DAY = timedelta(days=1)
TOMORROW = TODAY + DAY


def planned(farm: Household, by: Person, day: date = TOMORROW, at: datetime = NOW) -> plans.Planned:
    with deed():
        return plans.plan([farm], day, by=by, at=at)


def visited(
    farm: Household, by: Person, outcome: Outcome = Outcome.DONE, day: date = TODAY
) -> Visit:
    with deed():
        return actions.write_down(farm, Told(day, VisitFor.HELP, outcome), by=by, at=NOW)


def why(village: Place, by: Person) -> list[Because]:
    stops, _many = next_best([village], but=by, at=NOW, limit=1)
    return [it.because for stop in stops for it in stop.reasons]


def test_a_visit_fulfils_the_plan_and_taking_it_back_opens_it_again(
    leader: Person, farm: Household
) -> None:
    planned(farm, leader)
    visit = visited(farm, leader)
    assert plans.open_at([farm]) == {}

    with deed():
        actions.withdraw(visit, by=leader, at=NOW)

    assert plans.open_at([farm])[farm.id].day == TOMORROW


def test_a_visit_of_before_the_plan_does_not_fulfil_it(leader: Person, farm: Household) -> None:
    planned(farm, leader)
    visited(farm, leader, day=TODAY - DAY)

    assert plans.open_at([farm])


def test_two_leaders_do_not_plan_a_house_twice(
    leader: Person, farm: Household, village: Place, browser: Browser
) -> None:
    with deed():
        other = posted("Lộc Văn Tư", Role.LEADER, village)
    planned(farm, other)
    browser.sign_in(leader)
    said = {"house": farm.code, "day": str(TODAY + 2 * DAY)}
    browser.post("/team/visits/days", said)

    assert session.scalar(select(func.count(PlannedVisit.id))) == 1
    assert plans.open_at([farm])[farm.id].day == TOMORROW
    assert "Lộc Văn Tư" in browser.get("/team/visits").text


def test_what_was_not_reached_is_offered_again_and_planned_anew(
    leader: Person, farm: Household, village: Place
) -> None:
    planned(farm, leader, TODAY - DAY, at=NOW - 2 * DAY)
    assert why(village, leader) == [Because.MISSED, Because.NEVER]

    done = planned(farm, leader)

    assert [it.day for it in done.made] == [TOMORROW]
    assert why(village, leader) == [Because.NEVER]
    assert session.scalar(select(func.count(PlannedVisit.id))) == 1


def test_nobody_home_ends_the_plan_and_is_a_reason_to_go_again(
    leader: Person, farm: Household, village: Place
) -> None:
    planned(farm, leader)
    visited(farm, leader, Outcome.NOBODY_HOME)

    assert plans.open_at([farm]) == {}
    assert why(village, leader) == [Because.NOT_MET]


def test_houses_come_by_the_weight_of_their_reasons(
    leader: Person, farm: Household, village: Place
) -> None:
    with deed():
        silent = a_household("Lý Thị Im", village=village, at=NOW - 400 * DAY)
        for kind in (WarningKind.UNANSWERED, WarningKind.NEVER_RECEIVED, WarningKind.UNSOLD):
            session.add(a_warning(kind, silent))
        session.add(a_warning(WarningKind.DYING, farm, quiet_until=NOW + DAY))
    visited(silent, leader)

    stops, many = next_best([village], but=leader, at=NOW, limit=9)

    assert [it.household for it in stops] == [silent, farm]
    assert [it.because for it in stops[0].reasons] == [Because.UNANSWERED, Because.NEVER_RECEIVED]
    heavy = WEIGHTS[Because.UNANSWERED] + WEIGHTS[Because.NEVER_RECEIVED]
    assert (many, stops[0].weight, stops[1].weight) == (2, heavy, WEIGHTS[Because.NEVER])
    assert set(WEIGHTS) == set(Because), "every reason has its weight"


def a_warning(
    kind: WarningKind, home: Household, quiet_until: datetime | None = None
) -> EarlyWarning:
    return EarlyWarning(
        cause=f"{kind}:{home.code}",
        kind=kind,
        village_id=home.village_id,
        household_id=home.id,
        since=TODAY - DAY,
        detail={},
        opened_at=NOW,
        quiet_until=quiet_until,
    )


def test_a_plan_is_moved_dropped_and_told_to_the_household(
    leader: Person, farm: Household, browser: Browser
) -> None:
    browser.sign_in(leader)
    browser.post("/team/visits/days", {"house": farm.code, "day": str(TODAY)})
    here = f"/team/households/{farm.code}/plan"
    browser.post(here, {"day": str(TODAY - DAY)}, expect=422)
    browser.post(here, {"day": str(TOMORROW)})
    page = browser.get(f"/team/visits/days?day={TOMORROW}")
    assert f"/team/households/{farm.code}/visits/new" in page.links()
    for _twice in range(2):
        browser.post(f"{here}/withdrawal")

    assert plans.open_at([farm]) == {}
    verbs = session.scalars(
        select(Trace.verb).where(Trace.for_id == farm.keeper_id).order_by(Trace.id)
    ).all()
    assert [it for it in verbs if it.startswith("visit.")] == [
        "visit.plan", "visit.move", "visit.drop",
    ]  # fmt: skip


def test_a_day_that_cannot_be_keeps_what_was_typed(
    leader: Person, farm: Household, village: Place, browser: Browser
) -> None:
    browser.sign_in(leader)
    far = str(TODAY + plans.AHEAD + DAY)
    said = {"house": farm.code, "day": far, "village": village.code}
    page = browser.post("/team/visits/days", said, expect=422)
    assert [it["value"] for it in page.all("input") if "checked" in it] == [farm.code]
    assert [it["value"] for it in page.all("input") if it.get("name") == "day"] == [far]
    assert "trong vòng hai tháng" in page.text

    planned(farm, leader)
    page = browser.post(f"/team/households/{farm.code}/plan", {"day": far}, expect=422)
    assert [it["value"] for it in page.all("input") if it.get("name") == "day"] == [far]
    assert plans.open_at([farm])[farm.id].day == TOMORROW


def test_ones_own_houses_of_a_day_are_moved_and_taken_back_together(
    leader: Person, farm: Household, village: Place, browser: Browser
) -> None:
    with deed():
        homes = [a_household(f"Lý Thị {it}", village=village) for it in ("Im", "Mai", "Ún")]
        other = posted("Lộc Văn Tư", Role.LEADER, village)
        plans.plan([farm, *homes[:2]], TODAY, by=leader, at=NOW)
        plans.plan(homes[2:], TODAY, by=other, at=NOW)
    visited(farm, leader)
    browser.sign_in(leader)
    here = "/team/visits/days"

    page = browser.post(f"{here}/moved", {"of": str(TODAY), "day": str(TODAY - DAY)}, expect=422)
    assert str(TODAY - DAY) in [it.get("value") for it in page.all("input")]
    browser.post(f"{here}/moved", {"of": str(TODAY), "day": str(TOMORROW)})
    session.expire_all()
    assert [it.day for it in plans.of_day([village], TOMORROW)] == [TOMORROW] * 2
    assert {it.household_id for it in plans.of_day([village], TODAY)} == {farm.id, homes[2].id}

    browser.post(f"{here}/withdrawal", {"of": str(TOMORROW)})
    browser.post(f"{here}/withdrawal", {"of": str(TOMORROW)})
    assert "Không còn trong kế hoạch" in browser.get(here).text
    assert set(plans.open_at([farm, *homes])) == {homes[2].id}
    history = select(Trace.verb).where(
        Trace.for_id == homes[0].keeper_id, Trace.actor_id == leader.id
    )
    verbs = [it for it in session.scalars(history.order_by(Trace.id)) if "visit" in it]
    assert verbs == ["visit.plan", "visit.move", "visit.drop"]


@pytest.mark.parametrize("day", [TODAY - DAY, TODAY + plans.AHEAD + DAY])
def test_no_plan_for_a_day_that_is_over_or_far_away(
    leader: Person, farm: Household, day: date
) -> None:
    with pytest.raises(BadPlanDay), deed():
        plans.plan([farm], day, by=leader, at=NOW)
    with pytest.raises(NoPlan), deed():
        plans.drop(farm, by=leader, at=NOW)


def test_houses_of_another_team_are_not_planned(farm: Household, browser: Browser) -> None:
    with deed():
        stranger = posted("Vi Văn Lạ", Role.LEADER, a_village("Bản Khác", inside=a_commune("Xa")))
    browser.sign_in(stranger)
    browser.post("/team/visits/days", {"house": farm.code, "day": str(TOMORROW)}, expect=404)
    browser.post(f"/team/households/{farm.code}/plan", {"day": str(TOMORROW)}, expect=404)

    assert plans.open_at([farm]) == {}
    assert farm.keeper.name not in browser.get(f"/team/visits/days?day={TOMORROW}").text


@pytest.mark.parametrize("house", ["", "\x00", "a\x00bcd", "'--", "9" * 400])
def test_what_is_no_house_is_not_looked_for(leader: Person, browser: Browser, house: str) -> None:
    browser.sign_in(leader)
    page = browser.post("/team/visits/days", {"house": house, "day": str(TOMORROW)}, expect=422)

    assert "Chọn ít nhất một nhà" in page.text


def test_the_log_is_chosen_by_outcome_and_day(
    leader: Person, farm: Household, village: Place, browser: Browser
) -> None:
    visited(farm, leader)
    visited(farm, leader, Outcome.NOBODY_HOME, TODAY - 3 * DAY)
    with pytest.raises(SentNowhere):
        visited(farm, leader, Outcome.SENT_ON)

    found, many = log.read(Wanted([village], Outcome.NOBODY_HOME), limit=9)
    lately, _many = log.read(Wanted([village], since=TODAY - DAY), limit=9)

    assert ([it.day for it in found], many) == ([TODAY - 3 * DAY], 1)
    assert [it.outcome for it in lately] == [Outcome.DONE]
    browser.sign_in(leader)
    asked = f"/team/visits/log?outcome=refused&village={village.code}"
    assert farm.keeper.name not in browser.get(asked).text
    assert farm.keeper.name in browser.get("/team/visits/log?page=0&since=x").text


def test_the_log_as_a_file_is_what_was_chosen_and_is_a_look(
    browser: Browser, village: Place, leader: Person, farm: Household
) -> None:
    with deed():
        told = Told(TODAY, VisitFor.HELP, Outcome.REFUSED, note="=1+1")
        actions.write_down(farm, told, by=leader, at=NOW)
        elsewhere = a_village("Pá Hoà", inside=a_commune("Vạn Linh"))
        stranger = posted("Lý A Sử", Role.LEADER, elsewhere)
    browser.sign_in(leader)
    lines = browser.client.get("/team/visits/log.csv?outcome=refused").text.splitlines()
    assert len(lines) == 2
    assert "bà Hoàng Thị Nhình" in lines[1]
    assert ",'=1+1," in lines[1]
    look = session.scalars(select(Look).order_by(Look.id.desc()).limit(1)).one()
    assert (look.seen, look.is_taken, look.actor_id) == (Seen.VISITS, True, leader.id)
    assert len(browser.client.get("/team/visits/log.csv?outcome=later").text.splitlines()) == 1
    assert browser.client.get("/team/visits/log.xlsx").data[:2] == b"PK"

    browser.sign_in(stranger)
    g.pop("_login_user", None)  # a test's requests share one context
    assert len(browser.client.get("/team/visits/log.csv").text.splitlines()) == 1
    browser.sign_in(farm.keeper)
    browser.get("/team/visits/log.csv", expect=404)
