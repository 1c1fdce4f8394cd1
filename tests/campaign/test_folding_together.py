"""Writers and folders at work at once, as with two workers on one database."""

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from storefront.campaign import folding, moves, sums
from storefront.campaign.models import MonthFold
from storefront.campaign.queries import scope_of
from storefront.campaign.scope import Geography
from storefront.db import deed, session
from storefront.facts.models import Fact, Indicator, Unfolded
from storefront.money import Money
from storefront.orders import actions as orders
from storefront.orders import counting
from storefront.orders.models import Order
from storefront.places.models import Place
from storefront.shops import actions as shops
from storefront.shops import goods, noting
from storefront.shops.goods import Goods
from storefront.shops.models import Category, Household, Shop
from tests.village import MARKET_DAY, a_commune, a_household, a_village, an_order, counted, na

ORDERS = 40
LATER = MARKET_DAY + timedelta(hours=1)


def at_once(app: Flask, *deeds: Callable[[], None]) -> None:
    """Each in a thread and a session of its own. What goes wrong in one is raised here."""
    wrong: list[BaseException] = []

    def perform(do: Callable[[], None]) -> None:
        with app.app_context():
            try:
                do()
            except BaseException as error:
                wrong.append(error)
            finally:
                session.remove()

    threads = [threading.Thread(target=perform, args=(do,)) for do in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise wrong[0]


def test_two_folders_and_two_writers_lose_nothing_and_count_nothing_twice(app: Flask) -> None:
    with deed():
        commune = a_commune()
        ids = [a_household(village=a_village(inside=commune)).id for _ in range(2)]
    session.rollback()
    seen: list[int] = []
    done = threading.Event()

    def sell(household_id: int) -> Callable[[], None]:
        def orders() -> None:
            for _ in range(ORDERS):
                with deed():
                    counted(Indicator.ORDER_PLACED, session.get_one(Household, household_id))

        return orders

    def fold() -> None:
        while not done.is_set():
            with deed():
                folding.fold(limit=7)

    def look() -> None:
        place = session.get_one(Place, commune.id)
        today = date(2026, 8, 22)
        scope = scope_of(place, until=today, geography=Geography.NOW, today=today)
        while sum(seen[-1:]) < 2 * ORDERS:
            months = sums.by_month(scope).get(Indicator.ORDER_PLACED, {})
            seen.append(sum(months.values()))
            session.rollback()
        done.set()

    at_once(app, sell(ids[0]), sell(ids[1]), fold, fold, look)

    assert seen == sorted(seen), "a report never goes back"
    folding.fold_all(at=MARKET_DAY)
    orders = MonthFold.indicator == Indicator.ORDER_PLACED
    assert session.scalar(select(func.sum(MonthFold.amount)).where(orders)) == 2 * ORDERS
    assert session.scalar(select(func.count(Unfolded.fact_id))) == 0
    kinds = dict(
        session.execute(select(Fact.indicator, func.count()).group_by(Fact.indicator)).all()
    )
    once = dict.fromkeys((Indicator.FIRST_ORDER, Indicator.ACTIVE_2022), 2)
    assert kinds == {Indicator.ORDER_PLACED: 2 * ORDERS, **once}


def test_a_household_that_moves_while_its_orders_are_folded_keeps_them_all(app: Flask) -> None:
    with deed():
        here, there = a_village(inside=a_commune("A")), a_village(inside=a_commune("B"))
        household = a_household(village=here)
        for _ in range(ORDERS):
            counted(Indicator.ORDER_PLACED, household)
    homes, household_id = (there.id, here.id), household.id
    session.rollback()

    def fold() -> None:
        for _ in range(ORDERS // 2):
            with deed():
                folding.fold(limit=2)

    def move() -> None:
        for home in homes * 3:
            with deed():
                mover = session.get_one(Household, household_id)
                village = session.get_one(Place, home)
                moves.move_household(mover, to=village, on=date(2026, 8, 22))

    at_once(app, fold, fold, move)

    rows = select(MonthFold.now_id, func.sum(MonthFold.amount)).where(
        MonthFold.indicator == Indicator.ORDER_PLACED
    )
    folding.fold_all(at=MARKET_DAY)
    found = session.execute(rows.group_by(MonthFold.now_id)).all()
    assert [tuple(row) for row in found] == [(here.parent_id, ORDERS)]


def test_two_baskets_that_arrive_at_one_moment_make_a_buyer_who_came_again(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Would show each looking for the other before it is there."""
    with deed():
        wares = [na() for _household in range(2)]
        ids = [an_order(it).id for it in wares]
        for number in ids:
            order = session.get_one(Order, number)
            orders.confirm(order, by=order.shop.household.keeper, at=MARKET_DAY)
    both, soundly = threading.Barrier(2), counting._buyer

    def buyer(phone: str) -> counting._Buyer:
        found = soundly(phone)
        with suppress(threading.BrokenBarrierError):
            both.wait(timeout=1)
        return found

    monkeypatch.setattr(counting, "_buyer", buyer)

    def hand_over(number: int) -> Callable[[], None]:
        def do() -> None:
            with deed():
                order = session.get_one(Order, number)
                orders.hand_over(order, by=order.shop.household.keeper, at=MARKET_DAY)

        return do

    at_once(app, *(hand_over(number) for number in ids))

    session.rollback()
    kinds = (Indicator.BUYER_NEW, Indicator.BUYER_REPEAT)
    found = session.scalars(select(Fact.indicator).where(Fact.indicator.in_(kinds))).all()
    assert sorted(found) == sorted(kinds)


def test_goods_and_an_account_that_come_at_one_moment_make_a_shop_ready(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Would show each hand not seeing the other's, or both waiting for one another for ever."""
    with deed():
        household = a_household()
        keeper = household.keeper
        shop_id = shops.open_shop(household, name="Nhà", by=keeper, at=MARKET_DAY).id
    both, soundly = threading.Barrier(2), noting.count

    def count(*what: Any, at: datetime) -> None:
        with suppress(threading.BrokenBarrierError):
            both.wait(timeout=1)
        soundly(*what, at=at)

    monkeypatch.setattr(noting, "count", count)
    offer = Goods("Na dai", Category.FRUIT, "kg", Money(50_000), 9)

    def list_goods() -> None:
        with deed():
            goods.add_product(session.get_one(Shop, shop_id), offer, by=keeper, at=LATER)

    def declare() -> None:
        with deed():
            mine = session.get_one(Household, household.id)
            shops.declare_account(
                mine, bank_bin="970415", number="101872344821", holder="NHINH", by=mine.keeper,
                at=LATER,
            )  # fmt: skip

    at_once(app, list_goods, declare)

    session.rollback()
    ready = select(func.count(Fact.id)).where(Fact.indicator == Indicator.SHOP_READY)
    assert session.scalar(ready) == 1
