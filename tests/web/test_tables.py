"""Tables as CSV, Excel and PDF: the same numbers three times, and nothing that runs."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from io import BytesIO, StringIO
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select

from storefront import clock
from storefront.db import deed, session
from storefront.facts.models import Indicator
from storefront.places.models import Place
from storefront.reports import paper
from storefront.reports.papers import Listing, Table
from storefront.screening import audits
from storefront.web.tables import file_name
from tests.browser import Browser
from tests.village import MARKET_DAY, a_household, a_shop, a_village, counted
from tests.web.test_growth import Scene, scene

__all__ = ["scene"]

BIG = 123_456_789_012
FILES = ("csv", "xlsx", "pdf")


def read_csv(browser: Browser, url: str) -> list[list[str]]:
    answer = browser.client.get(f"{url}.csv")
    assert answer.status_code == 200, answer.location
    return list(csv.reader(StringIO(answer.text.removeprefix("\ufeff"))))


def book(browser: Browser, url: str) -> Any:
    answer = browser.client.get(f"{url}.xlsx")
    assert answer.status_code == 200, answer.location
    return openpyxl.load_workbook(BytesIO(answer.data))


def plainly(cell: Any) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return "" if cell is None else str(cell)


@pytest.mark.parametrize("page", ["months", "teams", "rows", "team", "household", "without_team"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_three_files_say_the_same(
    browser: Browser,
    scene: Scene,
    monkeypatch: pytest.MonkeyPatch,
    page: str,
    language: str,
) -> None:
    with deed():
        sold = session.get_one(type(scene.household), scene.household.id)
        counted(Indicator.REVENUE, sold, amount=BIG, at=MARKET_DAY)
        a_household("=HYPERLINK(1)", village=a_village("@Nà", inside=_commune(scene)))
    printed: list[Listing] = []
    monkeypatch.setattr(paper, "listing", lambda it, **_how: printed.append(it))
    code = scene.chi_lang.code
    url = {
        "team": f"/growth/teams/{scene.team.id}/households",
        "household": f"/growth/households/{scene.household.code}/rows",
        "without_team": f"/growth/{code}/households",
    }.get(page, f"/growth/{code}/{page}")
    browser.sign_in(scene.commune_officer)
    browser.speak(language)

    text, sheet = read_csv(browser, url), book(browser, url).worksheets[0]
    browser.client.get(f"{url}.pdf")

    excel = [[plainly(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    table = printed[0].table
    on_paper = [table.heads, *[[plainly(cell) for cell in row] for row in table.rows]]
    unquoted = [[cell.removeprefix("'") for cell in row] for row in text]
    assert unquoted == excel == on_paper
    assert all(it.data_type != "f" for row in sheet.iter_rows() for it in row)
    if page == "without_team":
        assert any(cell.startswith("'@") for row in text for cell in row)
        assert any(it.quotePrefix for row in sheet.iter_rows() for it in row)
    elif page in ("months", "teams"):
        assert (
            text[0][0]
            == {"vi": ("Tháng", "Tổ"), "en": ("Month", "Team")}[language][page == "teams"]
        )
        numbers = [
            it
            for row in sheet.iter_rows(min_row=2)
            for it in row
            if it.value in (BIG, 204_000 + BIG)
        ]
        assert numbers
        assert all(it.data_type == "n" and it.number_format == "#,##0" for it in numbers)


def _commune(scene: Scene) -> Place:
    return session.scalars(select(Place).where(Place.id == scene.chi_lang.id)).one()


def test_a_real_paper_is_wide_and_prints_big_numbers_in_full() -> None:
    heads = ["Tổ", *[f"Cột {number}" for number in range(20)]]
    row: list[Any] = ["=1+1 #let x", *[BIG] * 20]
    made = Listing(
        "vi", MARKET_DAY, "xã Chi Lăng", [("Đến ngày", "22/8/2026")], Table("Theo tổ", heads, [row])
    )

    body = paper.listing(made)

    assert body.startswith(b"%PDF")
    assert body == paper.listing(made)
    assert paper.shown(BIG, "vi") == "123.456.789.012"
    assert paper.shown(BIG, "en") == "123,456,789,012"


def test_a_file_is_called_by_what_it_holds() -> None:
    assert (
        file_name("Theo tổ", "xã Chi Lăng", MARKET_DAY.date(), "pdf")
        == "theo-to-xa-chi-lang-2026-08-22.pdf"
    )


@pytest.mark.parametrize("page", ["warnings", "screening", "cases", "statistics"])
def test_every_list_comes_as_three_files(browser: Browser, scene: Scene, page: str) -> None:
    browser.sign_in(scene.commune_officer)

    text, sheet = read_csv(browser, f"/lists/{page}"), book(browser, f"/lists/{page}")

    assert [plainly(it.value) for it in sheet.worksheets[0][1]] == text[0]
    assert browser.client.get(f"/lists/{page}.pdf").data.startswith(b"%PDF")


@pytest.mark.parametrize("page", ["20/targets", "20/baselines", "dictionary"])
def test_what_figures_are_measured_by_comes_as_three_files(
    browser: Browser, scene: Scene, page: str
) -> None:
    goal = {"what": "shop_opened", "kind": "count", "goal": "70.000", "owner": "=1+1"}
    due_on = clock.village_date(clock.now()) + timedelta(days=9)
    browser.sign_in(scene.province_officer)
    browser.client.post("/growth/20/targets", data=goal | {"due_on": due_on, "decision": "KH 104"})

    text, sheet = read_csv(browser, f"/growth/{page}"), book(browser, f"/growth/{page}")

    assert all(f"/growth/{page}.{kind}" in browser.get(f"/growth/{page}").html for kind in FILES)
    assert len(text) > 1
    assert [plainly(it.value) for it in sheet.worksheets[0][1]] == text[0]
    assert browser.client.get(f"/growth/{page}.pdf").data.startswith(b"%PDF")
    if "targets" in page:
        assert text[1][6:8] == ["70000", "1"]
        assert text[1][3] == "'=1+1", "words, and never a formula"


def test_shops_drawn_by_lot_come_with_their_answers(browser: Browser, scene: Scene) -> None:
    with deed():
        home = session.get_one(type(scene.household), scene.household.id)
        a_shop(household=home)
        place = session.get_one(Place, scene.chi_lang.id)
        drawn = audits.draw(place, by=scene.commune_officer, at=clock.now())
    browser.sign_in(scene.commune_officer)

    heads, row = read_csv(browser, f"/lists/audits/{drawn.id}")

    told = dict(zip(heads, row, strict=True))
    assert told["Ai"] == "bà Hoàng Thị Nhình"
    assert told["Số điện thoại"].startswith("'+84")
    assert (told["Lượt"], told["Trả lời"]) == ("1", "")
