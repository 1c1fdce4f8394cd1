"""Ranks with their movement, and multiples that say what they may: on the page and in files."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import openpyxl
import pytest
from flask import Flask

from storefront import clock
from storefront.accounts.models import Person
from storefront.accounts.permissions import Role
from storefront.campaign import actions
from storefront.campaign.history import Start
from storefront.db import deed
from storefront.facts.models import Indicator
from storefront.places.models import Place
from tests.browser import Browser
from tests.village import a_commune, a_household, a_province, a_village, counted, posted

NBSP = "\N{NO-BREAK SPACE}"


def shops(province: Place, name: str, *, before: int, lately: int, households: int = 40) -> None:
    """So many until last month, so many since."""
    home = a_household(village=a_village(inside=a_commune(name, inside=province)))
    long_ago = clock.now() - timedelta(days=40)
    counted(Indicator.HOUSEHOLD_REGISTERED, home, amount=households, at=long_ago)
    for amount, at in ((before, long_ago), (lately, clock.now())):
        counted(Indicator.SHOP_OPENED, home, amount=amount, at=at)


@pytest.fixture
def officer(app: Flask) -> Person:
    with deed():
        province = a_province(code="20")
        shops(province, "Chi Lăng", before=10, lately=30)
        shops(province, "Bắc Sơn", before=20, lately=15)
        shops(province, "Mẫu Sơn", before=6, lately=1, households=29)
        return posted("Lương Thu Hà", Role.COMMUNE_OFFICER, province)


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).replace(NBSP, " ").split())


@pytest.mark.parametrize("address", ["/growth/20", "/growth/20/communes"])
def test_a_rank_stands_beside_how_far_it_moved(
    browser: Browser, officer: Person, address: str
) -> None:
    browser.sign_in(officer)

    rows = [words(row) for row in re.findall(r"<tr><td>.*?</tr>", browser.get(address).html, re.S)]

    assert rows[0].startswith("1 ▲ 1 bậc lên so với tháng trước Chi Lăng")
    assert rows[1].startswith("2 ▼ 1 bậc xuống so với tháng trước Bắc Sơn")
    assert rows[2].startswith("– không xếp hạng Mẫu Sơn")
    assert "Xã dưới 30 hộ không xếp hạng" in words(browser.get(address).html)


def test_a_file_ranks_as_its_page_does(browser: Browser, officer: Person) -> None:
    browser.sign_in(officer)

    answer = browser.client.get("/growth/20/communes.csv")
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))

    assert rows[0][-2] == "Hạng"
    assert [(row[1], *row[-2:]) for row in rows[1:]] == [
        ("xã Chi Lăng", "1", "1"),
        ("xã Bắc Sơn", "2", "-1"),
        ("xã Mẫu Sơn", "không xếp dưới 30 hộ", ""),
    ]


def test_a_workbook_and_a_paper_rank_as_the_page_does(browser: Browser, officer: Person) -> None:
    browser.sign_in(officer)

    answer = browser.client.get("/growth/20/communes.xlsx?of=shop_opened")
    paper = browser.client.get("/growth/20/communes.pdf?of=shop_opened")

    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).worksheets[1]
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert rows[0][-2] == "Hạng"
    assert [(row[0], *row[-2:]) for row in rows[1:-1]] == [
        ("xã Chi Lăng", 1, 1),
        ("xã Bắc Sơn", 2, -1),
        ("xã Mẫu Sơn", "không xếp dưới 30 hộ", None),
    ]
    assert rows[-1][2] == 82
    assert paper.data.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("base", "times", "exact"),
    [(30, 2, "2,733…"), (29, None, "không ghi: mốc dưới 30"), (82, 1, "1"), (164, None, "0,5")],
)
def test_a_multiple_is_cut_off_and_a_small_base_has_none(
    browser: Browser, officer: Person, base: int, times: int | None, exact: str
) -> None:
    day = clock.village_date(clock.now()) - timedelta(days=60)
    with deed():
        start = {Indicator.SHOP_OPENED: Start("đếm tay", base)}
        province = officer.postings[0].place
        actions.start_campaign(province, name="Thử", began_on=day, baselines=start)
    browser.sign_in(officer)

    page = words(browser.get("/growth/20").html)
    told = browser.client.get("/api/v1/statistics").json
    assert told

    multiples = re.findall(r"gấp (\d+) lần mốc", page)
    assert multiples == ([str(times)] if times else [])
    assert f"Tỷ số đúng {exact}" in page
    assert not re.search(r"tăng \d+", page), "a multiple is no increase in percent"
    assert ("50 phần trăm mốc" in page) is (base == 164)
    (shop,) = [it for it in told["totals"] if it["indicator"] == "shop_opened"]
    assert shop["multiple"] == times
    assert (shop["ratio"] is None) is (times is None)
