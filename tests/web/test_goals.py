"""Baselines and targets, entered by officers on their pages."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from storefront import clock
from storefront.accounts.models import Person
from storefront.accounts.permissions import Role
from storefront.campaign import actions, baselines
from storefront.campaign.models import Baseline, Target
from storefront.db import deed, session
from storefront.facts.models import Indicator
from storefront.places.models import Place
from tests.browser import Browser, Page
from tests.village import a_commune, a_household, a_province, a_village, counted, posted


@pytest.fixture
def province(app: Flask) -> Place:
    with deed():
        province = a_province(code="20")
        actions.start_known_campaign(province)
        farm = a_household(village=a_village(inside=a_commune("Chi Lăng", inside=province)))
        counted(Indicator.SHOP_OPENED, farm, amount=68_311, at=clock.now() - timedelta(days=40))
    return province


@pytest.fixture
def officer(province: Place) -> Person:
    with deed():
        return posted("Lương Thu Hà", Role.PROVINCE_OFFICER, session.get_one(Place, province.id))


def told(page: Page) -> str:
    return " ".join(page.text.replace("\N{NO-BREAK SPACE}", " ").split())


def in_days(count: int) -> str:
    return (clock.village_date(clock.now()) + timedelta(days=count)).isoformat()


GOAL = {
    "what": "shop_opened",
    "kind": "count",
    "goal": "70.000",
    "owner": "Sở Khoa học và Công nghệ",
    "decision": "KH 104/KH-UBND",
}


def test_a_target_is_set_and_stands_somewhere(
    browser: Browser, province: Place, officer: Person
) -> None:
    browser.sign_in(officer)
    page = "/growth/20/targets"

    for kind, goal in (("count", "70.000"), ("multiple", "60"), ("ratio", "50"), ("rank", "3")):
        data = GOAL | {"kind": kind, "goal": goal, "due_on": in_days(100)}
        assert browser.client.post(page, data=data).status_code == 302

    words = told(browser.get(page))
    assert "68.311" in words
    assert 'href="/growth/20/communes?of=shop_opened"' in browser.get(page).html
    assert "70.000" in words
    assert "đúng tiến độ" in words
    assert "×68,31" in words, "cut off, and met"
    assert "không có số liệu" in words, "nobody here knows the other provinces"
    began = session.scalars(select(Target.began_at).order_by(Target.id)).all()
    assert began[:2] == [68_311, Decimal("68.311")]


def test_what_is_not_carried_out_stays_on_the_list(
    browser: Browser, province: Place, officer: Person
) -> None:
    browser.sign_in(officer)
    browser.client.post("/growth/20/targets", data=GOAL | {"due_on": in_days(9)})
    target = session.scalars(select(Target)).one()

    browser.client.post(f"/growth/20/targets/{target.id}/end", data={"why": "Nhập vào KH 333"})

    words = told(browser.get("/growth/20/targets"))
    assert "không thực hiện" in words
    assert "Nhập vào KH 333" in words


@pytest.mark.parametrize(
    ("field", "typed"),
    [("goal", "viel"), ("due_on", "2020-01-01"), ("what", "gold"), ("kind", "x"), ("owner", "")],
)
def test_a_bad_target_is_told_at_its_field(
    browser: Browser, province: Place, officer: Person, field: str, typed: str
) -> None:
    browser.sign_in(officer)
    data = GOAL | {"due_on": in_days(9), field: typed}

    answer = browser.client.post("/growth/20/targets", data=data)

    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert session.scalar(select(Target)) is None


def a_baseline(**more: str) -> dict[str, str]:
    told = {"indicator": "order_placed", "on": "10/8/2021", "value": "2.759", "source": "dnvn"}
    return told | more


def test_baselines_stand_beside_each_other_and_the_oldest_counts(
    browser: Browser, province: Place, officer: Person
) -> None:
    browser.sign_in(officer)
    page = "/growth/20/baselines"

    for more in ({}, {"on": "2021-09-15", "value": "9.000"}, {"on": "2020-01-01", "value": ""}):
        assert browser.client.post(page, data=a_baseline(**more)).status_code == 302
    twice = browser.client.post(page, data=a_baseline(value="1"))

    assert twice.status_code == 422
    assert "đã có mốc" in twice.text
    words = told(browser.get(page))
    for part in ("2.759", "9.000", "không rõ", "dnvn"):
        assert part in words


def test_a_declared_multiple_invents_no_sum(
    browser: Browser, province: Place, officer: Person
) -> None:
    browser.sign_in(officer)

    data = a_baseline(value="", multiple="174")
    browser.client.post("/growth/20/baselines", data=data)

    baseline = session.scalars(
        select(Baseline).where(Baseline.indicator == Indicator.ORDER_PLACED)
    ).one()
    growth = baselines.growth(5, baseline)
    assert (growth.multiple, growth.ratio, baseline.value) == (174, None, None)


def test_a_baseline_that_a_report_used_stays(
    browser: Browser, province: Place, officer: Person
) -> None:
    browser.sign_in(officer)
    for on in ("2021-08-10", "2021-08-11"):
        browser.client.post("/growth/20/baselines", data=a_baseline(on=on))
    used, free = session.scalars(
        select(Baseline).where(Baseline.indicator == Indicator.ORDER_PLACED).order_by(Baseline.on)
    )
    used_id, free_id = used.id, free.id
    with deed():
        session.get_one(Baseline, used_id).used_at = clock.now()

    for number in (used_id, free_id):
        answer = browser.client.post(f"/growth/20/baselines/{number}/removal")
        assert answer.status_code == 302

    left = session.scalars(select(Baseline.on).where(Baseline.indicator == Indicator.ORDER_PLACED))
    assert left.all() == [date(2021, 8, 10)]
    with pytest.raises(DatabaseError, match="append-only"), deed():
        session.execute(text("UPDATE baseline SET value = 1 WHERE used_at IS NOT NULL"))


@pytest.mark.parametrize(
    ("role", "get", "post"),
    [(Role.PROVINCE_OFFICER, 200, 422), (Role.COMMUNE_OFFICER, 404, 404), (Role.LEADER, 404, 404)],
)
def test_doors(browser: Browser, province: Place, role: Role, get: int, post: int) -> None:
    with deed():
        here = session.get_one(Place, province.id)
        place = here if role is Role.PROVINCE_OFFICER else a_commune(inside=here)
        browser_person = posted("Vi Văn Thắng", role, place)
    browser.sign_in(browser_person)

    for page in ("/growth/20/targets", "/growth/20/baselines"):
        assert browser.client.get(page).status_code == get
        assert browser.client.post(page, data={}).status_code == post
