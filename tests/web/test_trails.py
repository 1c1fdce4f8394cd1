"""Down to the order: who answers, what is open and for how long, and who did what."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storefront import clock
from storefront.accounts.permissions import Role
from storefront.db import deed, session
from storefront.orders import actions as orders
from storefront.orders.models import Order
from storefront.places.models import Level, Place
from storefront.screening import tasks
from storefront.screening.models import EarlyWarning, WarningKind
from storefront.screening.tasks import Waiting
from storefront.shops.models import Household
from tests.browser import Browser
from tests.village import an_order, posted
from tests.web.test_growth import told


@pytest.fixture
def order(app: object) -> Order:
    with deed():
        order = an_order()
        orders.confirm(order, by=order.shop.household.keeper, at=clock.now())
    return order


def commune_of(order: Order) -> Place:
    commune = order.shop.household.village.parent
    assert commune is not None
    assert commune.level is Level.COMMUNE
    return commune


@pytest.mark.parametrize("works_there", [True, False])
def test_an_order_tells_who_did_what_and_as_much_as_one_may_know(
    browser: Browser, order: Order, works_there: bool
) -> None:
    with deed():
        commune = commune_of(order)
        assert commune.parent is not None
        here, above = (Role.COMMUNE_OFFICER, commune), (Role.PROVINCE_OFFICER, commune.parent)
        officer = posted("Bà Hoa", *(here if works_there else above))
    browser.sign_in(officer)
    browser.says_why()
    home = order.shop.household

    words = told(browser.get(f"/growth/orders/{order.code}"))

    assert f"Đã nhận đơn {order.code}" in words or order.code in words
    assert (home.keeper.name in words) is works_there
    assert (order.checkout.buyer_name in words) is works_there
    assert (f"… {order.checkout.buyer_phone[-3:]}" in words) is not works_there


def test_an_order_elsewhere_is_not_found(browser: Browser, order: Order) -> None:
    with deed():
        officer = posted("Bà Hoa", Role.LEADER, commune_of(order))
    browser.sign_in(officer)

    browser.get(f"/growth/orders/{order.code}", expect=404)


def test_the_oldest_open_task_gives_the_age(browser: Browser, order: Order) -> None:
    today = clock.village_date(clock.now())
    with deed():
        home = session.get_one(Household, order.shop.household_id)
        officer = posted("Bà Hoa", Role.COMMUNE_OFFICER, commune_of(order))
        for nth, days in enumerate((3, 12)):
            session.add(
                EarlyWarning(
                    cause=f"unsold:{nth}",
                    kind=WarningKind.UNSOLD,
                    village_id=home.village_id,
                    household_id=home.id,
                    since=today - timedelta(days=days),
                    detail={"name": "na", "stock": 5},
                    opened_at=clock.now(),
                )
            )
    oldest = Waiting(2, today - timedelta(days=12))

    assert tasks.of_households([home.id], at=clock.now()) == {home.id: oldest}
    commune = commune_of(order)
    assert tasks.of_communes([commune.id], at=clock.now()) == {commune.id: oldest}
    browser.sign_in(officer)
    words = told(browser.get(f"/growth/households/{home.code}"))
    assert "12 ngày" in words
    assert "lâu nhất: 12 ngày" in told(browser.get(f"/growth/{commune.code}/communes"))
