"""Maps: areas as the numbers, every place drawn or named, and the islands always there."""

from __future__ import annotations

import gzip
import re
from itertools import pairwise

import pytest
from flask import Flask

from storefront.accounts.models import Person
from storefront.accounts.permissions import Role
from storefront.campaign import actions
from storefront.db import deed
from storefront.facts.models import Indicator
from storefront.places import country
from storefront.places.models import Level, Place
from storefront.places.outlines import ARCHIPELAGOS, Ring, provinces
from storefront.web import maps
from storefront.web.maps import Seen
from tests.browser import Browser
from tests.village import a_commune, a_household, a_province, a_village, counted, posted

VALUES = (1, 30, 400, 2_500, 68_311)


def seen(value: int | None, *, nth: int = 0) -> Seen:
    return Seen(f"xã {nth}", 21.6 + nth / 20, 106.4 + nth / 20, value, f"{value}", "/x")


def area(path: str) -> float:
    """Of a diamond, measured on the drawing itself."""
    x, y = map(float, re.findall(r"-?[\d.]+", path.split("l")[0]))
    points = [(x, y)]
    for step in path.rstrip("z").split("l")[1:]:
        dx, dy = map(float, re.findall(r"-?[\d.]+", step))
        points.append((points[-1][0] + dx, points[-1][1] + dy))
    corners = [*points, points[0]]
    return abs(sum(a * d - b * c for (a, b), (c, d) in pairwise(corners))) / 2


def test_areas_are_as_the_numbers() -> None:
    drawn = maps.drawn([seen(value, nth=nth) for nth, value in enumerate(VALUES)], code="20")

    drawn_areas = {it.seen.value: area(it.path) for it in drawn.spots}

    largest = drawn_areas[68_311]
    for value in VALUES[1:]:
        assert drawn_areas[value] / largest == pytest.approx(value / 68_311, rel=0.05)
    assert [it.seen.value for it in drawn.spots] == sorted(VALUES, reverse=True)


def test_zero_and_unknown_are_drawn_and_have_no_area() -> None:
    drawn = maps.drawn([seen(0), seen(None, nth=1), seen(9, nth=2)], code="20")

    assert [(it.seen.value, it.kind) for it in drawn.spots] == [
        (9, "pt"),
        (0, "none"),
        (None, "off"),
    ]
    assert [it.area > 0 for it in drawn.spots] == [True, False, False]


def test_the_legend_is_drawn_to_the_same_scale() -> None:
    drawn = maps.drawn([seen(812), seen(3, nth=1)], code="20")
    ((value, size), *_rest) = drawn.legend()

    assert value == 800
    assert 2 * size**2 / drawn.spots[0].area == pytest.approx(800 / 812)


def test_the_islands_are_on_every_map_of_the_country_inside_the_sheet() -> None:
    for groups, width, height in (
        (maps.drawn([], code=maps.COUNTRY).islands, maps.WIDTH, maps.HEIGHT),
        (maps.locator("20").islands, 260, 250),
        (maps.locator("20", 440, 500).islands, 440, 500),
    ):
        assert [it.group.name for it in groups] == ["Hoàng Sa", "Trường Sa"]
        for it in groups:
            assert 0 < it.x < width
            assert 0 < it.y < height - 12
            assert it.path.count("M") == len(it.group.islands) >= 5
    assert [(it.name, it.province) for it in ARCHIPELAGOS] == [
        ("Hoàng Sa", "Đà Nẵng"),
        ("Trường Sa", "Khánh Hòa"),
    ]


def test_the_islands_lie_in_the_east_sea_where_they_are() -> None:
    for group, (west, east), (south, north) in zip(
        ARCHIPELAGOS, ((111, 113), (111.5, 117.5)), ((15.7, 17.2), (6.5, 12)), strict=True
    ):
        assert all(west < lon < east and south < lat < north for lon, lat in group.islands)


def test_every_province_has_an_outline_with_its_centre_inside() -> None:
    units = [it for it in country.units() if it.level is Level.PROVINCE and it.valid_to is None]
    shapes = provinces()

    assert {it.code for it in units} == set(shapes)
    assert all(ring[0] == ring[-1] for rings in shapes.values() for ring in rings)
    outside = [
        it.name
        for it in units
        if it.lat and it.lon and not any(_holds(ring, it.lon, it.lat) for ring in shapes[it.code])
    ]
    assert outside == []


def _holds(ring: Ring, x: float, y: float) -> bool:
    crossed = [
        x < (x2 - x1) * (y - y1) / (y2 - y1) + x1
        for (x1, y1), (x2, y2) in pairwise(ring)
        if (y1 > y) != (y2 > y)
    ]
    return sum(crossed) % 2 == 1


@pytest.fixture
def province(app: Flask) -> Place:
    """With 65 communes, of which two have no known position."""
    with deed():
        province = a_province(code="20")
        actions.start_known_campaign(province)
        for nth in range(65):
            commune = a_commune(f"Xã {nth}", inside=province)
            if nth > 1:
                commune.lat, commune.lon = 21.5 + nth / 100, 106.3 + nth / 100
            if nth % 2:
                farm = a_household(f"Nhà {nth}", village=a_village(inside=commune))
                counted(Indicator.SHOP_OPENED, farm, amount=nth)
    return province


@pytest.fixture
def officer(province: Place) -> Person:
    with deed():
        return posted("Lương Thu Hà", Role.COMMUNE_OFFICER, province)


def test_all_communes_are_on_the_map_or_named_beside_it(
    browser: Browser, officer: Person, province: Place
) -> None:
    browser.sign_in(officer)

    page = browser.get("/growth/20/map")

    drawing = page.html[page.html.index('id="map-d"') : page.html.index("</figure>")]
    assert drawing.count('<a href="/growth/') == 63
    beside = page.text[page.text.index("Chưa ai ghi vị trí") :]
    assert {"Xã 0", "Xã 1"} <= set(re.findall(r"Xã \d+", beside[:200]))
    assert "Quần đảo Hoàng Sa" in page.text
    assert "Quần đảo Trường Sa" in page.text
    assert len(gzip.compress(page.html.encode())) < 30_000


def test_the_table_beside_it_has_the_same_numbers(
    browser: Browser, officer: Person, province: Place
) -> None:
    browser.sign_in(officer)

    page = browser.get("/growth/20/map")

    said = dict(re.findall(r'aria-label="xã (Xã \d+): (\d+)"', page.html))
    rows = dict(re.findall(r">(Xã \d+)</a></th><td class=\"r\">(\d+)</td>", page.html))
    assert len(said) == 31
    assert said == rows


def test_small_lines_say_whose_scale_they_have(
    browser: Browser, officer: Person, province: Place
) -> None:
    browser.sign_in(officer)

    own = browser.get("/growth/20/multiples")
    same = browser.get("/growth/20/multiples?scale=same")

    assert own.html.count('class="spark"') == same.html.count('class="spark"') == 33
    assert "33 xã, phường: mấy tháng này không có gì" in " ".join(own.text.split())
    assert "có thước riêng" in own.text
    assert "cùng một thước" in same.text


def test_from_outside_what_is_told_comes_first_and_the_rest_is_one_line(
    browser: Browser, province: Place
) -> None:
    with deed():
        away = posted("Lương Thu Hà", Role.PROVINCE_OFFICER, province)
    browser.sign_in(away)

    lines = browser.get("/growth/20/multiples")
    page = browser.get("/growth/20/map")

    assert lines.html.count('class="spark"') == 31, "thirty communes and the whole province"
    assert "2 xã, phường không nêu từng tháng" in " ".join(lines.text.split())
    words = " ".join(page.text.split())
    assert "1 nơi: <5" in words
    assert "nơi: …" in words, "with it go some that are not small"
    assert len(re.findall(r"</a></th><td class=\"r\">\d+</td>", page.html)) == 28


def test_a_commune_has_no_map_of_its_own(
    browser: Browser, officer: Person, province: Place
) -> None:
    browser.sign_in(officer)
    commune = re.findall(r'href="(/growth/[^"/?]+)"', browser.get("/growth/20/map").html)[-1]

    assert browser.client.get(f"{commune}/map").status_code == 404
