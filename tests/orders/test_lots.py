"""A harvest is sold before it is picked: never more than was counted on, until its cut-off, and
moved when it rains with every buyer asked."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from storefront.db import deed, session
from storefront.ledger.models import Movement
from storefront.money import Money
from storefront.notifications.models import Message
from storefront.orders import actions as orders
from storefront.orders import harvest, queries
from storefront.orders.models import Happened, Order, OrderState
from storefront.orders.refusals import NotNow, OutOfStock, TooLate
from storefront.shops import lots
from storefront.shops.errors import LotOpen
from storefront.shops.lots import Harvest
from storefront.shops.models import Lot, Product
from tests.browser import Browser
from tests.village import MARKET_DAY, an_order, na

THE_DAY, AFTER_THE_RAIN = date(2026, 8, 24), date(2026, 8, 26)
CUT_OFF = MARKET_DAY + timedelta(hours=10)  # six in the evening
JANUARY = 0b1


def a_lot(*, expected: int = 120, per_day: int | None = None, season: int = 0) -> Lot:
    product = na(stock=7, season=season)
    promised = Harvest(THE_DAY, expected, CUT_OFF, "đồi Khau Slung", per_day)
    return lots.open_lot(product, promised, by=product.shop.household.keeper, at=MARKET_DAY)


def moved(lot: Lot) -> list[Order]:
    return harvest.move(
        lot,
        to=AFTER_THE_RAIN,
        closes_at=CUT_OFF + timedelta(days=2),
        because="mưa",
        by=lot.product.shop.household.keeper,
        at=MARKET_DAY,
    )


def left(product: Product) -> int:
    session.flush()
    session.refresh(product, ["stock"])
    return product.stock


def test_no_more_is_promised_than_can_be_picked(app: Flask) -> None:
    with deed():
        lot = a_lot(expected=120, per_day=5)
        order = an_order(lot.product, quantity=4)

    assert order.lines[0].lot_id == lot.id
    with pytest.raises(OutOfStock), deed():
        an_order(lot.product, quantity=2)
    assert left(lot.product) == 1


def test_a_promised_harvest_may_be_out_of_todays_season(app: Flask) -> None:
    with deed():
        assert an_order(a_lot(season=JANUARY).product, quantity=4).lines


def test_after_the_cut_off_nothing_is_ordered_and_nothing_comes_back(app: Flask) -> None:
    with deed():
        lot = a_lot()
        order = an_order(lot.product, quantity=4)

    with pytest.raises(TooLate), deed():
        an_order(lot.product, quantity=1, at=CUT_OFF)
    with deed():
        assert lots.end_due(at=CUT_OFF) == 1
        assert lots.end_due(at=CUT_OFF) == 0
        orders.cancel(order, by=None, at=CUT_OFF)
    assert left(lot.product) == 0
    assert lot.ended_at == CUT_OFF


def test_what_is_called_off_before_is_promised_again(app: Flask) -> None:
    with deed():
        lot = a_lot()
        orders.cancel(an_order(lot.product, quantity=4), by=None, at=MARKET_DAY)

        assert left(lot.product) == 120


def test_goods_of_the_old_stock_do_not_swell_the_harvest(app: Flask) -> None:
    with deed():
        product = na(stock=7)
        order = an_order(product, quantity=4)
        promised = Harvest(THE_DAY, 120, CUT_OFF)
        lots.open_lot(product, promised, by=product.shop.household.keeper, at=MARKET_DAY)
        orders.cancel(order, by=None, at=MARKET_DAY)

        assert left(product) == 120


def test_one_harvest_of_a_thing_at_a_time(app: Flask) -> None:
    with deed():
        lot = a_lot()
    again = Harvest(THE_DAY, 1, CUT_OFF)
    with pytest.raises(LotOpen), deed():
        lots.open_lot(lot.product, again, by=lot.product.shop.household.keeper, at=MARKET_DAY)


def test_everybody_who_waits_is_asked_and_silence_keeps_the_order(app: Flask) -> None:
    with deed():
        lot = a_lot()
        waiting, over = an_order(lot.product), an_order(lot.product)
        orders.cancel(over, by=None, at=MARKET_DAY)
        assert moved(lot) == [waiting]
        told = session.scalars(select(Message.body).order_by(Message.id.desc())).first()

    assert told is not None
    assert "26/8/2026: mưa" in told
    assert harvest.is_asked(waiting, queries.timeline(waiting.id))
    assert waiting.state is OrderState.PLACED


def test_a_buyer_who_cannot_wait_is_owed_what_was_paid(app: Flask) -> None:
    with deed():
        lot = a_lot()
        order = an_order(lot.product, quantity=4)
        keeper = lot.product.shop.household.keeper
        orders.confirm(order, by=keeper, at=MARKET_DAY)
        moved(lot)
        order.paid = order.total
        harvest.give_up(order, at=MARKET_DAY)

        assert order.state is OrderState.CANCELLED
        assert order.over == order.goods == Money(4 * 68_000)
        assert left(lot.product) == 120
        assert session.scalar(select(func.sum(Movement.amount))) == Money(0)


def test_nobody_calls_off_a_promised_order_unasked_or_twice(app: Flask) -> None:
    with deed():
        lot = a_lot()
        order = an_order(lot.product)
        orders.confirm(order, by=lot.product.shop.household.keeper, at=MARKET_DAY)
    with pytest.raises(NotNow), deed():
        harvest.give_up(order, at=MARKET_DAY)
    with deed():
        moved(lot)
        harvest.keep(order, at=MARKET_DAY)
    with pytest.raises(NotNow), deed():
        harvest.give_up(order, at=MARKET_DAY)


def test_a_harvest_from_the_keepers_phone_to_the_buyers(
    app: Flask, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storefront.clock.now", lambda: MARKET_DAY)
    with deed():
        product = na()
        product.gtin = "8934567890120"
    shop = product.shop
    here = f"/shops/{shop.code}/products/{product.code}/harvest"
    keeper = Browser(app.test_client())
    keeper.sign_in(shop.household.keeper)
    days = {"harvest_on": "2026-08-24", "closes_on": "2026-08-22", "closes_hour": "18"}

    late = keeper.post(here, days | {"expected": "120", "closes_on": "2026-08-25"}, expect=422)
    keeper.post(here, days | {"expected": "120", "plot": "đồi Khau Slung"})

    assert "trước hoặc đúng ngày hái" in late.text
    page = browser.get(f"/products/{product.code}")
    assert "Thu hoạch 24/8/2026" in page.text
    assert "18:00, 22/8/2026" in page.text
    session.rollback()
    lot = session.scalars(select(Lot)).one()
    with deed():
        order = an_order(session.get_one(Product, product.id))
    keeper.post(f"{here}/day", days | {"harvest_on": "2026-08-26", "because": "mưa"})
    follow = f"/follow/{order.checkout.secret}/{order.code}"
    assert "Tôi chờ được" in browser.get(follow).text
    browser.post(f"{follow}/harvest", {"answer": "nonsense"}, expect=400)
    browser.post(f"{follow}/harvest", {"answer": "keep"})
    assert "Tôi chờ được" not in browser.get(follow).text
    assert queries.timeline(order.id)[-1].kind is Happened.HARVEST_KEPT

    trace = browser.get(f"/lots/{lot.code}")
    assert "26/8/2026" in trace.text
    assert "đồi Khau Slung" in trace.text
    assert order.checkout.buyer_name not in trace.html
    link = f"/01/08934567890120/10/{lot.code}"
    assert browser.get(link, expect=302).url == f"/lots/{lot.code}"
    browser.get(f"/01/08934567890121/10/{lot.code}", expect=404)
    assert keeper.get(f"{here}/{lot.code}/labels").all("svg")
    browser.get(f"{here}/{lot.code}/labels", expect=302)
    keeper.post(f"{here}/end")
    assert "Mở đặt trước" in keeper.get(here).text
