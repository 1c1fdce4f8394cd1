"""The same every week: told, ordered once, or skipped with a reason."""

from __future__ import annotations

import os
import signal
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from storefront import clock
from storefront.db import deed, session
from storefront.delivery import hours
from storefront.delivery.hours import Hours
from storefront.money import Money
from storefront.notifications.models import Message
from storefront.orders import placing
from storefront.orders.models import Checkout, Institution, Order, OrderState, Origin, PayBy
from storefront.orders.placing import OnBehalf
from storefront.orders.refusals import EmptyBasket
from storefront.shops import actions as shops
from storefront.shops.models import Product
from storefront.standing import actions, queries
from storefront.standing.models import (
    StandingLine,
    StandingOrder,
    StandingState,
    Turn,
    TurnState,
    Why,
)
from storefront.standing.refusals import HasEnded
from storefront.standing.turning import turn_all
from tests.crowd import at_once, in_another_process
from tests.village import MARKET_DAY, a_buyer, an_order, na

BUYER = "+84912345678"
SUNDAY = 6


@pytest.fixture
def weekly(app: Flask) -> StandingOrder:
    """Three kilos of custard apples, every Sunday, cash."""
    with deed():
        order = an_order(na(price=68_000), pay_by=PayBy.CASH)
        return actions.begin(order, weekday=SUNDAY, weeks=1, by=None, at=MARKET_DAY)


def morning(it: StandingOrder, *, before: int) -> datetime:
    """At nine, so many days before the first turn."""
    first = it.next_on if not turns() else min(turn.on for turn in turns())
    return clock.start_of(first - timedelta(days=before)) + timedelta(hours=9)


def turns() -> list[Turn]:
    session.rollback()
    return list(session.scalars(select(Turn).order_by(Turn.on)))


def boxes() -> list[Order]:
    session.rollback()
    wanted = select(Order).join(Checkout).where(Checkout.origin == Origin.STANDING)
    return list(session.scalars(wanted.order_by(Order.id)))


def told(phone: str = BUYER) -> list[str]:
    return list(session.scalars(select(Message.body).where(Message.to == phone)))


def goods_of(it: StandingOrder) -> Product:
    return session.get_one(Product, it.lines[0].product_id)


def lines_of(it: StandingOrder) -> list[StandingLine]:
    session.rollback()
    wanted = select(StandingLine).where(StandingLine.standing_id == it.id)
    return list(session.scalars(wanted.order_by(StandingLine.id)))


def told_and_due(it: StandingOrder) -> datetime:
    """The buyer was told; this is the morning on which it is ordered."""
    turn_all(at=morning(it, before=2))
    return morning(it, before=1)


def test_the_buyer_is_told_and_the_box_is_ordered(weekly: StandingOrder) -> None:
    sunday = weekly.next_on
    assert sunday.weekday() == SUNDAY

    turn_all(at=morning(weekly, before=2))
    assert weekly.secret in told()[-1]
    assert not boxes()

    turn_all(at=morning(weekly, before=1))
    [box] = boxes()
    assert (box.total, box.leaves_on, box.state) == (Money(204_000), sunday, OrderState.PLACED)
    assert [turn.state for turn in turns()] == [TurnState.PLACED]


def test_the_price_is_the_one_of_the_day(weekly: StandingOrder) -> None:
    due = told_and_due(weekly)
    with deed():
        goods_of(weekly).price = Money(70_000)

    turn_all(at=due)

    assert boxes()[0].total == Money(210_000)


def test_weeks_follow_each_other(weekly: StandingOrder) -> None:
    for day in range(15):
        turn_all(at=morning(weekly, before=2) + timedelta(days=day))

    days = [turn.on for turn in turns()]
    assert {later - earlier for earlier, later in pairwise(days)} == {timedelta(days=7)}
    assert len(boxes()) == 2


def test_a_box_paid_by_qr_may_be_paid_until_the_evening_of_its_day(app: Flask) -> None:
    with deed():
        order = an_order(na(price=68_000), pay_by=PayBy.VIETQR)
        it = actions.begin(order, weekday=SUNDAY, weeks=2, by=None, at=MARKET_DAY)
    sunday = it.next_on

    turn_all(at=told_and_due(it))

    [box] = boxes()
    assert box.pay_until == clock.start_of(sunday) + timedelta(hours=20)


def test_what_the_buyer_skips_is_not_ordered(weekly: StandingOrder) -> None:
    due = told_and_due(weekly)
    with deed():
        actions.skip(queries.locked(weekly.id), by=None, at=due)

    turn_all(at=due)

    assert not boxes()
    assert [turn.why for turn in turns()] == [Why.BUYER]
    assert told(goods_of(weekly).shop.household.keeper.phone or "")[-1].startswith("Kỳ ")


def test_short_goods_skip_the_turn_and_both_are_told(weekly: StandingOrder) -> None:
    due = told_and_due(weekly)
    with deed():
        goods_of(weekly).stock = 2

    turn_all(at=due)

    assert not boxes()
    [turn] = turns()
    assert (turn.state, turn.why) == (TurnState.SKIPPED, Why.SHORT)
    assert "không đủ" in told()[-1]
    assert "không đủ" in told(goods_of(weekly).shop.household.keeper.phone or "")[-1]
    assert goods_of(weekly).stock == 2, "nothing was taken"


def test_a_resting_house_and_a_season_that_is_over(weekly: StandingOrder) -> None:
    due = told_and_due(weekly)
    with deed():
        shop = goods_of(weekly).shop
        shops.pause(shop, reason="", by=shop.household.keeper, at=due)
    turn_all(at=due)
    assert [turn.why for turn in turns()] == [Why.RESTING]

    with deed():
        shops.resume(shop, by=shop.household.keeper, at=due)
        goods_of(weekly).season = 1 << ((due.month + 5) % 12)
    turn_all(at=due + timedelta(days=6))
    turn_all(at=due + timedelta(days=7))
    assert [turn.why for turn in turns()] == [Why.RESTING, Why.OFF_SEASON]
    assert not boxes()


def test_a_day_on_which_nothing_leaves(weekly: StandingOrder) -> None:
    due = told_and_due(weekly)
    with deed():
        goods_of(weekly).shop.hours = hours.kept(Hours(closed=frozenset({SUNDAY})))

    turn_all(at=due)

    assert [turn.why for turn in turns()] == [Why.CLOSED]
    assert not boxes()


def test_a_market_that_was_away_orders_nothing_late(weekly: StandingOrder) -> None:
    due = told_and_due(weekly)

    turn_all(at=due + timedelta(days=3))

    assert Why.AWAY in [turn.why for turn in turns()]
    assert not boxes()


def test_told_late_there_is_still_time_to_skip(weekly: StandingOrder) -> None:
    late = morning(weekly, before=1)
    turn_all(at=late)
    turn_all(at=late + timedelta(hours=11))
    assert not boxes()

    turn_all(at=late + timedelta(hours=12))
    assert len(boxes()) == 1


def test_resting_going_on_and_ending(weekly: StandingOrder) -> None:
    due = told_and_due(weekly)
    with deed():
        actions.turn_to(queries.locked(weekly.id), StandingState.PAUSED, by=None, at=due)
    for day in range(9):
        turn_all(at=due + timedelta(days=day))
    assert not boxes()

    later = due + timedelta(days=9)
    with deed():
        actions.turn_to(queries.locked(weekly.id), StandingState.ACTIVE, by=None, at=later)
    for day in range(9):
        turn_all(at=later + timedelta(days=day))
    assert len(boxes()) == 1

    with deed():
        actions.turn_to(queries.locked(weekly.id), StandingState.STOPPED, by=None, at=later)
    for day in range(9, 30):
        turn_all(at=later + timedelta(days=day))
    assert len(boxes()) == 1
    with pytest.raises(HasEnded), deed():
        actions.skip(queries.locked(weekly.id), by=None, at=later)


def test_other_quantities_from_now_on(weekly: StandingOrder) -> None:
    due = told_and_due(weekly)
    with deed():
        more = na(shop=goods_of(weekly).shop, price=10_000)
        wanted = {weekly.lines[0].product_id: 1, more.id: 2}
        actions.set_goods(queries.locked(weekly.id), wanted, by=None, at=due)

    turn_all(at=due)
    assert boxes()[0].total == Money(88_000)

    with deed():
        actions.set_goods(queries.locked(weekly.id), {more.id: 0}, by=None, at=due)
    assert [line.quantity for line in lines_of(weekly)] == [1]
    with pytest.raises(EmptyBasket), deed():
        actions.set_goods(
            queries.locked(weekly.id), {weekly.lines[0].product_id: 0}, by=None, at=due
        )


def test_begun_twice_it_is_one(weekly: StandingOrder) -> None:
    with deed():
        order = session.get_one(Order, weekly.from_order_id)
        again = actions.begin(order, weekday=1, weeks=2, by=None, at=MARKET_DAY)

    assert again.id == weekly.id
    assert session.scalar(select(func.count()).select_from(StandingOrder)) == 1


def works(app: Flask, _client: FlaskClient, *, at: datetime) -> int:
    with app.app_context():
        try:
            return turn_all(at=at)
        finally:
            session.remove()


def test_workers_at_one_moment_place_one_order(app: Flask, weekly: StandingOrder) -> None:
    told_at, due = morning(weekly, before=2), morning(weekly, before=1)
    for at in (told_at, due):
        session.remove()
        at_once(app, [partial(works, app, at=at)] * 4)

    assert len(turns()) == 1
    assert len(boxes()) == 1


def test_a_worker_killed_in_the_middle_leaves_nothing_half(
    app: Flask, weekly: StandingOrder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed after the order was written and before the turn knew of it."""
    due, soundly = told_and_due(weekly), placing.place

    def killed(*args: Any, **named: Any) -> Checkout:
        soundly(*args, **named)
        session.flush()
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError

    with monkeypatch.context() as patch:
        patch.setattr(placing, "place", killed)
        assert in_another_process(lambda: turn_all(at=due)) == -signal.SIGKILL
    assert not boxes()
    assert [turn.state for turn in turns()] == [TurnState.TOLD]

    turn_all(at=due)
    turn_all(at=due)

    assert len(boxes()) == 1


def test_a_schools_box_is_a_schools_each_time(app: Flask) -> None:
    with deed():
        school = OnBehalf(Institution.SCHOOL, "Trường Tiểu học Chi Lăng")
        buyer = replace(a_buyer("Cô Hoa"), on_behalf=school)
        goods = {na().id: 5}
        first = placing.place(goods, buyer=buyer, pay_by=PayBy.CASH, once="o", at=MARKET_DAY)
        it = actions.begin(first.orders[0], weekday=3, weeks=1, by=None, at=MARKET_DAY)

    turn_all(at=told_and_due(it))

    assert boxes()[0].checkout.institution_name == "Trường Tiểu học Chi Lăng"
