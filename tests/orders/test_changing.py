"""A buyer changes an order before the household has promised: stock, books and money follow."""

from __future__ import annotations

import pytest
from flask import Flask

from storefront.db import deed, session
from storefront.facts.models import Fact, Indicator
from storefront.ledger import queries as ledger
from storefront.ledger.models import Account
from storefront.money import Money
from storefront.notifications.models import Message
from storefront.orders import actions as orders
from storefront.orders import placing
from storefront.orders.changing import Wish
from storefront.orders.models import Happened, Order, OrderLine, PayBy
from storefront.orders.queries import timeline
from storefront.orders.refusals import EmptyBasket, NotNow, OutOfStock, PriceChanged
from storefront.payments import by_word, changing, giving_back
from storefront.payments.models import CaseKind, PaymentCase
from storefront.payments.refusals import MoneyUnderWay
from storefront.shops.models import Product
from tests.village import (
    MARKET_DAY,
    a_buyer,
    a_shop,
    an_order,
    na,
)


def wish(order: Order, **quantities: int) -> Wish:
    found = order.checkout
    by_place = {f"q{nth}": line.id for nth, line in enumerate(order.lines, 1)}
    wanted = {by_place[name]: many for name, many in quantities.items()}
    return Wish(wanted, found.address, found.buyer_phone, found.note)


def changed(order: Order, **quantities: int) -> None:
    with deed():
        changing.change(session.get_one(Order, order.id), wish(order, **quantities), at=MARKET_DAY)


def left() -> int:
    return session.query(Product.stock).scalar() or 0


def the_books_agree(order: Order) -> None:
    owed = ledger.balances(order.id)
    assert order.total == Money.sum(line.amount for line in order.lines) + order.fee
    assert owed[Account.RECEIVABLE] == order.due
    assert owed[Account.CUSTOMER_CREDIT] == -order.over
    assert -owed[Account.SALES] == order.total


def revenue() -> int:
    rows = session.query(Fact.amount).filter(Fact.indicator == Indicator.REVENUE)
    return sum(amount for (amount,) in rows)


def test_less_goes_back_on_the_shelf(app: Flask) -> None:
    with deed():
        order = an_order(na(stock=10), quantity=3)

    changed(order, q1=1)

    assert (order.total, order.due, left()) == (Money(68_000), Money(68_000), 9)
    assert timeline(order.id)[-1].kind is Happened.CHANGED
    the_books_agree(order)
    told = session.query(Message.body).order_by(Message.id.desc()).first()
    assert told
    assert "3 → 1 kg" in told[0]
    assert "68.000" in told[0]


def test_more_is_taken_while_there_is_some(app: Flask) -> None:
    with deed():
        order = an_order(na(stock=10), quantity=3)
    changed(order, q1=10)
    assert (order.goods, left()) == (Money(680_000), 0)

    with pytest.raises(OutOfStock):
        changed(order, q1=11)

    session.refresh(order)
    assert (order.goods, left()) == (Money(680_000), 0)
    the_books_agree(order)


def test_more_at_another_price_is_another_order(app: Flask) -> None:
    with deed():
        product = na(stock=10)
        order = an_order(product, quantity=3)
    with deed():
        product.price = Money(70_000)

    with pytest.raises(PriceChanged):
        changed(order, q1=4)

    assert left() == 7


def test_what_was_paid_too_much_waits_for_a_refund(app: Flask) -> None:
    with deed():
        order = an_order(na(stock=10), quantity=3)
        keeper = order.shop.household.keeper
        by_word.keeper_received(order, by=keeper, cash=False, at=MARKET_DAY)

    changed(order, q1=2)

    assert (order.over, order.due, revenue()) == (Money(68_000), Money(0), 136_000)
    the_books_agree(order)
    case = session.query(PaymentCase).one()
    assert (case.kind, case.amount) == (CaseKind.OVER, Money(68_000))
    with deed():
        giving_back.refund(order, order.over, by=keeper, cash=True, once="a", at=MARKET_DAY)
    the_books_agree(order)
    with pytest.raises(MoneyUnderWay):
        changed(order, q1=1)


def test_what_is_promised_is_not_changed(app: Flask) -> None:
    with deed():
        order = an_order(na(stock=10), quantity=3)
        orders.confirm(order, by=order.shop.household.keeper, at=MARKET_DAY)

    with pytest.raises(NotNow):
        changed(order, q1=2)

    assert left() == 7


def test_something_must_be_left(app: Flask) -> None:
    with deed():
        shop = a_shop()
        basket = {na(shop=shop).id: 2, na(shop=shop, name="Hồng", price=30_000).id: 1}
        [order] = placing.place(
            basket, buyer=a_buyer(), pay_by=PayBy.CASH, once="two", at=MARKET_DAY
        ).orders

    changed(order, q1=0)

    assert [line.name for line in order.lines] == ["Hồng"]
    assert session.query(OrderLine).count() == 1
    the_books_agree(order)
    with pytest.raises(EmptyBasket):
        changed(order, q1=0)


def test_another_number_gets_the_link(app: Flask) -> None:
    with deed():
        order = an_order()
    with deed():
        there = Wish({}, "Số 14 ngõ 34", "+84987654321", "gọi trước")
        changing.change(session.get_one(Order, order.id), there, at=MARKET_DAY)

    assert order.checkout.address == "Số 14 ngõ 34"
    to = [told.to for told in session.query(Message).order_by(Message.id)]
    assert "+84987654321" in to[-2:]


def test_where_it_goes_stays_when_another_house_has_promised(app: Flask) -> None:
    with deed():
        basket = {na().id: 1, na().id: 1}
        found = placing.place(basket, buyer=a_buyer(), pay_by=PayBy.CASH, once="x", at=MARKET_DAY)
        orders.confirm(found.orders[0], by=found.orders[0].shop.household.keeper, at=MARKET_DAY)

    elsewhere = Wish({}, "Nơi khác", found.buyer_phone, "")
    with pytest.raises(NotNow), deed():
        changing.change(found.orders[1], elsewhere, at=MARKET_DAY)

    session.refresh(found)
    assert found.address != "Nơi khác"
