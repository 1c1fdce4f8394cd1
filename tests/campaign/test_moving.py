"""Households and villages move, communes merge; the sums go with them."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from storefront.campaign import folding, moves, sums
from storefront.campaign.queries import scope_of
from storefront.campaign.scope import Geography
from storefront.db import deed, session
from storefront.facts.models import Indicator
from storefront.places.models import Place
from storefront.shops.models import Household, Residence
from tests.village import (
    a_commune,
    a_commune_goes_over,
    a_household,
    a_province,
    a_shop,
    a_village,
    a_village_goes_over,
    counted,
)

TODAY = date(2026, 8, 22)
REFORM = date(2026, 8, 1)


def orders_in(place: Place, geography: Geography) -> int:
    scope = scope_of(place, until=TODAY, geography=geography, today=TODAY)
    return sum(sums.by_month(scope)[Indicator.ORDER_PLACED].values())


@pytest.mark.parametrize("is_folded", [True, False])
def test_a_household_takes_its_history_along_in_reports_as_now(app: Flask, is_folded: bool) -> None:
    with deed():
        province = a_province()
        here, there = (a_commune(name, inside=province) for name in ("Chi Lăng", "Bắc Sơn"))
        household = a_household(village=a_village(inside=here))
        counted(Indicator.ORDER_PLACED, household)
        if is_folded:
            folding.fold()

        moves.move_household(household, to=a_village(inside=there), on=REFORM)

    assert [orders_in(here, it) for it in Geography] == [0, 1]
    assert [orders_in(there, it) for it in Geography] == [1, 0]
    assert [orders_in(province, it) for it in Geography] == [1, 1]


def test_a_village_moves_with_its_households_shops_and_residences(app: Flask) -> None:
    with deed():
        province = a_province()
        here, there = (a_commune(name, inside=province) for name in ("Đại Đồng", "Đội Cấn"))
        village = a_village(inside=here)
        shop = a_shop(a_household(village=village))
        counted(Indicator.ORDER_PLACED, shop.household)
        folding.fold()

        a_village_goes_over(village, into=there, on=date(2026, 9, 1))

    session.expire_all()
    assert shop.commune == there
    assert there.contains(village)
    lived = session.scalars(select(Residence).order_by(Residence.from_day)).all()
    assert [(it.commune_id, it.to_day) for it in lived] == [
        (here.id, date(2026, 9, 1)),
        (there.id, None),
    ]
    assert [orders_in(there, it) for it in Geography] == [1, 0]


def test_a_commune_that_goes_whole_into_another_adds_to_it(app: Flask) -> None:
    with deed():
        province = a_province()
        old, new = (a_commune(name, inside=province) for name in ("Vĩnh Tiến", "Khánh Long"))
        for commune in (old, new):
            counted(Indicator.ORDER_PLACED, a_household(village=a_village(inside=commune)))
        folding.fold()
        counted(Indicator.ORDER_PLACED, session.scalars(select(Household)).first() or a_household())

        a_commune_goes_over(old, into=new, on=REFORM)

    assert [orders_in(old, it) for it in Geography] == [0, 2]
    assert [orders_in(new, it) for it in Geography] == [3, 1]
    with deed():
        folding.rebuild_folds()
    assert [orders_in(new, it) for it in Geography] == [3, 1]
