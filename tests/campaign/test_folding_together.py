"""Writers and folders at work at once, as with two workers on one database."""

import threading
from collections.abc import Callable
from datetime import date

from flask import Flask
from sqlalchemy import func, select

from storefront.campaign import actions, folding, sums
from storefront.campaign.models import MonthFold
from storefront.campaign.queries import scope_of
from storefront.campaign.scope import Geography
from storefront.db import deed, session
from storefront.facts.models import Fact, Indicator, Unfolded
from storefront.places.models import Place
from storefront.shops.models import Household
from tests.village import MARKET_DAY, a_commune, a_household, a_village, counted

ORDERS = 40


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
                actions.move_household(mover, to=village, on=date(2026, 8, 22))

    at_once(app, fold, fold, move)

    rows = select(MonthFold.now_id, func.sum(MonthFold.amount)).where(
        MonthFold.indicator == Indicator.ORDER_PLACED
    )
    folding.fold_all(at=MARKET_DAY)
    found = session.execute(rows.group_by(MonthFold.now_id)).all()
    assert [tuple(row) for row in found] == [(here.parent_id, ORDERS)]
