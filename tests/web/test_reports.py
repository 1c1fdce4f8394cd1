"""Reports on the web: drawn up, frozen, corrected, by those whose place it is."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import select

from storefront import clock
from storefront.accounts.models import Person
from storefront.accounts.permissions import Role
from storefront.campaign import actions as campaign
from storefront.db import deed, session
from storefront.facts.models import Indicator
from storefront.places.models import Place
from storefront.reports.models import FileKind, Report
from storefront.reports.periods import Period, Span, period_of
from storefront.reports.signing import Seal
from storefront.shops.models import Household
from storefront.web import report_papers
from tests.browser import Browser, Page
from tests.statements import overheard
from tests.village import a_commune, a_household, a_person, a_province, a_village, counted, posted

NBSP = "\N{NO-BREAK SPACE}"
SIGNED_BY = {"signer_title": "Chủ tịch UBND", "signer_name": "Nguyễn Văn An"}


@dataclass
class Scene:
    province: Place
    commune: Place
    household: Household
    officer: Person
    commune_officer: Person
    month: Period

    @property
    def draft(self) -> str:
        return f"/reports/of/20/{self.month.code}"


@pytest.fixture
def scene(app: Flask) -> Scene:
    month = period_of(Span.MONTH, clock.village_date(clock.now())).before
    at = clock.start_of(month.last) + timedelta(hours=9)
    with deed():
        province = a_province(code="20")
        campaign.start_known_campaign(province)
        commune = a_commune("Chi Lăng", inside=province)
        household = a_household(village=a_village(inside=commune))
        counted(Indicator.SHOP_OPENED, household, at=at)
        counted(Indicator.REVENUE, household, amount=204_000, at=at)
        counted(Indicator.REVENUE, household, amount=77, at=at - timedelta(days=40))
        officer = posted("Lương Thu Hà", Role.PROVINCE_OFFICER, province)
        commune_officer = posted("Vi Văn Thắng", Role.COMMUNE_OFFICER, commune)
    return Scene(province, commune, household, officer, commune_officer, month)


def told(page: Page) -> str:
    return " ".join(page.text.replace(NBSP, " ").split())


def frozen(browser: Browser, scene: Scene) -> Report:
    browser.post(scene.draft, SIGNED_BY)
    return session.scalars(select(Report).order_by(Report.id.desc())).all()[0]


def test_the_draft_and_the_growth_page_say_the_same(browser: Browser, scene: Scene) -> None:
    browser.sign_in(scene.officer)

    draft = told(browser.get(scene.draft))
    growth = told(browser.get(f"/growth?to={scene.month.last}&of=revenue"))

    assert "Doanh thu gian hàng ₫ 204.000 77 204.077" in draft
    to_rows = f"of=revenue&amp;to={scene.month.last}"
    assert browser.get(scene.draft).html.count(to_rows) > 1, "what is worked out of it leads there"
    assert "204.077 ₫" in growth


def test_a_draft_is_added_up_once_until_something_is_counted(
    browser: Browser, scene: Scene
) -> None:
    browser.sign_in(scene.officer)
    looks: list[str] = []
    with overheard(before_cursor_execute=lambda *it: looks.append(it[2])):
        browser.get(scene.draft)
        first = len(looks)
        browser.get(scene.draft)
    assert len(looks) - first <= first - 5, "its sums are known"
    with deed():
        household = session.get_one(Household, scene.household.id)
        at = clock.start_of(scene.month.last) + timedelta(hours=10)
        counted(Indicator.REVENUE, household, amount=1, at=at)

    assert "₫ 204.001 77 204.078" in told(browser.get(scene.draft))


def test_frozen_it_stays_and_is_listed(browser: Browser, scene: Scene) -> None:
    browser.sign_in(scene.officer)
    report = frozen(browser, scene)
    with deed():
        household = session.get_one(Household, scene.household.id)
        at = clock.start_of(scene.month.last)
        counted(Indicator.REVENUE, household, amount=1, at=at)

    words = told(browser.get(f"/reports/{report.code}"))

    assert "Số 1/BC" in words
    assert "204.000 77 204.077" in words
    assert report.digest in words
    assert "Nguyễn Văn An" in words
    assert "Số 1/BC" in told(browser.get("/reports"))
    assert browser.get(scene.draft, expect=302).url == f"/reports/{report.code}"


def test_a_correction_shows_both_numbers(browser: Browser, scene: Scene) -> None:
    browser.sign_in(scene.officer)
    report = frozen(browser, scene)
    address = f"/reports/{report.code}/restatement"
    browser.post(address, SIGNED_BY | {"why": "Xem lại"}, expect=422)
    with deed():
        household = session.get_one(Household, scene.household.id)
        at = clock.start_of(scene.month.last)
        counted(Indicator.REVENUE, household, amount=-4_000, at=at)
    assert "204.000 200.000" in told(browser.get(address))

    answer = browser.post(address, SIGNED_BY | {"why": "Hoàn một đơn"})

    words = told(browser.get(answer.url))
    assert "đính chính lần 1" in words
    assert "Lý do: Hoàn một đơn" in words
    assert "204.000 200.000" in words
    assert "Đã có bản đính chính" in told(browser.get(f"/reports/{report.code}"))


def test_who_signs_must_be_named(browser: Browser, scene: Scene) -> None:
    browser.sign_in(scene.officer)

    page = browser.post(scene.draft, {"difficulties": "Mưa đá"}, expect=422)

    assert "Mưa đá" in page.text
    assert session.scalar(select(Report)) is None


def test_a_month_that_still_runs_is_shown_and_not_frozen(browser: Browser, scene: Scene) -> None:
    browser.sign_in(scene.officer)
    today = period_of(Span.MONTH, clock.village_date(clock.now()))
    address = f"/reports/of/20/{today.code}"

    assert "Kỳ chưa hết" in told(browser.get(address))
    browser.post(address, SIGNED_BY, expect=422)
    assert session.scalar(select(Report)) is None


@pytest.mark.parametrize(
    ("who", "draft", "report", "restatement"),
    [
        ("officer", 302, 200, 200),
        ("commune_officer", 404, 404, 404),
        ("keeper", 404, 404, 404),
        ("stranger", 404, 404, 404),
        ("nobody", 302, 302, 302),
    ],
)
def test_doors(
    browser: Browser, scene: Scene, who: str, draft: int, report: int, restatement: int
) -> None:
    browser.sign_in(scene.officer)
    code = frozen(browser, scene).code
    with deed():
        stranger = a_person("Khách")
    people = {"keeper": scene.household.keeper, "stranger": stranger}
    if who == "nobody":
        browser.client.delete_cookie("who")
    else:
        browser.sign_in(people.get(who) or getattr(scene, who))

    addresses = (scene.draft, f"/reports/{code}", f"/reports/{code}/restatement")
    for address, status in zip(addresses, (draft, report, restatement), strict=True):
        browser.get(address, expect=status)


def test_the_province_reads_a_communes_report_and_does_not_write_it(
    browser: Browser, scene: Scene
) -> None:
    address = f"/reports/of/{scene.commune.code}/{scene.month.code}"
    browser.sign_in(scene.commune_officer)
    browser.post(address, SIGNED_BY)
    report = session.scalars(select(Report)).one()
    assert "xã Chi Lăng" in told(browser.get(f"/reports/{report.code}"))
    browser.sign_in(scene.officer)

    assert "xã Chi Lăng" in told(browser.get(f"/reports/{report.code}"))
    browser.get(address, expect=404)
    browser.get(f"/reports/{report.code}/restatement", expect=404)


def a_file(browser: Browser, report: Report, kind: str) -> bytes:
    answer = browser.client.get(f"/reports/{report.code}/files/{kind}")
    assert answer.status_code == 200
    return bytes(answer.data)


@pytest.mark.parametrize("kind", ["json", "csv", "xlsx", "pdf"])
def test_a_file_is_the_same_at_every_download(browser: Browser, scene: Scene, kind: str) -> None:
    browser.sign_in(scene.officer)
    report = frozen(browser, scene)
    first = a_file(browser, report, kind)
    with deed():
        session.get_one(Place, scene.province.id).name = "Tên mới"
        household = session.get_one(Household, scene.household.id)
        counted(Indicator.REVENUE, household, amount=5, at=clock.start_of(scene.month.last))
    browser.speak("en")

    assert a_file(browser, report, kind) == first
    with browser.client.application.test_request_context():
        assert report_papers.made(session.get_one(Report, report.id), FileKind(kind)) == first


def test_page_and_files_say_the_same(browser: Browser, scene: Scene) -> None:
    browser.sign_in(scene.officer)
    report = frozen(browser, scene)

    assert "Doanh thu gian hàng ₫ 204.000 77 204.077" in told(
        browser.get(f"/reports/{report.code}")
    )
    assert "Doanh thu gian hàng,₫,204000,77,204077" in a_file(browser, report, "csv").decode()
    book = openpyxl.load_workbook(BytesIO(a_file(browser, report, "xlsx")))
    rows = [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
    assert ["Doanh thu gian hàng", "₫", 204000, 77, 204077] in [row[:5] for row in rows]
    said = json.loads(a_file(browser, report, "json"))
    assert hashlib.sha256(a_file(browser, report, "json")).hexdigest() == report.digest
    (revenue,) = [it for it in said["indicators"] if it["indicator"] == "revenue"]
    assert (revenue["in_period"], revenue["total"]) == (204000, 204077)


def test_the_province_signs_once_and_the_file_is_good(browser: Browser, scene: Scene) -> None:
    browser.sign_in(scene.officer)
    report = frozen(browser, scene)
    browser.get(f"/reports/{report.code}/files/signed", expect=404)

    browser.post(f"/reports/{report.code}/signature")
    signed = a_file(browser, report, "signed")
    browser.post(f"/reports/{report.code}/signature")

    assert a_file(browser, report, "signed") == signed
    seal = Seal.of(browser.client.application.config["SETTINGS"])
    verdict = seal.verify(signed) if seal else None
    assert verdict
    assert verdict.is_good
    words = told(browser.get(f"/reports/{report.code}"))
    assert hashlib.sha256(signed).hexdigest() in words


def test_a_commune_does_not_sign_for_the_province(browser: Browser, scene: Scene) -> None:
    browser.sign_in(scene.commune_officer)
    browser.post(f"/reports/of/{scene.commune.code}/{scene.month.code}", SIGNED_BY)
    report = session.scalars(select(Report)).one()

    browser.post(f"/reports/{report.code}/signature", expect=404)
    browser.sign_in(scene.officer)
    browser.post(f"/reports/{report.code}/signature", expect=404)


@pytest.mark.parametrize(
    "address", ["/reports/of/20/2026-13", "/reports/of/20/2099", "/reports/of/20/x", "/reports/BC1"]
)
def test_odd_addresses_are_not_found(browser: Browser, scene: Scene, address: str) -> None:
    browser.sign_in(scene.officer)

    browser.get(address, expect=404)
