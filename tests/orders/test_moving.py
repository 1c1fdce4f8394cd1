"""An order goes forward by its state table; goods that are not sold come back once."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from storefront.accounts.models import Trace
from storefront.accounts.permissions import Role
from storefront.db import deed, session
from storefront.facts.models import Fact, Indicator
from storefront.ledger.models import Account, Movement
from storefront.money import Money
from storefront.notifications.models import Message
from storefront.orders import actions as orders
from storefront.orders import queries
from storefront.orders.deadlines import ANSWER_WITHIN, GRACE, PAY_WITHIN
from storefront.orders.models import Happened, Order, OrderState, PayBy
from storefront.orders.refusals import NotNow
from storefront.shops.models import Product
from tests.village import MARKET_DAY, a_commune, a_person, a_village, an_order, na, posted

SOON = MARKET_DAY + timedelta(minutes=5)
TODAY = MARKET_DAY.date()


def again(order: Order) -> Order:
    session.rollback()
    session.expire_all()
    return session.get_one(Order, order.id)


def left(order: Order) -> int:
    session.rollback()
    wanted = select(Product.stock).where(Product.id == order.lines[0].product_id)
    return session.scalars(wanted).one()


def told(order: Order) -> list[Happened]:
    return [event.kind for event in queries.timeline(order.id)]


def test_from_the_shelf_to_the_buyer(app: Flask) -> None:
    with deed():
        order = an_order()
        keeper = order.shop.household.keeper
    for step in (orders.confirm, orders.send, orders.hand_over):
        with deed():
            step(queries.locked(order.id), by=keeper, at=SOON)

    done = again(order)
    assert done.state is OrderState.DONE
    assert done.confirmed_at == done.sent_at == done.done_at == SOON
    assert told(order) == [Happened.PLACED, Happened.CONFIRMED, Happened.SENT, Happened.DONE]
    completed = select(Fact.cause).where(Fact.indicator == Indicator.ORDER_COMPLETED)
    assert session.scalars(completed).all() == [order.code]


def test_pressing_twice_moves_once(app: Flask) -> None:
    with deed():
        order = an_order()
        keeper = order.shop.household.keeper
    for _press in range(2):
        with deed():
            orders.confirm(order, by=keeper, at=SOON)

    assert told(order) == [Happened.PLACED, Happened.CONFIRMED]


def test_what_is_over_stays_over(app: Flask) -> None:
    with deed():
        order = an_order()
        keeper = order.shop.household.keeper
        orders.cancel(order, by=keeper, at=SOON)

    for step in (orders.confirm, orders.send, orders.hand_over):
        with pytest.raises(NotNow), deed():
            step(order, by=keeper, at=SOON)
    assert again(order).state is OrderState.CANCELLED


def test_a_buyer_may_cancel_until_the_household_has_promised(app: Flask) -> None:
    with deed():
        product = na()
        early, late = an_order(product), an_order(product)
        orders.confirm(late, by=product.shop.household.keeper, at=SOON)
    with deed():
        orders.cancel(early, by=None, at=SOON)
    with pytest.raises(NotNow), deed():
        orders.cancel(late, by=None, at=SOON)

    assert again(early).state is OrderState.CANCELLED
    assert again(late).state is OrderState.CONFIRMED


def test_cancelled_goods_come_back_once(app: Flask) -> None:
    with deed():
        order = an_order(na(stock=40), quantity=3)
    for _press in range(2):
        with deed():
            orders.cancel(order, by=None, at=SOON)

    assert left(order) == 40
    assert told(order) == [Happened.PLACED, Happened.CANCELLED]
    assert session.scalar(select(func.sum(Movement.amount))) == Money(0)
    owed = select(func.sum(Movement.amount)).where(Movement.account == Account.RECEIVABLE)
    assert session.scalar(owed) == Money(0)


def test_goods_that_were_sent_do_not_come_back_by_themselves(app: Flask) -> None:
    with deed():
        order = an_order(na(stock=40), quantity=3)
        keeper = order.shop.household.keeper
        orders.confirm(order, by=keeper, at=SOON)
        orders.send(order, by=keeper, at=SOON)
        orders.cancel(order, by=keeper, reason="Khách không nhận", at=SOON)

    assert left(order) == 37


@pytest.mark.parametrize(
    ("pay_by", "wait"),
    [(PayBy.VIETQR, PAY_WITHIN + GRACE), (PayBy.CASH, ANSWER_WITHIN)],
)
def test_goods_go_back_when_time_is_up(app: Flask, pay_by: PayBy, wait: timedelta) -> None:
    with deed():
        order = an_order(na(stock=40), pay_by=pay_by)

    for moment, stock in ((wait, 37), (wait + timedelta(seconds=1), 40), (wait * 2, 40)):
        with deed():
            orders.expire_due(at=MARKET_DAY + moment)
        assert left(order) == stock
    assert told(order) == [Happened.PLACED, Happened.EXPIRED]


def test_an_order_with_money_waits_for_a_person(app: Flask) -> None:
    with deed():
        order = an_order()
        order.paid = Money(1_000)
    with deed():
        assert orders.expire_due(at=MARKET_DAY + timedelta(days=9)) == 0


def test_who_may_handle_it(app: Flask) -> None:
    with deed():
        commune = a_commune()
        order = an_order()
        home = order.shop.household.village
        cast = {
            "keeper": (order.shop.household.keeper, True),
            "leader here": (posted("Tài", Role.LEADER, home), True),
            "leader elsewhere": (posted("Mai", Role.LEADER, a_village(inside=commune)), False),
            "officer": (posted("Thắng", Role.COMMUNE_OFFICER, home), False),
            "stranger": (a_person("Lan"), False),
        }

    for who, (person, may) in cast.items():
        assert (queries.to_handle(order.code, person, TODAY) is not None) is may, who
    assert queries.to_handle("CB0000000", cast["keeper"][0], TODAY) is None


def test_the_keeper_sees_who_pressed(app: Flask) -> None:
    with deed():
        order = an_order()
        tai = posted("Nông Văn Tài", Role.LEADER, order.shop.household.village)
        orders.confirm(order, by=tai, at=SOON)

    trace = session.scalars(select(Trace).where(Trace.verb == "order.confirmed")).one()
    assert (trace.actor_id, trace.for_id) == (tai.id, order.shop.household.keeper_id)
    assert queries.timeline(order.id)[-1].actor is tai


def test_open_orders_come_first(app: Flask) -> None:
    with deed():
        product = na()
        old, cancelled, new = (an_order(product) for _ in range(3))
        orders.cancel(cancelled, by=None, at=SOON)
        household = product.shop.household_id

    assert [order.id for order in queries.open_for([household])] == [old.id, new.id]
    assert [order.id for order in queries.latest_for([household])] == [new.id, old.id, cancelled.id]
    assert queries.open_for([household + 1]) == []


def test_messages_speak_the_buyers_language(app: Flask) -> None:
    with deed():
        order = an_order()
        order.checkout.language = "en"
        orders.confirm(order, by=order.shop.household.keeper, at=SOON)

    last = session.scalars(select(Message).order_by(Message.id.desc())).first()
    assert last is not None
    assert "accepted order" in last.body
