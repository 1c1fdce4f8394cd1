"""Campaigns begun on a page, and growth counted from the baseline a reader chooses."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from storefront import clock
from storefront.accounts.models import Person
from storefront.accounts.permissions import Role
from storefront.campaign import baselines, queries
from storefront.campaign.models import Baseline, Campaign
from storefront.db import deed, session
from storefront.facts.models import Indicator
from storefront.places.models import Place
from tests.browser import Browser
from tests.village import a_commune, a_household, a_province, a_village, counted, posted
from tests.web.test_goals import told

PAGE = "/growth/20/campaigns"
on_one = pytest.mark.parametrize("app", ["sqlite"], indirect=True)
"""What no database answers otherwise than another."""
BEGUN = {
    "name": "Đưa nông sản lên chợ số",
    "began_on": "2026-01-05",
    "source": "KH 12/KH-UBND",
    "shops_known": "value",
    "shops_number": "1.000",
    "accounts_known": "multiple",
    "accounts_number": "192",
    "orders_known": "value",
    "orders_number": "29",
    "revenue_known": "unknown",
}


@pytest.fixture
def province(app: Flask) -> Place:
    """Nobody has begun a campaign here."""
    with deed():
        province = a_province(code="20")
        farm = a_household(village=a_village(inside=a_commune("Chi Lăng", inside=province)))
        at = clock.now() - timedelta(days=40)
        for indicator, amount in (
            (Indicator.SHOP_OPENED, 68_311),
            (Indicator.ACCOUNT_DECLARED, 57_973),
            (Indicator.ORDER_PLACED, 290),
        ):
            counted(indicator, farm, amount=amount, at=at)
    return province


@pytest.fixture
def officer(province: Place) -> Person:
    with deed():
        return posted("Lương Thu Hà", Role.PROVINCE_OFFICER, session.get_one(Place, province.id))


def begin(browser: Browser, **more: str) -> int:
    return browser.client.post(PAGE, data=BEGUN | more).status_code


def test_a_province_without_a_campaign_begins_one(browser: Browser, officer: Person) -> None:
    browser.sign_in(officer)
    assert "Chưa có chiến dịch" in told(browser.get(PAGE))
    assert "Ở đây chưa phát động" in told(browser.get("/growth/20"))

    assert begin(browser) == 302

    growth = told(browser.get("/growth/20"))
    assert "Đưa nông sản lên chợ số · phát động 5/1/2026" in growth
    for part in ("gấp 68 lần mốc", "KH 12/KH-UBND", "gấp 192 lần mốc"):
        assert part in growth
    campaign = session.scalars(select(Campaign)).one()
    known = {it.indicator: (it.value, it.multiple) for it in campaign.baselines}
    assert known == {
        Indicator.SHOP_OPENED: (1_000, None),
        Indicator.ACCOUNT_DECLARED: (None, Decimal(192)),
        Indicator.ORDER_PLACED: (29, None),
        Indicator.REVENUE: (None, None),
    }


@on_one
@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", "x"),
        ("began_on", "2999-01-01"),
        ("began_on", "hôm qua"),
        ("source", ""),
        ("shops_number", ""),
        ("shops_number", "12,5"),
        ("accounts_number", "0"),
        ("accounts_number", "99999999"),
        ("orders_known", "maybe"),
        ("orders_number", "9" * 30),
    ],
)
def test_what_is_wrong_is_told_at_its_field(
    browser: Browser, officer: Person, field: str, typed: str
) -> None:
    browser.sign_in(officer)

    answer = browser.client.post(PAGE, data=BEGUN | {field: typed})

    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert session.scalar(select(Campaign)) is None


def test_mended_until_a_report_has_used_it(browser: Browser, officer: Person) -> None:
    browser.sign_in(officer)
    begin(browser)
    campaign = session.scalars(select(Campaign)).one()
    page, number = f"{PAGE}/{campaign.id}", campaign.id

    mended = {"name": "Tên đúng", "began_on": "2026-01-04"}
    assert browser.client.post(page, data=mended).status_code == 302

    days = session.scalars(select(Baseline.on).distinct()).all()
    assert [it.isoformat() for it in days] == ["2026-01-04"], "told of the day it began"
    with deed():
        it = session.get_one(Campaign, number)
        baselines.use(it, it.place, at=clock.now())
    refused = browser.client.post(page, data={"name": "Tên khác", "began_on": "2026-01-03"})
    assert refused.status_code == 422
    assert "Báo cáo đã dùng" in refused.text
    session.expire_all()
    assert session.get_one(Campaign, number).name == "Tên đúng"


def test_campaigns_of_a_place_follow_each_other(
    browser: Browser, officer: Person, province: Place
) -> None:
    browser.sign_in(officer)
    begin(browser)
    first = session.scalars(select(Campaign.id)).one()
    assert begin(browser, began_on="2026-03-01") == 422, "the first one still runs"

    end = f"{PAGE}/{first}/end"
    assert browser.client.post(end, data={"ended_on": "2025-12-31"}).status_code == 422
    assert browser.client.post(end, data={"ended_on": "2026-02-28"}).status_code == 302
    assert begin(browser, name="Đợt hai", began_on="2026-02-28") == 422
    assert begin(browser, name="Đợt hai", began_on="2026-03-01", shops_number="50.000") == 302

    session.expire_all()
    place = session.get_one(Place, province.id)
    names = {
        day: it.name
        for day in ("2025-01-01", "2026-02-28", "2026-03-01")
        if (it := queries.campaign_for(place, on=date.fromisoformat(day)))
    }
    assert names["2026-02-28"] == BEGUN["name"]
    assert names["2026-03-01"] == "Đợt hai"
    assert "Đợt hai" in told(browser.get("/growth/20"))
    assert BEGUN["name"] in told(browser.get("/growth/20?to=2026-02-28"))


def test_a_reader_chooses_another_baseline(
    browser: Browser, officer: Person, province: Place
) -> None:
    browser.sign_in(officer)
    begin(browser)
    for on, value, multiple in (("2020-01-01", "20", ""), ("2026-02-01", "10.000", "")):
        told_ = {"indicator": "shop_opened", "on": on, "value": value, "multiple": multiple}
        browser.client.post("/growth/20/baselines", data=told_ | {"source": f"nguồn {on}"})
    own, small, later = session.scalars(
        select(Baseline.id).where(Baseline.indicator == Indicator.SHOP_OPENED).order_by(Baseline.id)
    )

    browser.get("/growth/20/baselines")
    first = told(browser.get("/growth/20"))
    assert "gấp 68 lần mốc" in first, "the campaign's own, not the oldest"
    assert "3 mốc" in first
    chosen = told(browser.get(f"/growth/20?base={later}"))
    assert "gấp 6 lần mốc" in chosen, "cut off, not rounded up"
    assert "Về mốc của chiến dịch" in chosen
    assert "Về mốc của chiến dịch" not in first
    hidden = told(browser.get(f"/growth/20?base={small}"))
    assert "không ghi: mốc dưới 30" in hidden
    assert "gấp 3.415 lần mốc" not in hidden
    assert told(browser.get(f"/growth/20?base={own}&base=999999")) == first
    browser.get("/growth/20?base=x", expect=400)


def test_a_new_baseline_is_on_the_page_at_once(browser: Browser, officer: Person) -> None:
    """Though the page is kept until something is counted."""
    browser.sign_in(officer)
    begin(browser)
    browser.get("/growth/20")
    new = {"indicator": "shop_opened", "on": "2026-02-01", "value": "10.000", "source": "KH 13"}

    browser.client.post("/growth/20/baselines", data=new)
    browser.get("/growth/20/baselines")

    assert "2 mốc" in told(browser.get("/growth/20"))


@on_one
@pytest.mark.parametrize(
    ("role", "get", "post"), [(Role.COMMUNE_OFFICER, 404, 404), (Role.LEADER, 404, 404)]
)
def test_only_staff_of_the_place(
    browser: Browser, province: Place, role: Role, get: int, post: int
) -> None:
    with deed():
        place = a_commune(inside=session.get_one(Place, province.id))
        person = posted("Vi Văn Thắng", role, place)
    browser.sign_in(person)

    browser.get(PAGE, expect=get)
    for address in (PAGE, f"{PAGE}/1", f"{PAGE}/1/end"):
        assert browser.client.post(address, data=BEGUN).status_code == post
