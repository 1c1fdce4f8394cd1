"""Of which days communes are told to who does not work there: ends of months, and today."""

from __future__ import annotations

import csv
import re
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from flask import Flask

from storefront import clock
from storefront.accounts.models import Person
from storefront.accounts.permissions import Role
from storefront.campaign import queries, targets
from storefront.campaign.models import TargetKind
from storefront.campaign.scope import Geography, month_before, month_end
from storefront.campaign.targets import Undertaken
from storefront.db import deed, session
from storefront.facts.models import Indicator
from storefront.places.models import Place
from tests.browser import Browser
from tests.village import a_commune, a_household, a_province, a_village, counted, posted

NOW = clock.now()
TODAY = clock.village_date(NOW)
MID_MONTH = (TODAY - timedelta(days=100)).replace(day=15)
END = month_end(MID_MONTH)
NBSP = "\N{NO-BREAK SPACE}"


@pytest.fixture
def offices(app: Flask) -> dict[Role, Person]:
    """Two communes of twenty shops each, opened long ago; one order more each day since."""
    long_ago = clock.start_of(month_before(month_before(MID_MONTH)))
    with deed():
        province = a_province(code="20")
        for name in ("Chi Lăng", "Bắc Sơn"):
            home = a_household(village=a_village(inside=a_commune(name, inside=province)))
            for it in (Indicator.HOUSEHOLD_REGISTERED, Indicator.SHOP_OPENED):
                counted(it, home, amount=20, at=long_ago)
            counted(Indicator.ORDER_PLACED, home, amount=100, at=long_ago)
            for day in range(3):
                at = clock.start_of(MID_MONTH + timedelta(day))
                counted(Indicator.ORDER_PLACED, home, amount=1, at=at)
        return {
            role: posted(name, role, province)
            for role, name in (
                (Role.PROVINCE_OFFICER, "Lương Thu Hà"),
                (Role.COMMUNE_OFFICER, "Vi Văn Thắng"),
            )
        }


def orders(browser: Browser, until: date) -> list[str]:
    answer = browser.client.get(f"/growth/20/communes.csv?to={until}")
    heads, *rows = csv.reader(StringIO(answer.text.removeprefix("\ufeff")))
    return [row[heads.index("Đơn hàng")] for row in rows]


def words(browser: Browser, address: str) -> str:
    return " ".join(browser.get(address).text.replace(NBSP, " ").split())


def test_two_days_in_a_row_tell_nobody_what_one_household_did(
    browser: Browser, offices: dict[Role, Person]
) -> None:
    browser.sign_in(offices[Role.PROVINCE_OFFICER])

    seen = [orders(browser, MID_MONTH + timedelta(day)) for day in range(3)]

    assert seen == [["…", "…"]] * 3
    assert orders(browser, END) == ["103", "103"]
    assert orders(browser, TODAY) == ["103", "103"]
    page = words(browser, f"/growth/20/communes?to={MID_MONTH}")
    assert "chỉ xem được đến cuối tháng" in page
    assert "chỉ xem được đến cuối tháng" not in words(browser, f"/growth/20/communes?to={END}")


def test_the_whole_province_is_told_of_every_day(
    browser: Browser, offices: dict[Role, Person]
) -> None:
    browser.sign_in(offices[Role.PROVINCE_OFFICER])

    page = words(browser, f"/growth/20?to={MID_MONTH}&of=order_placed")

    assert "202" in page
    assert "Có gian mở mà chưa bán" not in page


def test_who_works_there_sees_every_day(browser: Browser, offices: dict[Role, Person]) -> None:
    browser.sign_in(offices[Role.COMMUNE_OFFICER])

    assert orders(browser, MID_MONTH) == ["101", "101"]


def test_no_page_and_no_file_tells_it_by_another_way(
    browser: Browser, offices: dict[Role, Person]
) -> None:
    browser.sign_in(offices[Role.PROVINCE_OFFICER])
    for page in ("", "/communes", "/map", "/multiples"):
        told = words(browser, f"/growth/20{page}?to={MID_MONTH}&of=order_placed")
        assert "101" not in told, page
    one = browser.get("/growth/20/communes").html
    commune = re.findall(r'href="(/growth/[^"/?]+)"', one)[-1]
    for page in ("", "/communes"):
        told = words(browser, f"{commune}{page}?to={MID_MONTH}&of=order_placed")
        assert "101" not in told, page
        assert "…" in told
    assert "103" in words(browser, f"{commune}/communes?to={END}&of=order_placed")
    for file in ("months.csv", "communes.csv"):
        answer = browser.client.get(f"{commune}/{file}?to={MID_MONTH}")
        assert ",101" not in answer.text, file
        assert "…" in answer.text, file


def test_targets_of_a_commune_tell_no_small_number(
    browser: Browser, offices: dict[Role, Person]
) -> None:
    with deed():
        province = session.get_one(Place, offices[Role.PROVINCE_OFFICER].postings[0].place_id)
        small = a_commune("Mẫu Sơn", inside=province)
        home = a_household(village=a_village(inside=small))
        counted(Indicator.SHOP_OPENED, home, amount=3, at=clock.now())
        wanted = Undertaken(
            Indicator.SHOP_OPENED, TargetKind.COUNT, Decimal(2), TODAY, "Xã", "Nghị quyết 1"
        )
        scope = queries.scope_of(small, until=TODAY, geography=Geography.NOW, today=TODAY)
        targets.undertake(scope, wanted, by=offices[Role.COMMUNE_OFFICER], at=clock.now())
    address = f"/growth/{small.code}/targets"

    browser.sign_in(offices[Role.PROVINCE_OFFICER])
    away = browser.get(address).html
    browser.sign_in(offices[Role.COMMUNE_OFFICER])
    here = browser.get(address).html

    assert 'data-label="Hôm nay">…<' in away
    assert re.search(r'data-label="Hôm nay"><a [^>]+>3</a><', here), "and leads to its rows"
