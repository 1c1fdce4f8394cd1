"""A village goes over while an order there is being paid: both happen, and no sum is off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from storefront import clock
from storefront.campaign import folding, sums
from storefront.campaign.models import Reform, ReformState, TotalFold
from storefront.campaign.queries import scope_of
from storefront.campaign.scope import Geography
from storefront.db import deed, session
from storefront.errors import Busy
from storefront.facts.models import Fact, Indicator
from storefront.places.models import Place
from storefront.shops.models import Household
from tests.crowd import at_once
from tests.reforms.test_reforms import Land
from tests.village import a_household, a_shop, an_order, na
from tests.web.test_money_at_once import presses

ORDERS = 6
FOUND, BUSY = 302, 503


@pytest.fixture
def land(app: Flask) -> Land:
    with deed():
        return Land()


def test_an_order_is_paid_while_its_village_goes_over(app: Flask, land: Land) -> None:
    paid = _race(app, land)

    assert _what_is_off(land, paid) == []


def test_a_move_that_forgets_the_sums_is_found(
    app: Flask, land: Land, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def planted(_households: object) -> Iterator[None]:
        yield

    monkeypatch.setattr(folding, "moving", planted)

    paid = _race(app, land)

    assert _what_is_off(land, paid)


def _race(app: Flask, land: Land) -> int:
    """Keepers say that money has come, staff moves their village, the worker folds: together."""
    at = clock.now()
    folding.fold_all(at=at)
    with deed():
        village = session.get_one(Place, land.villages[0].id)
        shops = [a_shop(a_household(village=village)) for _ in range(ORDERS)]
        orders = [an_order(na(shop=shop), at=at) for shop in shops]
    said = {
        "decision": "12/NQ-HDND",
        "on": clock.village_date(at).isoformat(),
        "communes": land.communes[0].code,
        "chosen": land.villages[0].code,
        "into": land.communes[2].code,
        "sure": "yes",
    }
    pay = [
        presses(it.shop.household.keeper, f"/orders/{it.code}/receipt", means="cash")
        for it in orders
    ]
    move = presses(land.officer, f"/reforms/in/{land.province.code}/move", **said)

    def fold(_client: FlaskClient) -> int:
        with app.app_context(), suppress(Busy):
            folding.fold_all(at=at)
        return FOUND

    assert land.officer.id  # known to every thread
    answers = at_once(app, [*map(patient, pay[:3]), patient(move), fold, *map(patient, pay[3:])])

    assert set(answers) == {FOUND}
    session.rollback()
    return sum(order.goods.dong for order in orders)


def patient(press: Callable[[FlaskClient], int]) -> Callable[[FlaskClient], int]:
    """Asks again as long as too many write at once."""

    def presses_again(client: FlaskClient) -> int:
        while (status := press(client)) == BUSY:
            pass
        return status

    return presses_again


def _what_is_off(land: Land, paid: int) -> list[str]:
    folding.fold_all(at=clock.now())
    session.expire_all()
    today, told = clock.village_date(clock.now()), 21_000 + paid
    off = []
    if session.scalars(select(Reform)).one().state is not ReformState.IN_FORCE:
        off.append("the village did not go over")
    for geography in Geography:
        scope = scope_of(land.province, until=today, geography=geography, today=today)
        found = sums.by_commune(scope, Indicator.REVENUE).values()
        added = sum(it[Indicator.REVENUE].total for it in found if Indicator.REVENUE in it)
        if added != told:
            off.append(f"{geography}: {added} of {told}")
    if _folded() != _as_facts_say():
        off.append("sums by commune of today")
    return off


def _folded() -> dict[int | None, int]:
    added = select(TotalFold.now_id, func.sum(TotalFold.amount)).group_by(TotalFold.now_id)
    rows = session.execute(added.where(TotalFold.indicator == Indicator.REVENUE))
    return {row[0]: int(row[1]) for row in rows if row[1]}


def _as_facts_say() -> dict[int | None, int]:
    added = (
        select(Place.parent_id, func.sum(Fact.amount))
        .select_from(Fact)
        .join(Household, Household.id == Fact.household_id)
        .join(Place, Place.id == Household.village_id)
        .where(Fact.indicator == Indicator.REVENUE)
        .group_by(Place.parent_id)
    )
    return {row[0]: int(row[1]) for row in session.execute(added) if row[1]}
