"""Reports on their way: up from communes, down from the province, received or returned."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from storefront.accounts.models import Person
from storefront.accounts.permissions import Role
from storefront.db import deed, session
from storefront.places.models import Level, Place
from storefront.reports.models import Dispatch, Report
from tests.browser import Browser, Page
from tests.village import a_commune, a_place, a_province, posted
from tests.web.test_reports import SIGNED_BY, Scene, frozen, scene, told

__all__ = ["scene"]

UP, DOWN = {"way": "up"}, {"way": "down"}


def of_the_commune(browser: Browser, scene: Scene) -> Report:
    browser.sign_in(scene.commune_officer)
    browser.post(f"/reports/of/{scene.commune.code}/{scene.month.code}", SIGNED_BY)
    report = session.scalars(select(Report)).one()
    browser.post(f"/reports/{report.code}/dispatches", UP)
    return report


def test_a_commune_sends_up_and_sees_who_received_it(browser: Browser, scene: Scene) -> None:
    report = of_the_commune(browser, scene)
    page = f"/reports/{report.code}"
    assert "Đã trả lời: 0 trên 1" in told(browser.get(page))
    browser.sign_in(scene.officer)
    assert "xã Chi Lăng · tháng" in told(browser.get("/reports"))
    assert "Báo cáo gửi đến mình" in told(browser.get(page))

    browser.post(f"{page}/receipt")

    browser.sign_in(scene.commune_officer)
    words = told(browser.get(page))
    assert "Đã trả lời: 1 trên 1" in words
    assert "Lương Thu Hà" in words


def test_the_province_names_who_has_not_sent(browser: Browser, scene: Scene) -> None:
    with deed():
        a_commune("Bắc Sơn", inside=session.get_one(Place, scene.province.id))
    of_the_commune(browser, scene)
    browser.sign_in(scene.officer)

    words = told(browser.get(scene.draft))

    assert "Xã, phường đã gửi: 1 trên 2" in words
    assert "1 xã, phường chưa gửi xã Bắc Sơn" in words


def test_returned_with_a_reason_it_counts_as_not_sent(browser: Browser, scene: Scene) -> None:
    report = of_the_commune(browser, scene)
    page = f"/reports/{report.code}"
    browser.sign_in(scene.officer)
    again = browser.post(f"{page}/return", {"reason": "à"}, expect=422)
    assert "\nà</textarea>" in again.html
    assert "<details open>" in again.html
    assert session.scalars(select(Dispatch)).one().answered_at is None

    browser.post(f"{page}/return", {"reason": "Thiếu ý kiến của xã"})

    assert "Xã, phường đã gửi: 0 trên 1" in told(browser.get(scene.draft))
    browser.sign_in(scene.commune_officer)
    assert "Thiếu ý kiến của xã" in told(browser.get(page))


def test_the_restatement_of_a_returned_report_is_sent_anew(browser: Browser, scene: Scene) -> None:
    report = of_the_commune(browser, scene)
    browser.sign_in(scene.officer)
    browser.post(f"/reports/{report.code}/return", {"reason": "Thiếu ý kiến của xã"})
    browser.sign_in(scene.commune_officer)
    words = SIGNED_BY | {"difficulties": "Mưa đá", "why": "Bổ sung ý kiến"}
    new = browser.post(f"/reports/{report.code}/restatement", words).url

    browser.post(f"/reports/{report.code}/dispatches", UP)
    browser.post(f"{new}/dispatches", UP)

    assert len(session.scalars(select(Dispatch)).all()) == 2
    browser.sign_in(scene.officer)
    assert "Xã, phường đã gửi: 1 trên 1" in told(browser.get(scene.draft))


def test_the_first_answer_counts(browser: Browser, scene: Scene) -> None:
    report = of_the_commune(browser, scene)
    browser.sign_in(scene.officer)
    browser.post(f"/reports/{report.code}/receipt")

    browser.post(f"/reports/{report.code}/return", {"reason": "Đổi ý rồi"})

    dispatch = session.scalars(select(Dispatch)).one()
    assert dispatch.is_received
    assert not dispatch.is_returned


def test_the_province_sends_down_once_and_communes_may_read_it(
    browser: Browser, scene: Scene
) -> None:
    browser.sign_in(scene.officer)
    report = frozen(browser, scene)
    page = f"/reports/{report.code}"
    browser.sign_in(scene.commune_officer)
    browser.get(page, expect=404)
    browser.post(f"{page}/dispatches", expect=404)
    browser.post(f"{page}/receipt", expect=404)
    browser.sign_in(scene.officer)

    browser.post(f"{page}/dispatches", DOWN)
    browser.post(f"{page}/dispatches", DOWN)

    assert [it.to_id for it in session.scalars(select(Dispatch))] == [scene.commune.id]
    browser.sign_in(scene.commune_officer)
    browser.get(page)
    browser.post(f"{page}/receipt")
    browser.get(f"{page}/restatement", expect=404)


@pytest.mark.parametrize("deed_", ["dispatches", "receipt", "return", "signature"])
def test_nobody_else_moves_it(browser: Browser, scene: Scene, deed_: str) -> None:
    report = of_the_commune(browser, scene)
    browser.sign_in(scene.household.keeper)

    browser.post(f"/reports/{report.code}/{deed_}", {"reason": "Không đúng"} | UP, expect=404)

    assert session.scalars(select(Dispatch)).one().answered_at is None


def ways_open(page: Page) -> set[str | None]:
    return {it.get("value") for it in page.all("button") if it.get("name") == "way"}


@pytest.fixture
def ministry(scene: Scene) -> Person:
    """Somebody who reports for the whole country, with another province beside ours."""
    with deed():
        country = a_place("Việt Nam", level=Level.COUNTRY, code="VN")
        province = session.get_one(Place, scene.province.id)
        province.parent = country
        a_province("Cao Bằng").parent = country
        return posted("Bế Thị Kim", Role.PROVINCE_OFFICER, country)


def test_the_province_sends_up_to_the_country_which_receives_it(
    browser: Browser, scene: Scene, ministry: Person
) -> None:
    browser.sign_in(scene.officer)
    report = frozen(browser, scene)
    page = f"/reports/{report.code}"
    assert ways_open(browser.get(page)) == {"up", "down"}

    browser.post(f"{page}/dispatches", UP)

    words = browser.get(page)
    assert "Đã trả lời: 0 trên 1" in told(words)
    assert ways_open(words) == {"down"}
    browser.sign_in(ministry)
    assert "tỉnh Lạng Sơn · tháng" in told(browser.get("/reports"))
    browser.post(f"{page}/receipt")
    assert "Tỉnh, thành phố đã gửi: 1 trên 2" in told(
        browser.get(f"/reports/of/VN/{scene.month.code}")
    )
    browser.sign_in(scene.officer)
    assert "Bế Thị Kim" in told(browser.get(page))


def test_the_country_returns_it_with_a_reason_and_gets_it_again(
    browser: Browser, scene: Scene, ministry: Person
) -> None:
    browser.sign_in(scene.officer)
    page = f"/reports/{frozen(browser, scene).code}"
    browser.post(f"{page}/dispatches", UP)
    browser.sign_in(ministry)
    browser.post(f"{page}/return", {"reason": "Thiếu ý kiến của tỉnh"})
    browser.sign_in(scene.officer)
    assert "Thiếu ý kiến của tỉnh" in told(browser.get(page))

    words = SIGNED_BY | {"difficulties": "Mưa đá", "why": "Bổ sung ý kiến"}
    new = browser.post(f"{page}/restatement", words).url
    browser.post(f"{new}/dispatches", UP)

    browser.sign_in(ministry)
    assert "Tỉnh, thành phố đã gửi: 1 trên 2" in told(
        browser.get(f"/reports/of/VN/{scene.month.code}")
    )


def test_the_country_sends_down_to_every_province(
    browser: Browser, scene: Scene, ministry: Person
) -> None:
    browser.sign_in(ministry)
    answer = browser.post(f"/reports/of/VN/{scene.month.code}", SIGNED_BY)
    assert "Gửi cả 2 tỉnh" in told(browser.get(answer.url))

    browser.post(f"{answer.url}/dispatches", DOWN)
    browser.post(f"{answer.url}/dispatches", UP)

    assert len(session.scalars(select(Dispatch)).all()) == 2
    browser.sign_in(scene.officer)
    browser.get(answer.url)
    browser.post(f"{answer.url}/receipt")
    browser.sign_in(scene.commune_officer)
    browser.get(answer.url, expect=404)


@pytest.mark.parametrize("way", ["", "sideways"])
def test_there_is_no_third_way(browser: Browser, scene: Scene, way: str) -> None:
    browser.sign_in(scene.officer)
    report = frozen(browser, scene)

    browser.post(f"/reports/{report.code}/dispatches", {"way": way}, expect=400)
