"""A reform is entered days after it came into force: what was counted since goes along, as then."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from storefront.accounts.permissions import Role
from storefront.campaign import behind, folding, moves, sums, unplaced
from storefront.campaign.models import Reform, ReformKind, ReformState
from storefront.campaign.queries import scope_of
from storefront.campaign.scope import Geography
from storefront.db import deed, session
from storefront.facts import setting_aside
from storefront.facts.models import HELD, Fact, Indicator
from storefront.facts.setting_aside import Standing
from storefront.places.models import Place
from storefront.reforms import actions, carrying, queries
from storefront.reforms.plan import Moving, Plan
from storefront.reports import actions as reports
from storefront.reports.actions import Words
from storefront.reports.models import Report
from storefront.reports.periods import Span, period_of
from storefront.shops.models import Household, Met
from storefront.visits import actions as visits
from storefront.visits import checking
from storefront.visits.actions import Told
from storefront.visits.checking import Seen
from storefront.visits.models import Outcome, Visit, VisitFor
from tests.browser import Browser
from tests.reforms.test_reforms import DECISION, NEW, TODAY, Land, revenue, standing, take_back
from tests.village import MARKET_DAY, counted, posted

ON = TODAY - timedelta(days=40)
"""In July; it is entered on 22 August."""
MIDNIGHT = MARKET_DAY - timedelta(days=40, hours=8)
JUST_BEFORE = MIDNIGHT - timedelta(milliseconds=1)


@pytest.fixture
def land(app: Flask) -> Land:
    with deed():
        return Land()


def sells(land: Land, nth: int, amount: int, at: datetime) -> None:
    household = session.get_one(Household, land.households[nth].id)
    counted(Indicator.REVENUE, household, amount=amount, at=at)


def then(place: Place, until: date = TODAY) -> int:
    return revenue(place, Geography.THEN, until)


@pytest.mark.parametrize("is_folded", [True, False])
def test_what_was_counted_since_its_day_goes_along_as_then(land: Land, is_folded: bool) -> None:
    with deed():
        sells(land, 0, 7, JUST_BEFORE)
        sells(land, 0, 50, MIDNIGHT)
        sells(land, 2, 600, MIDNIGHT + timedelta(days=3))
    if is_folded:
        folding.fold_all(at=MARKET_DAY)

    with deed():
        land.enter(ReformKind.MERGE, land.joined(), on=ON)

    new = standing(NEW.code)
    assert [then(it) for it in land.communes[:2]] == [7, 0]
    assert then(new) == 10_650
    assert then(new, ON) == 50
    assert [revenue(land.province, it) for it in Geography] == [21_657, 21_657]
    folding.fold_all(at=MARKET_DAY)
    assert (then(new), revenue(new)) == (10_650, 10_657)


def test_each_part_of_a_divided_commune_gets_what_its_villages_did(land: Land) -> None:
    with deed():
        sells(land, 0, 50, MIDNIGHT)
        sells(land, 1, 600, MIDNIGHT)
        elsewhere = session.get_one(Place, land.villages[5].id)
        leaver = session.get_one(Household, land.households[1].id)
        moves.move_household(leaver, to=elsewhere, on=TODAY)

    with deed():
        land.enter(ReformKind.SPLIT, land.divided(), on=ON)

    assert then(standing("06998")) == 1050
    assert then(standing(land.communes[0].code)) == 600 + 2000
    assert [revenue(land.province, it) for it in Geography] == [21_650, 21_650]


def test_a_household_that_is_decided_about_later_goes_along_too(land: Land) -> None:
    with deed():
        sells(land, 0, 50, MIDNIGHT)
        reform = land.enter(ReformKind.SPLIT, land.divided(land.villages[0].id), on=ON)
        waiting = queries.undecided_household(reform, land.households[0].code)
        assert waiting is not None
        village = session.get_one(Place, land.villages[1].id)
        actions.decide(waiting, village, by=land.officer, at=MARKET_DAY)

    assert then(standing("06998")) == 0
    assert then(standing(land.communes[0].code)) == 3050


def test_what_is_set_aside_before_and_after_stays_with_its_fact(land: Land) -> None:
    with deed():
        sells(land, 0, 50, MIDNIGHT)
        sells(land, 0, 600, MIDNIGHT)
        first, second = session.scalars(
            select(Fact).where(Fact.day == ON, Fact.indicator == Indicator.REVENUE)
        ).all()
        setting_aside.move(first, Standing.COUNTED, Standing.HELD, turn=1, at=MARKET_DAY)
        land.enter(ReformKind.MERGE, land.joined(), on=ON)
        setting_aside.move(first, Standing.HELD, Standing.COUNTED, turn=2, at=MARKET_DAY)
        setting_aside.move(second, Standing.COUNTED, Standing.HELD, turn=1, at=MARKET_DAY)

    new = standing(NEW.code)
    assert then(new, ON) == 50
    held = select(Fact.commune_id, Fact.amount).where(Fact.indicator == HELD[Indicator.REVENUE])
    sums: dict[int, int] = {}
    for commune, amount in session.execute(held):
        sums[commune] = sums.get(commune, 0) + amount
    assert {it: amount for it, amount in sums.items() if amount} == {new.id: 600}


def test_visits_go_along_and_are_worked_out_anew(land: Land) -> None:
    with deed():
        leader = posted("Nông Văn Páo", Role.LEADER, session.get_one(Place, land.villages[0].id))
        farm = session.get_one(Household, land.households[0].id)
        for ago in (5, 2):
            told = Told(TODAY - timedelta(days=ago), VisitFor.HELP, Outcome.DONE)
            visit = visits.write_down(farm, told, by=leader, at=MARKET_DAY)
        land.enter(ReformKind.MERGE, land.joined(), on=TODAY - timedelta(days=3))

    new, old = standing(NEW.code), land.communes[0]
    assert [visited(it) for it in (old, new)] == [(1, 1), (1, 0)]
    with deed():
        visits.withdraw(session.get_one(Visit, visit.id), by=leader, at=MARKET_DAY)
    assert [visited(it) for it in (old, new)] == [(1, 1), (0, 0)]


def test_a_check_goes_along_and_is_taken_back_where_it_is_told(land: Land) -> None:
    with deed():
        leader = posted("Nông Văn Páo", Role.LEADER, session.get_one(Place, land.villages[0].id))
        farm = session.get_one(Household, land.households[0].id)
        seen = Seen(TODAY, Met.AT_HOME)
        checking.confirm(farm, seen, by=leader, at=MARKET_DAY)
        land.enter(ReformKind.MERGE, land.joined(), on=TODAY - timedelta(days=3))

    new, old = standing(NEW.code), land.communes[0]
    assert [verified(it) for it in (old, new)] == [0, 1]
    with deed():
        farm = session.get_one(Household, land.households[0].id)
        tomorrow = MARKET_DAY + timedelta(days=1)
        checking.take_back(farm, why="nhầm người", by=leader, at=tomorrow)
    assert [verified(it) for it in (old, new)] == [0, 1]
    assert [verified(it, TODAY + timedelta(days=1)) for it in (old, new)] == [0, 0]


def verified(commune: Place, until: date = TODAY) -> int:
    scope = scope_of(commune, until=until, geography=Geography.THEN, today=TODAY)
    found = sums.by_commune(scope, Indicator.SHOP_VERIFIED).get(commune.id, {})
    it = found.get(Indicator.SHOP_VERIFIED)
    return it.total if it else 0


def visited(commune: Place) -> tuple[int, int]:
    """Visits and households reached, as then."""
    scope = scope_of(commune, until=TODAY, geography=Geography.THEN, today=TODAY)
    found = sums.by_commune(scope, Indicator.VISITS).get(commune.id, {})
    both = (Indicator.VISITS, Indicator.HOUSEHOLDS_REACHED)
    many = [found[it].total if it in found else 0 for it in both]
    return many[0], many[1]


def test_an_activity_that_began_before_the_day_ends_where_it_began(land: Land) -> None:
    with deed():
        household = session.get_one(Household, land.households[0].id)
        counted(Indicator.ORDER_COMPLETED, household, at=JUST_BEFORE)

    with deed():
        land.enter(ReformKind.MERGE, land.joined(), on=ON)

    added = select(Fact.commune_id).where(Fact.indicator == Indicator.ACTIVE_30)
    assert set(session.scalars(added)) == {land.communes[0].id}


@pytest.mark.parametrize("kind", [ReformKind.MERGE, ReformKind.SPLIT, ReformKind.MOVE])
def test_taken_back_it_is_as_then_as_if_it_had_not_been(land: Land, kind: ReformKind) -> None:
    with deed():
        sells(land, 0, 50, MIDNIGHT)
    plans: dict[ReformKind, Plan] = {
        ReformKind.MERGE: land.joined(),
        ReformKind.SPLIT: land.divided(),
        ReformKind.MOVE: Moving((land.villages[0].id,), land.communes[2].id),
    }
    with deed():
        reform = land.enter(kind, plans[kind], on=ON)
    assert then(land.communes[0]) < 3050

    take_back(land, reform)

    assert [then(it) for it in land.communes] == [3050, 7000, 11_000]
    with deed():
        land.enter(kind, plans[kind], on=ON)
    assert then(land.communes[0]) < 3050
    assert [revenue(land.province, it) for it in Geography] == [21_050, 21_050]


def test_while_it_is_told_anew_pages_as_then_say_so(
    app: Flask, land: Land, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "MANY", 0)
    with deed():
        number = land.enter(ReformKind.MERGE, land.joined(), on=ON).id
    with deed():
        reform = session.get_one(Reform, number)
        while reform.state is not ReformState.SETTLING:
            carrying.step(reform, at=MARKET_DAY)

    for geography, many in ((Geography.THEN, 1), (Geography.NOW, 0)):
        scope = scope_of(land.province, until=TODAY, geography=geography, today=TODAY)
        assert len(unplaced.settling(scope)) == many
    browser = Browser(app.test_client())
    browser.sign_in(land.officer)
    there = f"/growth/{land.province.code}?geo=then"
    assert DECISION in browser.get(there).text
    carrying.work({"reform": number}, at=MARKET_DAY)
    assert DECISION not in browser.get(there).text


def test_a_frozen_report_stays_and_its_restatement_lists_the_difference(land: Land) -> None:
    with deed():
        sells(land, 0, 50, MIDNIGHT)
    july = period_of(Span.MONTH, ON)
    report = _deed(land, lambda by: reports.freeze(
        session.get_one(Place, land.province.id), july, geography=Geography.THEN,
        words=WORDS, by=by, at=MARKET_DAY,
    ))  # fmt: skip
    before = report.digest

    with deed():
        land.enter(ReformKind.MERGE, land.joined(), on=ON)
    again = _deed(land, lambda by: reports.restate(
        session.get_one(Report, report.id), words=WORDS, why="NQ 1672", by=by, at=MARKET_DAY,
    ))  # fmt: skip

    assert session.get_one(Report, report.id).digest == before
    moved = {
        (it["place"], it["was"], it["now"])
        for it in again.said["differences"]
        if it["what"] == Indicator.REVENUE and it["column"] == "in_period"
    }
    old, new = land.communes[0].full_name, standing(NEW.code).full_name
    assert moved == {(old, 50, None), (new, None, 50)}


WORDS = Words("", "", "Chủ tịch", "Nông Văn Thắng")


def _deed(land: Land, does: Callable[..., Report]) -> Report:
    with deed():
        reports.hold_still()
        return does(by=session.merge(land.officer))


def test_the_rows_behind_a_number_name_their_order_wherever_they_went(land: Land) -> None:
    with deed():
        sells(land, 0, 50, MIDNIGHT)
        land.enter(ReformKind.MERGE, land.joined(), on=ON)

    scope = scope_of(standing(NEW.code), until=TODAY, geography=Geography.THEN, today=TODAY)
    rows = behind.newest_behind(scope, Indicator.REVENUE, skip=0, limit=50)
    assert sum(row.amount for row in rows) == 10_050
    assert behind.orders_behind(rows) == {}
