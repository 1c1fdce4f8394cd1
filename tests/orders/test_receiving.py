"""A buyer who says that it has come may take that back for a while; then it is counted, once."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from storefront.cli.duties import HANDLERS
from storefront.cli.working import Worker
from storefront.db import deed, session
from storefront.facts.models import Fact, Indicator
from storefront.ledger.models import Journal
from storefront.notifications.models import Message
from storefront.orders import actions as orders
from storefront.orders import counting, queries, receiving
from storefront.orders.deadlines import TAKE_BACK_WITHIN
from storefront.orders.models import Happened, Order, OrderState
from storefront.orders.refusals import NotNow
from tests.village import MARKET_DAY, an_order

CAME = MARKET_DAY + timedelta(hours=3)
TOO_LATE = CAME + TAKE_BACK_WITHIN
JUST_IN_TIME = TOO_LATE - timedelta(seconds=1)


def sent(*, done_by_household: bool = False) -> Order:
    with deed():
        order = an_order()
        keeper = order.shop.household.keeper
        orders.confirm(order, by=keeper, at=MARKET_DAY)
        orders.send(order, by=keeper, at=MARKET_DAY)
        if done_by_household:
            orders.hand_over(order, by=keeper, at=CAME)
    return order


def says_it_has_come(order: Order, *, at: datetime = CAME) -> None:
    with deed():
        orders.hand_over(queries.locked(order.id), by=None, at=at)


def takes_it_back(order: Order, *, at: datetime = JUST_IN_TIME) -> None:
    with deed():
        receiving.take_back(queries.locked(order.id), at=at)


def the_worker_works(*, at: datetime) -> None:
    while Worker(HANDLERS, []).step(at=at):
        """Until nothing is due."""


def counted() -> Counter[Indicator]:
    session.rollback()
    bought = (Indicator.ORDER_COMPLETED, Indicator.BUYER_NEW, Indicator.ACTIVE_30)
    return Counter(session.scalars(select(Fact.indicator).where(Fact.indicator.in_(bought))))


ONCE = {Indicator.ORDER_COMPLETED: 1, Indicator.BUYER_NEW: 1, Indicator.ACTIVE_30: 2}


def now(order: Order) -> Order:
    session.rollback()
    session.expire_all()
    return session.get_one(Order, order.id)


def test_taken_back_it_is_on_its_way_and_was_never_counted(app: Flask) -> None:
    order = sent()
    journals = session.scalar(select(func.count(Journal.id)))
    says_it_has_come(order)

    takes_it_back(order)
    the_worker_works(at=TOO_LATE)

    it = now(order)
    assert (it.state, it.done_at) == (OrderState.SENT, None)
    assert [event.kind for event in it.events][-2:] == [Happened.DONE, Happened.NOT_COME]
    assert session.scalar(select(func.count(Journal.id))) == journals
    assert counted() == {}
    last = session.scalars(select(Message.body).order_by(Message.id.desc())).first()
    assert last == f"Khách báo lại: chưa nhận được hàng của đơn {order.code}, lúc nãy bấm nhầm."


def test_said_again_it_is_counted_once_and_stays(app: Flask) -> None:
    order = sent()
    says_it_has_come(order)
    takes_it_back(order)
    says_it_has_come(order, at=JUST_IN_TIME)

    the_worker_works(at=TOO_LATE)
    assert counted() == {}, "it may still be taken back"
    the_worker_works(at=TOO_LATE + TAKE_BACK_WITHIN)
    the_worker_works(at=TOO_LATE + timedelta(days=1))

    assert counted() == ONCE
    with pytest.raises(NotNow):
        takes_it_back(order, at=JUST_IN_TIME)
    assert now(order).state is OrderState.DONE


def test_nobody_takes_back_too_late_or_what_the_household_said(app: Flask) -> None:
    late, of_the_house = sent(), sent(done_by_household=True)
    says_it_has_come(late)

    for order, at in ((late, TOO_LATE), (of_the_house, CAME)):
        with pytest.raises(NotNow):
            takes_it_back(order, at=at)
        assert now(order).state is OrderState.DONE


def test_what_the_household_handed_over_meanwhile_counts_once(app: Flask) -> None:
    order = sent()
    says_it_has_come(order)
    takes_it_back(order)
    with deed():
        it = queries.locked(order.id)
        orders.hand_over(it, by=it.shop.household.keeper, at=JUST_IN_TIME)
        assert counting.is_completed(it)

    the_worker_works(at=TOO_LATE)

    assert counted() == ONCE
