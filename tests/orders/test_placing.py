"""A basket becomes one order per household; goods leave the shelf exactly once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from storefront import clock
from storefront.db import deed, session
from storefront.facts.models import Fact, Indicator, Unfolded
from storefront.ledger.models import Account, Movement
from storefront.money import Money
from storefront.notifications.models import Message
from storefront.orders import placing, queries
from storefront.orders.deadlines import GRACE, PAY_WITHIN
from storefront.orders.models import Checkout, Order, OrderState, Origin, PayBy
from storefront.orders.refusals import (
    EmptyBasket,
    NothingToPayWith,
    NotShown,
    OutOfStock,
    Paused,
    TooMuch,
)
from storefront.shops.models import Product
from tests.village import MARKET_DAY, a_buyer, a_household, a_shop, an_account, an_order, na


def place(basket: dict[int, int], *, pay_by: PayBy = PayBy.VIETQR, once: str = "once") -> Checkout:
    return placing.place(basket, buyer=a_buyer(), pay_by=pay_by, once=once, at=MARKET_DAY)


def left(product: Product) -> int:
    session.rollback()
    return session.scalars(select(Product.stock).where(Product.id == product.id)).one()


def in_the_books(account: Account) -> Money:
    total = session.scalar(select(func.sum(Movement.amount)).where(Movement.account == account))
    return total or Money(0)


def test_two_households_are_two_orders_under_one_link(app: Flask) -> None:
    with deed():
        nhinh, tai = na(price=68_000), na(shop=a_shop(a_household("Nông Văn Tài")), price=28_000)
        checkout = place({nhinh.id: 3, tai.id: 2})

    assert [order.total for order in checkout.orders] == [Money(204_000), Money(56_000)]
    assert {order.account_id for order in checkout.orders} == {
        nhinh.shop.household.accounts[0].id,
        tai.shop.household.accounts[0].id,
    }
    assert (left(nhinh), left(tai)) == (37, 38)
    found = queries.by_secret(checkout.secret)
    assert found is not None
    assert [order.code for order in found.orders] == [order.code for order in checkout.orders]


def test_pressing_twice_orders_once(app: Flask) -> None:
    with deed():
        product = na()
        first = place({product.id: 3})
    with deed():
        second = place({product.id: 3})

    assert second.id == first.id
    assert left(product) == 37
    assert session.scalar(select(func.count()).select_from(Order)) == 1


def test_the_price_of_the_day_is_kept(app: Flask) -> None:
    with deed():
        product = na(price=68_000)
        order = an_order(product)
        product.price = Money(99_000)

    assert order.lines[0].unit_price == Money(68_000)
    assert order.total == Money(204_000)


def test_two_clocks(app: Flask) -> None:
    with deed():
        order = an_order()

    assert order.pay_until == MARKET_DAY + PAY_WITHIN
    assert order.hold_until == MARKET_DAY + PAY_WITHIN + GRACE


def test_pages_that_show_the_goods_are_told_that_stock_moved(app: Flask) -> None:
    with deed():
        product = na()
    with deed():
        later = MARKET_DAY + timedelta(hours=1)
        an_order(product, at=later)

    session.refresh(product)
    assert product.changed_at == later


def test_the_books_and_the_count_know_at_once(app: Flask) -> None:
    with deed():
        order = an_order()

    assert in_the_books(Account.RECEIVABLE) == order.total
    assert in_the_books(Account.SALES) == -order.total
    fact = session.scalars(select(Fact).where(Fact.indicator == Indicator.ORDER_PLACED)).one()
    assert (fact.cause, fact.amount) == (order.code, 1)
    assert session.get(Unfolded, fact.id) is not None


def test_buyer_and_keeper_are_told(app: Flask) -> None:
    with deed():
        order = an_order()
    buyer, keeper = session.scalars(select(Message).order_by(Message.id)).all()

    assert buyer.to == order.checkout.buyer_phone
    assert f"https://cho.example/follow/{order.checkout.secret}" in buyer.body
    assert keeper.to == order.shop.household.keeper.phone
    assert "3 kg Na dai" in keeper.body
    assert order.checkout.secret not in keeper.body


@pytest.mark.parametrize("quantity", [41, 10**9, 10**30])
def test_more_than_there_is_cannot_be_had(app: Flask, quantity: int) -> None:
    with deed():
        first, product = na(), na(stock=40)

    with pytest.raises(OutOfStock) as refusal, deed():
        place({first.id: 1, product.id: quantity})

    assert (refusal.value.name, refusal.value.left) == (product.name, 40)
    nothing_happened(first, product)


def test_what_is_not_on_the_shelf_cannot_be_had(app: Flask) -> None:
    with deed():
        product, hidden = na(), na()
        hidden.shown = False

    for missing in (hidden.id, 404):
        with pytest.raises(NotShown), deed():
            place({product.id: 1, missing: 1})
    nothing_happened(product, hidden)


def test_a_resting_household_takes_no_orders(app: Flask) -> None:
    with deed():
        product = na()
        product.shop.paused_at = MARKET_DAY

    with pytest.raises(Paused), deed():
        place({product.id: 1})
    nothing_happened(product)


@pytest.mark.parametrize("quantity", [None, 0, -3])
def test_an_empty_basket_is_no_order(app: Flask, quantity: int | None) -> None:
    with deed():
        product = na()

    with pytest.raises(EmptyBasket), deed():
        place({} if quantity is None else {product.id: quantity})
    nothing_happened(product)


def test_a_household_without_account_takes_cash_only(app: Flask) -> None:
    with deed():
        product = na()
        product.shop.household.accounts[0].retired_at = MARKET_DAY

    with pytest.raises(NothingToPayWith), deed():
        place({product.id: 1})
    nothing_happened(product)

    with deed():
        order = place({product.id: 1}, pay_by=PayBy.CASH).orders[0]
    assert (order.account_id, order.pay_until) == (None, None)


def test_the_account_of_the_day_is_kept(app: Flask) -> None:
    with deed():
        product = na()
        before = an_order(product)
    with deed():
        product.shop.household.accounts[0].retired_at = MARKET_DAY
        an_account(product.shop.household, number="190333444555")
    with deed():
        after = an_order(product)

    assert after.account_id != before.account_id


def test_more_than_a_bank_carries_is_refused(app: Flask) -> None:
    with deed():
        product = na(price=100_000_000, stock=10)

    with pytest.raises(TooMuch), deed():
        place({product.id: 5})
    nothing_happened(product)


def test_a_code_that_is_taken_is_not_given_again(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = iter(["CB2222222", "CB2222222", "CB3333333"])
    monkeypatch.setattr("storefront.codes.new_code", lambda: next(codes))
    with deed():
        product = na()
        an_order(product)
    with deed():
        assert an_order(product).code == "CB3333333"


def nothing_happened(*products: Product) -> None:
    assert [left(product) for product in products] == [
        40 if p.price.dong < 10**8 else 10 for p in products
    ]
    for table in (Checkout, Order, Message, Movement):
        assert session.scalar(select(func.count()).select_from(table)) == 0
    assert session.scalar(select(Order.state).where(Order.state != OrderState.PLACED)) is None


def test_who_entered_it_for_the_buyer_is_written_down(app: Flask) -> None:
    with deed():
        goods = na()
        keeper = goods.shop.household.keeper
        buyer = replace(a_buyer(), origin=Origin.PHONE, entered_by=keeper)
        checkout = placing.place(
            {goods.id: 1}, buyer=buyer, pay_by=PayBy.CASH, once="o", at=MARKET_DAY
        )

    session.expunge_all()
    found = queries.by_secret(checkout.secret)
    assert found is not None
    assert (found.origin, found.entered_by_id) == (Origin.PHONE, keeper.id)
    assert [event.actor_id for event in found.orders[0].events] == [keeper.id]


def test_a_parcel_does_not_leave_before_its_day(app: Flask) -> None:
    sunday = clock.village_date(MARKET_DAY) + timedelta(days=5)
    with deed():
        buyer = replace(a_buyer(), not_before=sunday)
        checkout = placing.place(
            {na().id: 1}, buyer=buyer, pay_by=PayBy.CASH, once="o", at=MARKET_DAY
        )

    assert checkout.orders[0].leaves_on == sunday
