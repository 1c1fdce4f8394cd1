"""What comes to a buyer in time: near by, by the village's runner, by coach, by courier."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask

from storefront.catalogue.facets import Wanted, choices
from storefront.catalogue.reaching import reach
from storefront.catalogue.search import counted, search
from storefront.db import deed
from storefront.delivery import actions as delivery
from storefront.delivery import journeys
from storefront.delivery.tables import BEGINNING, Row
from storefront.delivery.ways import Offer, Way, kept
from storefront.delivery.zones import Zone
from storefront.money import Money
from storefront.places.models import Place
from tests import statements
from tests.browser import Browser
from tests.village import (
    MARKET_DAY,
    a_commune,
    a_household,
    a_person,
    a_province,
    a_shop,
    a_village,
)
from tests.village import na as a_fruit

AUGUST = date(2026, 8, 22)
MONDAY = date(2026, 8, 24)
YESTERDAY = MARKET_DAY - timedelta(days=1)
STATION = Offer(Money(40_000), 1, "Bến Mỹ Đình")


class Country:
    """Chi Lăng and two communes of its province, a city of the north, another of the south."""

    def __init__(self) -> None:
        lang_son = a_province("Lạng Sơn", code="20")
        self.here = self._at(a_commune("Chi Lăng", inside=lang_son), 21.65)
        self.near = self._at(a_commune("Nhân Lý", inside=lang_son), 21.70)
        self.province = self._at(a_commune("Bắc Sơn", inside=lang_son), 21.95)
        self.north = self._at(a_commune("Hoàn Kiếm", inside=a_province("Hà Nội", code="01")), 21.03)
        south = a_province("TP. Hồ Chí Minh", code="79")
        self.south = self._at(a_commune("Sài Gòn", inside=south), 10.78)
        self.shop = a_shop(a_household(village=a_village("Nà Lìa", inside=self.here)))
        self.goods = a_fruit(shop=self.shop, name="Na dai")

    @staticmethod
    def _at(place: Place, lat: float) -> Place:
        place.lat, place.lon = lat, 106.6
        return place

    @property
    def zones(self) -> dict[Zone, Place]:
        return {
            Zone.COMMUNE: self.here, Zone.PROVINCE: self.province,
            Zone.REGION: self.north, Zone.COUNTRY: self.south,
        }  # fmt: skip

    def reached(self, shelf: int | None, **offers: Offer) -> list[str]:
        """Names of the communes to which goods of this kind come."""
        with deed():
            self.goods.shelf_days = shelf
            self.shop.ways = kept({Way(way): offer for way, offer in offers.items()}) or None
        everywhere = (self.here, self.near, self.province, self.north, self.south)
        return [place.name for place in everywhere if comes(place)]


@pytest.fixture
def country(app: Flask) -> Country:
    with deed():
        return Country()


def wanted(place: Place) -> Wanted:
    known = reach(place.code, on=AUGUST)
    assert known
    return Wanted(to=place.code, reach=known)


def comes(place: Place) -> bool:
    found = search("na dai", on=AUGUST, limit=9, wanted=wanted(place))
    rows = counted("na dai", on=AUGUST, reach=wanted(place).reach)
    [choice] = choices(rows, wanted(place))["to"]
    assert choice.many == len(found), "a count is what its link finds"
    return bool(found)


def test_who_has_not_chosen_sends_anywhere(country: Country) -> None:
    assert len(country.reached(1)) == 5
    assert len(country.reached(1, send=Offer(), pick_up=Offer())) == 5


@pytest.mark.parametrize("way", [Way.PICK_UP, Way.POST_OFFICE, Way.MARKET_DAY, Way.RUNNER])
def test_near_is_as_far_as_one_comes_or_walks(country: Country, way: Way) -> None:
    assert country.reached(None, **{way: Offer()}) == ["Chi Lăng", "Nhân Lý"]


def test_a_coach_goes_to_a_station_of_the_same_part_of_the_country(country: Country) -> None:
    there = ["Chi Lăng", "Nhân Lý", "Bắc Sơn", "Hoàn Kiếm"]
    assert country.reached(2, coach=STATION) == there
    assert country.reached(None, coach=Offer(Money(40_000), 1)) == [], "no station is named"
    assert country.reached(1, coach=STATION) == [], "it would be eaten a day too late"
    assert country.reached(1, coach=Offer(note="Bến Mỹ Đình")) == there, "it says no days"


@pytest.mark.parametrize("shelf", [1, 2, 3, 4, 5, 6, 8, 9, 12])
def test_couriers_are_blocked_as_the_checkout_blocks_them(country: Country, shelf: int) -> None:
    """Over all zones, whatever keeps long enough for the best day of the week."""
    reached = country.reached(shelf, vnpost=Offer())

    country.goods.shelf_days = shelf
    for zone, place in country.zones.items():
        days = BEGINNING[Way.VNPOST].rows[zone].days
        leaves = journeys.leaves_on(country.goods, MONDAY, days=days, rests=True)
        assert (place.name in reached) == (leaves is not None), (zone, days)


def test_what_staff_entered_counts_from_its_day(country: Country) -> None:
    before = country.reached(4, vnpost=Offer())
    quick = {zone: Row((Money(1), Money(2), Money(3)), Money(1), 1) for zone in Zone}
    with deed():
        delivery.enter_table(
            Way.VNPOST, quick, from_day=AUGUST, source="Bảng giá", by=a_person(), at=YESTERDAY
        )

    assert "Hoàn Kiếm" not in before
    assert "Sài Gòn" in country.reached(4, vnpost=Offer())


def test_where_the_reader_is_makes_a_link(country: Country, browser: Browser) -> None:
    country.reached(None, pick_up=Offer())
    assert "/nearby" in browser.get("/search/narrow?q=na").links()

    browser.post("/nearby", {"commune": "Nhân Lý", "commune_code": country.near.code})
    page = browser.get("/search/narrow?q=na")

    assert "Kịp tới Nhân Lý" in page.text
    assert f"/search/narrow?q=na&to={country.near.code}" in page.links()
    assert "Na dai" in browser.get(f"/search?q=na&to={country.near.code}").text
    assert "Na dai" not in browser.get(f"/search?q=na&to={country.south.code}").text
    assert "Na dai" in browser.get("/search?q=na&to=nowhere").text, "what is wrong is not read"


@pytest.mark.parametrize("path", ["/search/narrow", "/search"])
def test_pages_that_know_where_the_reader_is_cost_few_questions(
    country: Country, browser: Browser, path: str
) -> None:
    country.reached(None, pick_up=Offer())
    browser.post("/nearby", {"commune": "Nhân Lý", "commune_code": country.near.code})

    for place in (country.near, country.south):
        for _time in range(2):
            with statements.counted() as asked:
                browser.get(f"{path}?q=na&to={place.code}")
            assert len(asked) <= 4
