"""What a finding does to the figures, what a person decides, and taking it back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from storefront.accounts.models import Trace
from storefront.db import deed, session
from storefront.facts import actions as facts
from storefront.facts.models import Fact, Indicator
from storefront.orders.models import Order
from storefront.payments import deciding, undoing
from storefront.screening import actions
from storefront.screening.dossier import Finding
from storefront.screening.models import Scheme, Suspect, SuspectState
from tests.payments.test_deciding import late
from tests.payments.test_settling import placed
from tests.payments.test_undoing import the_case
from tests.village import MARKET_DAY, a_person, an_order, counted

LATER = MARKET_DAY + timedelta(days=1)


def total(indicator: Indicator) -> int:
    return session.scalar(select(func.sum(Fact.amount)).where(Fact.indicator == indicator)) or 0


def suspected(*orders: Order, key: str = "phone:2026-08") -> Suspect:
    finding = Finding(
        Scheme.SELF_BUYING, key, {"orders": len(orders)}, orders=frozenset(it.code for it in orders)
    )
    actions.look_into(orders[0].shop.household_id, [finding], at=LATER)
    return session.scalars(select(Suspect).order_by(Suspect.id.desc()).limit(1)).one()


def orders_counted_and_held() -> tuple[int, int, int, int]:
    return (
        total(Indicator.ORDER_PLACED),
        total(Indicator.HELD_ORDER_PLACED),
        total(Indicator.FIRST_ORDER),
        total(Indicator.HELD_FIRST_ORDER),
    )


def test_a_suspect_waits_outside_the_figure(app: Flask) -> None:
    with deed():
        suspected(an_order())

    assert orders_counted_and_held() == (0, 1, 0, 1)


def test_innocent_is_counted_again_and_never_asked_about_again(app: Flask) -> None:
    with deed():
        order = an_order()
        suspect = suspected(order)
        actions.decide(suspect, SuspectState.INNOCENT, by=a_person(), at=LATER)
        suspected(order)

    assert orders_counted_and_held() == (1, 0, 1, 0)
    assert session.scalar(select(func.count(Suspect.id))) == 1


def test_not_counted_is_neither_in_the_figure_nor_waiting(app: Flask) -> None:
    with deed():
        actions.decide(suspected(an_order()), SuspectState.NOT_COUNTED, by=a_person(), at=LATER)

    assert orders_counted_and_held() == (0, 0, 0, 0)


def test_a_decision_can_be_taken_back_and_leaves_a_trace(app: Flask) -> None:
    with deed():
        suspect, officer = suspected(an_order()), a_person("Lý Thị Vân")
        actions.decide(suspect, SuspectState.NOT_COUNTED, by=officer, at=LATER)
        actions.reopen(suspect, by=officer, at=LATER)

    assert orders_counted_and_held() == (0, 1, 0, 1)
    verbs = session.scalars(
        select(Trace.verb).where(Trace.actor_id == officer.id).order_by(Trace.id)
    ).all()
    assert verbs == ["suspect.not_counted", "suspect.reopened"]


def test_nobody_decides_what_was_decided(app: Flask) -> None:
    with deed():
        suspect = suspected(an_order())
        actions.decide(suspect, SuspectState.INNOCENT, by=a_person(), at=LATER)

    with pytest.raises(actions.DecidedAlready), deed():
        actions.decide(
            session.get_one(Suspect, suspect.id), SuspectState.NOT_COUNTED, by=a_person(), at=LATER
        )


def test_two_reasons_for_one_order_hold_it_once(app: Flask) -> None:
    with deed():
        order, officer = an_order(), a_person()
        one, other = suspected(order), suspected(order, key="device:2026-08")
        actions.decide(one, SuspectState.INNOCENT, by=officer, at=LATER)
        still_held = orders_counted_and_held()
        actions.decide(other, SuspectState.INNOCENT, by=officer, at=LATER)

    assert still_held == (0, 1, 0, 1)
    assert orders_counted_and_held() == (1, 0, 1, 0)


def test_what_comes_later_for_the_same_order_follows_it(app: Flask) -> None:
    with deed():
        order = an_order()
        household = order.shop.household
        suspect = suspected(order)
        actions.decide(suspect, SuspectState.NOT_COUNTED, by=a_person(), at=LATER)
        session.add(  # handed over after the decision
            Fact(
                indicator=Indicator.ORDER_COMPLETED,
                cause=order.code,
                household_id=household.id,
                commune_id=household.village.parent_id,
                day=LATER.date(),
                amount=1,
                written_at=LATER,
            )
        )
        session.flush()
        actions.settle(household.id, at=LATER)

    assert total(Indicator.ORDER_COMPLETED) == 0


def test_an_opening_by_mistake_that_is_taken_back_leaves_nothing_held_or_owed(app: Flask) -> None:
    order = placed()
    late(order)
    with deed():
        deciding.revive(the_case(), by=order.shop.household.keeper, at=LATER)
        suspected(order)
    with deed():
        undoing.undo(the_case(), by=order.shop.household.keeper, at=LATER + timedelta(hours=1))
        suspected(order)

    assert (total(Indicator.REVENUE), total(Indicator.HELD_REVENUE)) == (0, 0)


def test_a_first_order_that_does_not_count_gives_way_to_the_next(app: Flask) -> None:
    with deed():
        order = an_order()
        actions.decide(suspected(order), SuspectState.NOT_COUNTED, by=a_person(), at=LATER)
        counted(Indicator.ORDER_PLACED, order.shop.household)
        actions.settle(order.shop.household_id, at=LATER)

    assert orders_counted_and_held() == (1, 0, 1, 0)


def test_a_second_sale_waits_while_orders_of_one_day_count(app: Flask) -> None:
    with deed():
        order = an_order()
        farm = order.shop.household
        for cause, at in ((order.code, MARKET_DAY), ("later", LATER + timedelta(days=3))):
            facts.record(
                Indicator.ORDER_COMPLETED,
                cause=cause,
                household_id=farm.id,
                village=farm.village,
                at=at,
            )
    assert total(Indicator.SOLD_AGAIN) == 1
    with deed():
        suspected(order)
    assert (total(Indicator.SOLD_AGAIN), total(Indicator.HELD_SOLD_AGAIN)) == (0, 1)
    with deed():
        actions.decide(suspected(order), SuspectState.INNOCENT, by=a_person(), at=LATER)
    assert (total(Indicator.SOLD_AGAIN), total(Indicator.HELD_SOLD_AGAIN)) == (1, 0)


def test_new_orders_after_a_decision_are_looked_at_anew(app: Flask) -> None:
    with deed():
        first = an_order()
        actions.decide(suspected(first), SuspectState.NOT_COUNTED, by=a_person(), at=LATER)
        second = an_order(first.lines[0].product)
        again = suspected(first, second)

    assert again.state is SuspectState.OPEN
    assert again.evidence["holds"]["orders"] == [second.code]
    assert total(Indicator.HELD_ORDER_PLACED) == 1
