"""Tables too long for a request: asked for, written by the worker, fetched by whoever asked."""

from __future__ import annotations

import csv
from datetime import timedelta
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from sqlalchemy import select

from storefront import clock
from storefront.accounts import looks
from storefront.accounts.models import Look, Posting, Seen
from storefront.cli.duties import HANDLERS
from storefront.cli.working import Worker
from storefront.db import deed, session
from storefront.facts.models import Indicator
from storefront.reports import exporting, paper, row_by_row
from storefront.reports.models import Export
from storefront.reports.papers import Listing, Table
from storefront.web import tables
from tests.browser import Browser
from tests.village import MARKET_DAY, counted
from tests.web.test_growth import Scene, scene, told

__all__ = ["scene"]

MANY = 7


@pytest.fixture
def short_patience(monkeypatch: pytest.MonkeyPatch, scene: Scene) -> Scene:
    """Five rows are long; of one household there are more."""
    monkeypatch.setattr(tables, "LONG", 5)
    with deed():
        home = session.get_one(type(scene.household), scene.household.id)
        for _each in range(MANY):
            counted(Indicator.ORDER_PLACED, home, amount=1, at=clock.now())
    return scene


def rows_address(scene: Scene, kind: str) -> str:
    return f"/growth/{scene.chi_lang.code}/rows.{kind}?of=order_placed"


def asked(browser: Browser, address: str) -> str:
    answer = browser.client.get(address)
    assert answer.status_code == 302, answer.text[:300]
    return str(answer.location)


def worked() -> None:
    Worker({exporting.TABLE_JOB: HANDLERS[exporting.TABLE_JOB]}, ()).step(
        at=clock.now() + timedelta(minutes=1)
    )


def fetched(browser: Browser, page: str) -> bytes:
    with browser.client.get(f"{page}/file") as answer:
        assert answer.status_code == 200
        return bytes(answer.data)


def as_excel(body: bytes) -> list[list[Any]]:
    sheet = openpyxl.load_workbook(BytesIO(body)).worksheets[0]
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_what_is_long_is_waited_for_and_holds_every_row(
    browser: Browser, short_patience: Scene
) -> None:
    scene = short_patience
    browser.sign_in(scene.commune_officer)
    short = browser.client.get(rows_address(scene, "csv")).text.removeprefix("\ufeff")

    page = asked(browser, rows_address(scene, "xlsx"))
    assert "Đã viết 0 dòng" in told(browser.get(page))
    worked()

    assert browser.client.get(f"{page}/state.json").json == {"state": "ready"}
    assert "Từng dòng" in told(browser.get(page))
    heads, *rows = as_excel(fetched(browser, page))
    expected = list(csv.reader(StringIO(short)))
    assert heads == expected[0]
    assert [row[2] for row in rows] == [row[2] for row in expected[1:]]
    assert len(rows) > MANY
    assert rows[0][3] == "bà Hoàng Thị Nhình"


def test_the_look_is_written_down_once_and_with_what_for(
    browser: Browser, short_patience: Scene
) -> None:
    scene = short_patience
    browser.sign_in(scene.province_officer)
    browser.says_why("kiểm tra quý ba")
    page = asked(browser, rows_address(scene, "xlsx"))
    worked()

    (look,) = session.scalars(select(Look)).all()
    assert (look.reason, look.is_taken) == ("kiểm tra quý ba", True)
    assert as_excel(fetched(browser, page))[1][3] == "H.T.N."


def test_it_speaks_the_language_of_whoever_asked(browser: Browser, short_patience: Scene) -> None:
    browser.sign_in(short_patience.commune_officer)
    browser.speak("en")
    page = asked(browser, rows_address(short_patience, "xlsx"))
    worked()

    assert as_excel(fetched(browser, page))[0][0] == "Day"


def test_long_papers_come_in_volumes_that_say_which_rows(
    browser: Browser, short_patience: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed: list[Listing] = []

    def typeset(it: Listing, *, aside: bool) -> bytes:
        assert aside
        printed.append(it)
        return b"%PDF"

    monkeypatch.setattr(row_by_row, "VOLUME", 4)
    monkeypatch.setattr(paper, "listing", typeset)
    browser.sign_in(short_patience.commune_officer)
    page = asked(browser, rows_address(short_patience, "pdf"))
    worked()

    assert "nhiều tập" in told(browser.get(page))
    with ZipFile(BytesIO(fetched(browser, page))) as it:
        names = it.namelist()
    assert names == [f"{number:02}.pdf" for number in range(1, len(printed) + 1)]
    assert ("Từng dòng", "1–4") in printed[0].facts
    assert [len(it.table.rows) for it in printed[:-1]] == [4] * (len(printed) - 1)
    assert sum(len(it.table.rows) for it in printed) > MANY


def test_a_paper_nobody_would_print_is_refused_and_not_cut(
    browser: Browser, short_patience: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(row_by_row, "VOLUME", 4)
    monkeypatch.setattr(row_by_row, "MOST", 4)
    monkeypatch.setattr(paper, "listing", lambda _it, *, aside: b"%PDF")
    browser.sign_in(short_patience.commune_officer)
    page = asked(browser, rows_address(short_patience, "pdf"))
    worked()

    assert "hơn 4 dòng" in told(browser.get(page))
    assert browser.client.get(f"{page}/file").status_code == 404


def test_a_real_paper_set_aside_is_the_same_paper() -> None:
    table = Table("Từng dòng", ["Hộ"], [["=1 #let x"]])
    made = Listing("vi", MARKET_DAY, "xã Chi Lăng", [("Đến ngày", "22/8/2026")], table)

    assert paper.listing(made, aside=True) == paper.listing(made)


def test_a_sheet_that_is_full_goes_on_in_the_next(
    browser: Browser, short_patience: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(row_by_row, "FULL", 3)
    browser.sign_in(short_patience.commune_officer)
    page = asked(browser, rows_address(short_patience, "xlsx"))
    worked()

    book = openpyxl.load_workbook(BytesIO(fetched(browser, page)))
    assert [it.title for it in book.worksheets][:2] == ["Từng dòng", "Từng dòng 2"]
    assert all(it["A1"].value == "Ngày" for it in book.worksheets)
    assert book.worksheets[0].max_row == 4


def test_whoever_lost_the_office_gets_nothing(browser: Browser, short_patience: Scene) -> None:
    browser.sign_in(short_patience.commune_officer)
    page = asked(browser, rows_address(short_patience, "xlsx"))
    with deed():
        for posting in session.scalars(
            select(Posting).where(Posting.person_id == short_patience.commune_officer.id)
        ):
            posting.to_day = clock.village_date(clock.now())
    worked()

    browser.get(page, expect=404)
    assert session.scalars(select(Export)).one().file is None


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_all_looks_come_as_a_file(browser: Browser, short_patience: Scene, kind: str) -> None:
    scene = short_patience
    with deed():
        for number in range(MANY):
            looks.note(
                Seen.HOUSEHOLD,
                f"household:{scene.household.code}",
                by_id=scene.commune_officer.id,
                place_id=scene.chi_lang.id,
                keepers=[scene.household.keeper_id],
                reason=f"=lần {number}",
                at=clock.now(),
            )
    browser.sign_in(scene.province_officer)
    assert "/lists/looks.xlsx" in browser.get("/looks").links()

    if kind == "csv":
        text = browser.client.get("/lists/looks.csv").text.removeprefix("\ufeff")
        heads, *rows = list(csv.reader(StringIO(text)))
    else:
        page = asked(browser, "/lists/looks.xlsx")
        worked()
        heads, *rows = as_excel(fetched(browser, page))

    found = [dict(zip(heads, row, strict=True)) for row in rows]
    assert len(found) == MANY
    assert {it["Ai xem"] for it in found} == {"Vi Văn Thắng"}
    assert {it["Hộ"] for it in found} == {scene.household.code}
    assert found[0]["Để làm gì"].removeprefix("'") == "=lần 6"


def test_an_office_counts_from_the_midnight_of_the_village(browser: Browser, scene: Scene) -> None:
    officer, home = scene.commune_officer, scene.household
    (posting,) = officer.postings
    midnight = clock.start_of(posting.from_day)
    with deed():
        for at in (midnight - timedelta(seconds=1), midnight):
            looks.note(
                Seen.HOUSEHOLD, f"household:{home.code}", by_id=officer.id,
                place_id=scene.chi_lang.id, keepers=[home.keeper_id], reason="", at=at,
            )  # fmt: skip
    browser.sign_in(scene.province_officer)

    text = browser.client.get("/lists/looks.csv").text.removeprefix("\ufeff")

    offices = [row["Chức trách"] for row in csv.DictReader(StringIO(text))]
    assert offices == [f"cán bộ xã, {scene.chi_lang.full_name}", ""]


def test_nobody_else_has_the_looks(browser: Browser, scene: Scene) -> None:
    browser.sign_in(scene.commune_officer)

    browser.get("/lists/looks.csv", expect=404)
