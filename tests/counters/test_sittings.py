"""One household at a time, ended by somebody or by time, and counted as the log says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from storefront.accounts import queries as people
from storefront.accounts.models import Person
from storefront.accounts.permissions import Role
from storefront.campaign import helped
from storefront.campaign.definition import Measure
from storefront.campaign.scope import Geography
from storefront.cli import duties
from storefront.counters import actions, counting, points, queries
from storefront.counters.actions import Said, SomebodySits, TooLate
from storefront.counters.models import IDLE, LONGEST, AccessPoint, Outcome, Shift, Sitting, Task
from storefront.counters.points import About
from storefront.db import deed, session
from storefront.errors import NotAllowed
from storefront.facts.models import Indicator
from storefront.places.models import Place
from storefront.reports.figures import drawn_up
from storefront.reports.periods import Span, period_of
from storefront.shops.models import Household
from tests.village import MARKET_DAY, a_commune, a_household, a_village, counted, posted

ABOUT = About("Điểm Nà Lìa", "Nhà văn hóa thôn", None, {})
A_MINUTE = timedelta(minutes=1)
IN_JULY = datetime(2026, 7, 22, 1, tzinfo=UTC)
DONE = Said(Task.SHOP, Outcome.DONE)


def a_point(village: Place) -> tuple[AccessPoint, Person]:
    leader = posted("Vi Văn Thắng", Role.LEADER, village)
    return points.begin(village, ABOUT, by=leader, at=MARKET_DAY), leader


def a_counter() -> tuple[Shift, Household]:
    village = a_village()
    point, leader = a_point(village)
    shift = actions.begin_shift(point, by=leader, at=MARKET_DAY)
    return shift, a_household(village=village)


def how_many() -> int:
    return session.scalar(select(func.count(Sitting.id))) or 0


def test_a_second_turn_waits_for_the_end_of_the_first(app: Flask) -> None:
    with deed():
        shift, household = a_counter()
        first = actions.begin(shift, household, at=MARKET_DAY)
    with pytest.raises(SomebodySits), deed():
        actions.begin(shift, None, at=MARKET_DAY)
    with deed():
        actions.end(first, DONE, at=MARKET_DAY + A_MINUTE)
        actions.begin(shift, None, at=MARKET_DAY + A_MINUTE)
    assert how_many() == 2


def test_the_database_refuses_a_second_turn_by_itself(app: Flask) -> None:
    with deed():
        shift, household = a_counter()
        first = actions.begin(shift, household, at=MARKET_DAY)
    twin = Sitting(
        shift_id=shift.id,
        point_id=first.point_id,
        commune_id=first.commune_id,
        begun_at=MARKET_DAY,
        seen_at=MARKET_DAY,
    )
    with pytest.raises(IntegrityError), deed():
        session.add(twin)


def test_only_where_one_helps(app: Flask) -> None:
    with deed():
        shift, _household = a_counter()
        elsewhere = a_household("Lý Thị Mai", village=a_village("Pác Khuông"))
    with pytest.raises(NotAllowed), deed():
        actions.begin(shift, elsewhere, at=MARKET_DAY)
    assert not queries.find(shift.helper, "ly thi mai", phone=None, on=MARKET_DAY.date())


def test_found_by_name_without_marks_or_by_the_whole_number(app: Flask) -> None:
    with deed():
        shift, household = a_counter()
    on, phone = MARKET_DAY.date(), household.keeper.phone
    assert list(queries.find(shift.helper, "nhinh", phone=None, on=on)) == [household]
    assert list(queries.find(shift.helper, str(phone), phone=phone, on=on)) == [household]
    assert not queries.find(shift.helper, "", phone=None, on=on)


def test_minutes_are_our_own_and_rounded_up(app: Flask) -> None:
    with deed():
        shift, household = a_counter()
        sitting = actions.begin(shift, household, at=MARKET_DAY)
        actions.end(sitting, DONE, at=MARKET_DAY + timedelta(minutes=11, seconds=1))
        actions.end(sitting, Said(Task.OTHER, Outcome.AGAIN), at=MARKET_DAY + timedelta(hours=1))
    assert (sitting.minutes, sitting.task) == (12, Task.SHOP)


def test_whoever_left_is_not_waited_for(app: Flask) -> None:
    pressed = MARKET_DAY + 4 * A_MINUTE
    with deed():
        shift, household = a_counter()
        sitting = actions.begin(shift, household, at=MARKET_DAY)
        actions.see(sitting, at=pressed)
    duties.end_counters(at=pressed + IDLE - A_MINUTE)
    session.expire_all()
    assert sitting.ended_at is None

    duties.end_counters(at=pressed + IDLE)
    session.expire_all()
    assert (sitting.outcome, sitting.task, sitting.minutes) == (Outcome.LEFT, None, 4)
    assert shift.ended_at is None

    duties.end_counters(at=MARKET_DAY + LONGEST)
    session.expire_all()
    assert shift.ended_at is not None


def test_a_counter_begun_elsewhere_ends_this_one(app: Flask) -> None:
    with deed():
        shift, household = a_counter()
        sitting = actions.begin(shift, household, at=MARKET_DAY)
        actions.begin_shift(shift.point, by=shift.helper, at=MARKET_DAY + A_MINUTE)
    assert sitting.outcome is Outcome.LEFT
    assert shift.ended_at is not None


def test_it_stands_in_the_household_s_history(app: Flask) -> None:
    with deed():
        shift, household = a_counter()
        sitting = actions.begin(shift, None, at=MARKET_DAY)
        actions.meet(sitting, household, at=MARKET_DAY)
        actions.end(sitting, DONE, at=MARKET_DAY)
    done = [(it.verb, it.actor_id) for it in people.done_for(household.keeper)]
    assert done == [("counter.end", shift.helper_id), ("counter.begin", shift.helper_id)]


def test_put_right_on_its_own_day_with_what_was_said_before(app: Flask) -> None:
    with deed():
        shift, household = a_counter()
        sitting = actions.begin(shift, household, at=MARKET_DAY)
        actions.end(sitting, DONE, at=MARKET_DAY)
        said = Said(Task.ORDER, Outcome.SENT_ON)
        actions.correct(sitting, said, by=shift.helper, at=MARKET_DAY + timedelta(hours=2))
    trace = people.done_for(household.keeper)[0]
    assert trace.detail["put_right"] == {
        "task": ["shop", "order"],
        "outcome": ["done", "sent_on"],
    }
    with pytest.raises(TooLate), deed():
        actions.undo(sitting, by=shift.helper, at=MARKET_DAY + timedelta(days=1))
    assert sitting.undone_at is None


def test_nobody_else_of_the_team_changes_it(app: Flask) -> None:
    with deed():
        shift, household = a_counter()
        other = posted("Lộc Thị Hạnh", Role.MEMBER, household.village)
        sitting = actions.begin(shift, household, at=MARKET_DAY)
        actions.end(sitting, DONE, at=MARKET_DAY)
    with pytest.raises(NotAllowed), deed():
        actions.undo(sitting, by=other, at=MARKET_DAY)


def test_what_is_counted_are_the_rows(app: Flask) -> None:
    with deed():
        commune = a_commune()
        village = a_village(inside=commune)
        point, leader = a_point(village)
        shift = actions.begin_shift(point, by=leader, at=MARKET_DAY)
        household = a_household(village=village)
        told: list[Callable[[Sitting], None]] = [
            _ended(DONE, 3),
            _ended(DONE, 9),
            _ended(Said(Task.ORDER, Outcome.AGAIN), 20),
            lambda it: actions.leave(it, at=MARKET_DAY),
        ]
        for end in told:
            end(actions.begin(shift, household, at=MARKET_DAY))
        gone = actions.begin(shift, None, at=MARKET_DAY)
        actions.end(gone, DONE, at=MARKET_DAY)
        actions.undo(gone, by=leader, at=MARKET_DAY)
        actions.begin(shift, None, at=MARKET_DAY)

    august = counting.month_of(commune, date(2026, 8, 1))
    rows = [it for it in queries.of_day(point, MARKET_DAY.date()) if it.undone_at is None]
    assert august.served == len(rows) == 4
    assert (august.done, august.households, august.minutes) == (2, 1, 9)
    assert august.tasks == {Task.SHOP: 2, Task.ORDER: 1, None: 1}
    assert counting.month_of(commune, date(2026, 9, 1)).served == 0
    assert [it.served for it in counting.year_to(commune, date(2026, 8, 1))][-2:] == [0, 4]


def _ended(said: Said, minutes: int) -> Callable[[Sitting], None]:
    return lambda it: actions.end(it, said, at=MARKET_DAY + minutes * A_MINUTE)


def test_what_access_points_did_stands_in_the_frozen_report(app: Flask) -> None:
    """In the period, before it, and in none where nobody has an access point."""
    with deed():
        shift, household = a_counter()
        shift.point.opened_at = IN_JULY
        _turns(shift, household, *[DONE] * 2, at=MARKET_DAY)
        _turns(shift, household, DONE, Said(Task.OTHER, Outcome.AGAIN), at=IN_JULY)
        wrong = actions.begin(shift, household, at=MARKET_DAY)
        actions.end(wrong, DONE, at=MARKET_DAY)
        actions.undo(wrong, by=shift.helper, at=MARKET_DAY)
        counted(Indicator.SHOP_OPENED, household)
        village = shift.point.village
        commune = session.get_one(Place, village.parent_id)
        province = session.get_one(Place, commune.parent_id)
    august = period_of(Span.MONTH, MARKET_DAY.date())
    draw = partial(drawn_up, geography=Geography.NOW, today=MARKET_DAY.date())
    for place in (commune, province):
        said = draw(place, august)
        lines = {it["indicator"]: it for it in said["indicators"]}
        turns = [lines[it] for it in helped.TURNS]
        told = [(it["total"], it["in_period"], it["before"]) for it in turns]
        assert told == [(4, 2, 2), (3, 2, 1), (4, 2, 2)]
        assert lines[Measure.ACCESS_POINTS]["total"] == 1
    with deed():
        nowhere = a_commune("Vạn Linh")
    elsewhere = draw(nowhere, august)
    assert {it["total"] for it in elsewhere["indicators"]} == {None}
    second = draw(commune, august, form=2)
    assert not helped.TOLD & {it["indicator"] for it in second["indicators"]}


def _turns(shift: Shift, household: Household, *said: Said, at: datetime) -> None:
    for it in said:
        actions.end(actions.begin(shift, household, at=at), it, at=at)
