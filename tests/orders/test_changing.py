"""A buyer changes an order before the household has promised: stock, books and money follow."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask

from storefront.db import deed, session
from storefront.delivery import actions as delivery
from storefront.delivery.hours import Hours
from storefront.delivery.ways import Offer, Way
from storefront.facts.models import Fact, Indicator
from storefront.ledger import queries as ledger
from storefront.ledger.models import Account
from storefront.money import Money
from storefront.notifications.models import Message
from storefront.orders import actions as orders
from storefront.orders import placing
from storefront.orders.changing import Wish
from storefront.orders.models import Happened, Order, OrderLine, Origin, PayBy
from storefront.orders.queries import timeline
from storefront.orders.refusals import EmptyBasket, NotNow, OutOfStock, PriceChanged
from storefront.payments import by_word, changing, giving_back
from storefront.payments.models import CaseKind, PaymentCase
from storefront.payments.refusals import MoneyUnderWay
from storefront.places.models import Place
from storefront.shops import lots
from storefront.shops.lots import Harvest
from storefront.shops.models import Product
from tests.village import (
    MARKET_DAY,
    a_buyer,
    a_commune,
    a_household,
    a_province,
    a_shop,
    a_village,
    an_account,
    an_order,
    na,
)


def wish(
    order: Order, *, way: Way | None = None, to: Place | None = None, **quantities: int
) -> Wish:
    found, there = order.checkout, to.id if to else None
    by_place = {f"q{nth}": line.id for nth, line in enumerate(order.lines, 1)}
    wanted = {by_place[name]: many for name, many in quantities.items()}
    return Wish(wanted, found.address, found.buyer_phone, found.note, way=way, commune_id=there)


def changed(
    order: Order, *, way: Way | None = None, to: Place | None = None, **quantities: int
) -> None:
    with deed():
        wanted = wish(order, way=way, to=to, **quantities)
        changing.change(session.get_one(Order, order.id), wanted, at=MARKET_DAY)


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


NEAR, FAR = Money(18_000), Money(30_000)
"""By VNPost, for a kilogram within the commune and to the next province."""


def two_houses() -> tuple[list[Order], Place, Place]:
    """Of one commune, ordered from together by somebody who lives there; and a place far away."""
    with deed():
        here = a_commune(inside=a_province(code="20"))
        there = a_commune("Ngọc Hà", inside=a_province("Hà Nội", code="01"))
        homes = [a_household(f"Nông Văn {nth}", village=a_village(inside=here)) for nth in range(2)]
        for nth, home in enumerate(homes):
            an_account(home, number=f"10187234{nth}")
        shops = [a_shop(home) for home in homes]
        for shop in shops:
            offers = {Way.PICK_UP: Offer(), Way.VNPOST: Offer(), Way.COACH: Offer(Money(9_000))}
            delivery.choose(shop, offers, by=shop.household.keeper, at=MARKET_DAY)
            delivery.keep_hours(shop, Hours(a_day=1), by=shop.household.keeper, at=MARKET_DAY)
        basket = {na(shop=shop).id: 1 for shop in shops}
        buyer = replace(a_buyer(), commune_id=here.id, ways={it.code: Way.VNPOST for it in shops})
        found = placing.place(basket, buyer=buyer, pay_by=PayBy.VIETQR, once="two", at=MARKET_DAY)
        return found.orders, here, there


def now(order: Order) -> Order:
    return session.get_one(Order, order.id, populate_existing=True)


def test_another_way_is_agreed_anew(app: Flask) -> None:
    [one, other], _here, _there = two_houses()
    left_on, terms = one.leaves_on, dict(one.terms or {})
    changed(one, way=Way.COACH)

    assert (now(one).way, now(one).fee, now(one).leaves_on) == (Way.COACH, Money(9_000), left_on)
    assert (now(one).terms or {}).get("days") != terms["days"]
    assert (now(other).way, now(other).fee) == (Way.VNPOST, NEAR)
    the_books_agree(now(one))
    assert timeline(one.id)[-1].note.startswith("way:vnpost → way:coach")  # type: ignore[union-attr]
    told = session.query(Message.body).order_by(Message.id.desc()).first()
    assert told
    assert "gửi xe khách" in told[0]


def test_another_commune_is_one_for_all_of_the_basket(app: Flask) -> None:
    orders_, _here, there = two_houses()
    changed(orders_[0], to=there)

    for order in orders_:
        assert now(order).fee == FAR
        assert timeline(order.id)[-1].kind is Happened.CHANGED
        the_books_agree(now(order))


def test_not_when_one_of_them_has_accepted(app: Flask) -> None:
    [one, other], here, there = two_houses()
    with deed():
        orders.confirm(other, by=other.shop.household.keeper, at=MARKET_DAY)

    with pytest.raises(NotNow):
        changed(one, to=there)

    session.rollback()
    assert (now(one).fee, now(one).checkout.commune_id) == (NEAR, here.id)
    changed(one, way=Way.PICK_UP)
    assert now(one).fee == Money(0)


def test_a_weekly_box_goes_as_was_agreed(app: Flask) -> None:
    [one, _other], _here, _there = two_houses()
    with deed():
        one.checkout.origin = Origin.STANDING

    with pytest.raises(NotNow):
        changed(one, way=Way.COACH)


def test_money_that_came_follows_to_another_way(app: Flask) -> None:
    [one, _other], _here, _there = two_houses()
    with deed():
        by_word.keeper_received(one, by=one.shop.household.keeper, cash=False, at=MARKET_DAY)
    changed(one, way=Way.PICK_UP)

    assert (now(one).over, now(one).due) == (NEAR, Money(0))
    the_books_agree(now(one))
    assert session.query(PaymentCase).one().amount == NEAR


def test_a_deposit_follows_the_goods(app: Flask) -> None:
    with deed():
        shop = a_shop()
        plums, leaves = na(shop=shop), na(shop=shop, name="Lá dong", price=3_000)
        said = Harvest(date(2026, 8, 30), 90, MARKET_DAY + timedelta(days=7), deposit_percent=30)
        lots.open_lot(plums, said, by=shop.household.keeper, at=MARKET_DAY)
        [order] = placing.place(
            {plums.id: 3, leaves.id: 5}, buyer=a_buyer(), pay_by=PayBy.CASH, once="d", at=MARKET_DAY
        ).orders
    until = (order.terms or {})["deposit"]["until"]
    assert order.asked == Money(61_200)

    changed(order, q1=1)
    assert (now(order).asked, now(order).total) == (Money(20_400), Money(83_000))
    assert (now(order).terms or {})["deposit"] == {"kept": 0, "until": until}

    changed(order, q1=0)
    assert (now(order).deposit, now(order).pay_until) == (Money(0), None)
    assert "deposit" not in (now(order).terms or {})
    the_books_agree(now(order))
