"""Two hands on the last jar, sixteen tellings of one payment: with real requests at one moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from storefront import clock, codes
from storefront.db import deed, session
from storefront.delivery import actions as delivery
from storefront.delivery.hours import Hours
from storefront.facts.models import Fact, Indicator
from storefront.ledger.models import Movement
from storefront.money import Money
from storefront.orders.actions import expire_due
from storefront.orders.models import Order, OrderState
from storefront.payments.models import Outcome, RawMessage, Receipt
from storefront.shops.models import Product
from tests.bank import SEPAY, a_notice
from tests.crowd import at_once
from tests.village import MARKET_DAY, a_household, a_shop, an_order, na

CROWD = 16


def buys(
    basket: dict[int, int], *, seen: int, once: str | None = None
) -> Callable[[FlaskClient], int]:
    def buy(client: FlaskClient) -> int:
        written = ".".join(f"{product}:{quantity}" for product, quantity in basket.items())
        client.set_cookie("basket", written)
        typed = {
            "phone": "0912345678",
            "name": "Lan",
            "delivery": "pick_up",
            "pay_by": "vietqr",
            "once": once or codes.secret(),
            "seen": str(seen),
        }
        return client.post("/checkout", data=typed).status_code

    return buy


def tells(body: bytes) -> Callable[[FlaskClient], int]:
    headers = SEPAY.signed_headers(body, at=clock.now())
    return lambda client: (
        client.post("/payments/notices/sepay", data=body, headers=headers).status_code
    )


def stock_of(product: Product) -> int:
    session.rollback()
    return session.scalars(select(Product.stock).where(Product.id == product.id)).one()


def orders() -> list[Order]:
    session.rollback()
    return list(session.scalars(select(Order)))


def test_of_many_hands_on_the_last_jar_one_gets_it(app: Flask) -> None:
    with deed():
        jar = na(stock=1, price=50_000)

    answers = at_once(app, [buys({jar.id: 1}, seen=50_000)] * CROWD)

    assert Counter(answers) == {201: 1, 302: CROWD - 1}
    assert stock_of(jar) == 0
    assert len(orders()) == 1


def test_never_more_than_there_is(app: Flask) -> None:
    with deed():
        jar = na(stock=10, price=50_000)

    answers = at_once(app, [buys({jar.id: 3}, seen=150_000)] * CROWD)

    assert Counter(answers) == {201: 3, 302: CROWD - 3}
    assert stock_of(jar) == 1


def test_one_form_pressed_many_times_orders_once(app: Flask) -> None:
    with deed():
        jar = na(stock=40, price=50_000)
    once = codes.secret()

    answers = at_once(app, [buys({jar.id: 1}, seen=50_000, once=once)] * CROWD)

    assert Counter(answers) == {201: CROWD}
    assert len(orders()) == 1
    assert stock_of(jar) == 39


def test_crossed_baskets_wait_for_each_other(app: Flask) -> None:
    with deed():
        one = na(stock=100, price=10_000)
        other = na(shop=a_shop(a_household("Nông Văn Tài")), stock=100, price=10_000)
    there = {one.id: 1, other.id: 1}
    back = {other.id: 1, one.id: 1}

    answers = at_once(app, [buys(there, seen=20_000), buys(back, seen=20_000)] * (CROWD // 2))

    assert Counter(answers) == {201: CROWD}
    assert (stock_of(one), stock_of(other)) == (100 - CROWD, 100 - CROWD)


def test_a_day_bears_what_it_bears(app: Flask) -> None:
    """Also when baskets are crossed, and hold different goods."""
    with deed():
        homes = [a_shop(), a_shop(a_household("Nông Văn Tài"))]
        for shop in homes:
            delivery.keep_hours(shop, Hours(a_day=5), by=shop.household.keeper, at=MARKET_DAY)
        one, other = ([na(shop=shop, price=10_000).id for _ in range(4)] for shop in homes)
    pairs = [
        pair for nth in range(4) for pair in ((one[nth], other[-nth]), (other[nth], one[-nth]))
    ]

    answers = at_once(app, [buys(dict.fromkeys(pair, 1), seen=20_000) for pair in pairs * 2])

    assert Counter(answers) == {201: CROWD}
    days = Counter((it.shop_id, it.leaves_on) for it in orders())
    assert sorted(days.values()) == [1, 1, 5, 5, 5, 5, 5, 5]


def test_holds_that_run_out_at_one_moment_come_back_once(app: Flask) -> None:
    with deed():
        jar = na(stock=40)
        for _ in range(3):
            an_order(jar, quantity=3)
        called_off = an_order(jar, quantity=5)
    address = f"/follow/{called_off.checkout.secret}/{called_off.code}/cancellation"

    def run_out(_client: FlaskClient) -> int:
        with app.app_context(), deed():
            return expire_due(at=MARKET_DAY + timedelta(days=9))

    answers = at_once(
        app, [run_out, lambda client: client.post(address).status_code, run_out, run_out] * 2
    )

    assert sum(it for it in answers if it != 302) in (3, 4)
    assert stock_of(jar) == 40


def test_one_payment_told_by_many_at_once_is_believed_once(app: Flask) -> None:
    with deed():
        order = an_order()
    body = a_notice(order)

    answers = at_once(app, [tells(body)] * CROWD)

    assert Counter(answers) == {200: CROWD}
    session.rollback()
    session.refresh(order)
    assert order.paid == order.total
    assert session.scalar(select(func.count()).select_from(Receipt)) == 1
    assert session.scalar(select(func.count()).select_from(RawMessage)) == CROWD
    assert session.scalar(select(func.sum(Movement.amount))) == Money(0)
    revenue = select(Fact.amount).where(Fact.indicator == Indicator.REVENUE)
    assert session.scalars(revenue).all() == [order.total.dong]


def test_many_payments_of_one_order_each_count(app: Flask) -> None:
    with deed():
        order = an_order()
    bodies = [a_notice(order, transferAmount=60_000) for _ in range(8)]

    answers = at_once(app, [tells(body) for body in bodies])

    assert Counter(answers) == {200: 8}
    session.rollback()
    session.refresh(order)
    assert order.paid == Money(480_000)
    outcomes = Counter(session.scalars(select(Receipt.outcome)))
    assert outcomes == {Outcome.SHORT: 3, Outcome.OVER: 5}


def test_buyer_cancels_while_the_bank_tells(app: Flask) -> None:
    """Whoever is first, nothing is lost: the goods are back once, the money is on record."""
    with deed():
        jar = na(stock=40)
        order = an_order(jar, quantity=3)
    address = f"/follow/{order.checkout.secret}/{order.code}/cancellation"

    answers = at_once(
        app, [tells(a_notice(order)), lambda client: client.post(address).status_code] * 2
    )

    assert set(answers) == {200, 302}
    session.rollback()
    session.refresh(order)
    assert order.state is OrderState.CANCELLED
    assert order.over == order.total
    assert stock_of(jar) == 40
    assert session.scalar(select(func.sum(Movement.amount))) == Money(0)
