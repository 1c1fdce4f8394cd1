"""What everybody may know: the same figures as inside, and nobody to be seen in them."""

from __future__ import annotations

import csv
import json
from io import BytesIO, StringIO

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from storefront import clock
from storefront.campaign import actions as campaign
from storefront.campaign import figures, folding
from storefront.campaign.queries import scope_of
from storefront.campaign.scope import Geography
from storefront.db import deed, session
from storefront.facts.models import Indicator
from storefront.places.models import Place
from storefront.shops.models import Household
from tests import statements
from tests.browser import Browser
from tests.village import a_commune, a_household, a_province, a_village, counted
from tests.web.test_reports import told


@pytest.fixture
def province(app: Flask) -> Place:
    """Communes with 12, 7 and 2 shops, and one of which nothing was heard."""
    with deed():
        province = a_province(code="20")
        campaign.start_known_campaign(province)
        for name, shops in {"Chi Lăng": 12, "Bắc Sơn": 7, "Hữu Lũng": 2, "Bình Gia": 0}.items():
            commune = a_commune(name, inside=province)
            village = a_village(inside=commune)
            for _number in range(shops):
                opened(a_household(village=village))
    return province


def opened(household: Household) -> None:
    counted(Indicator.SHOP_OPENED, household, at=clock.now())
    counted(Indicator.REVENUE, household, amount=1_000, at=clock.now())


def api(browser: Browser) -> dict[str, list[dict[str, object]]]:
    answer = browser.client.get("/api/v1/statistics")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    return dict(json.loads(answer.data))


def by_name(browser: Browser) -> dict[object, object]:
    return {
        it["name"]: it["values"]["shop_opened"]  # type: ignore[index]
        for it in api(browser)["communes"]
    }


@pytest.mark.parametrize("folded", [False, True])
def test_inside_and_outside_say_the_same(browser: Browser, province: Place, folded: bool) -> None:
    if folded:
        folding.fold_all(at=clock.now())
    today = clock.village_date(clock.now())
    scope = scope_of(province, until=today, geography=Geography.NOW, today=today)
    inside = figures.figures(scope)

    outside = {it["indicator"]: it["value"] for it in api(browser)["totals"]}
    page = told(browser.get("/statistics"))

    assert outside["shop_opened"] == inside[Indicator.SHOP_OPENED].value == 21
    assert outside["revenue"] == inside[Indicator.REVENUE].value == 21_000
    assert "21.000 ₫" in page
    rows = csv.reader(StringIO(browser.client.get("/api/v1/statistics.csv").text))
    assert [row[2] for row in rows][1:] == ["…", "", "12", "<5"]


def test_small_communes_are_left_out_and_cannot_be_worked_out(
    browser: Browser, province: Place
) -> None:
    assert by_name(browser) == {
        "xã Chi Lăng": 12,
        "xã Bắc Sơn": "with it",
        "xã Hữu Lũng": "small",
        "xã Bình Gia": None,
    }
    page = told(browser.get("/statistics"))
    assert "xã Hữu Lũng <5" in page
    assert "xã Bình Gia –" in page


def test_many_orders_do_not_hide_a_few_sellers(browser: Browser, province: Place) -> None:
    with deed():
        few = session.scalars(select(Household).order_by(Household.id.desc())).all()[0]
        many = session.scalars(select(Household).order_by(Household.id)).all()[0]
        for household in (few, many):
            for _order in range(9):
                counted(Indicator.ORDER_COMPLETED, household, at=clock.now())

    orders = {it["name"]: it["values"]["order_completed"] for it in api(browser)["communes"]}  # type: ignore[index]

    assert orders["xã Hữu Lũng"] == "with it"
    assert orders["xã Chi Lăng"] == "with it"


def test_nobody_is_named(browser: Browser, province: Place) -> None:
    for address in ("/statistics", "/api/v1/statistics", "/api/v1/statistics.csv"):
        assert "Nhình" not in browser.client.get(address).text


def test_who_has_it_already_is_told_so(browser: Browser, province: Place) -> None:
    for address in ("/api/v1/statistics", "/api/v1/statistics.csv", "/statistics.png"):
        tag = browser.client.get(address).headers["ETag"]
        has = {"If-None-Match": tag}
        assert browser.client.get(address, headers=has).status_code == 304
        with deed():
            village = session.get_one(Place, province.id)
            opened(a_household(village=a_village(inside=a_commune(inside=village))))
        assert browser.client.get(address, headers=has).status_code == 200


def test_the_picture_is_a_picture(browser: Browser, province: Place) -> None:
    answer = browser.client.get("/statistics.png")

    assert answer.mimetype == "image/png"
    assert Image.open(BytesIO(answer.data)).size == (1200, 630)
    assert browser.client.get("/statistics.png").data == answer.data


def test_kept_it_costs_one_question(browser: Browser, province: Place) -> None:
    with statements.counted() as afresh:
        browser.get("/statistics")
    browser.get("/statistics")
    with statements.counted() as kept:
        browser.get("/statistics")

    assert len(kept) == 1
    assert len(afresh) <= 4, "\n\n".join(afresh)


def test_the_interface_is_explained(browser: Browser, province: Place) -> None:
    page = told(browser.get("/statistics/api"))

    for field in api(browser):
        assert f'"{field}"' in page
