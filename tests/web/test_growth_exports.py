"""A whole place as Excel: asked for, written by the worker, fetched by whoever asked."""

from __future__ import annotations

import csv
from datetime import timedelta
from io import BytesIO, StringIO
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select

from storefront import clock
from storefront.accounts.actions import withdraw_consent
from storefront.accounts.models import Look, Purpose
from storefront.cli.duties import DUTIES, HANDLERS, forget_what_is_old
from storefront.cli.working import Worker
from storefront.db import deed, session
from storefront.places.models import Place
from storefront.reports import exporting
from storefront.reports.models import Export
from storefront.shops.models import Household
from tests.browser import Browser
from tests.village import a_commune, a_household, a_village
from tests.web.test_reports import Scene, scene, told

__all__ = ["scene"]


def asked(browser: Browser, code: str = "20") -> str:
    browser.says_why()
    return browser.post(f"/growth/{code}/exports").url


def worked() -> None:
    exports = {kind: do for kind, do in HANDLERS.items() if kind == "export_households"}
    assert exports
    Worker(exports, ()).step(at=clock.now() + timedelta(seconds=1))


def fetched(browser: Browser, page: str) -> bytes:
    with browser.client.get(f"{page}/file") as answer:
        assert answer.status_code == 200
        return bytes(answer.data)


def rows(browser: Browser, page: str) -> list[list[Any]]:
    sheet = openpyxl.load_workbook(BytesIO(fetched(browser, page))).worksheets[0]
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_it_is_written_by_the_worker_and_fetched(browser: Browser, scene: Scene) -> None:
    browser.sign_in(scene.officer)
    page = asked(browser)
    assert "0 trên 1 xã, phường" in told(browser.get(page))
    assert browser.client.get(f"{page}/state.json").json == {"state": "0"}
    assert browser.client.get(f"{page}/file").status_code == 404

    worked()

    assert browser.client.get(f"{page}/state.json").json == {"state": "ready"}
    assert "Tệp đã xong" in told(browser.get(page))
    heads, row = rows(browser, page)
    found = dict(zip(heads, row, strict=True))
    assert found["Xã, phường"] == "xã Chi Lăng"
    assert found["Hộ"] == scene.household.code
    assert found["Tên"] == "H.T.N."
    assert found["Gian hàng số"].date() == scene.month.last


def test_a_commune_knows_its_households_by_name(browser: Browser, scene: Scene) -> None:
    browser.sign_in(scene.commune_officer)
    page = asked(browser, scene.commune.code)
    worked()

    assert rows(browser, page)[1][3] == "bà Hoàng Thị Nhình"
    browser.post("/growth/20/exports", expect=404)


def test_who_did_not_agree_is_left_out(browser: Browser, scene: Scene) -> None:
    with deed():
        keeper = session.get_one(Household, scene.household.id).keeper
        withdraw_consent(keeper, Purpose.REPORT, by=keeper, at=clock.now())
    browser.sign_in(scene.officer)
    page = asked(browser)
    worked()

    assert len(rows(browser, page)) == 1


def test_nobody_else_fetches_it_and_asking_leaves_a_trace(browser: Browser, scene: Scene) -> None:
    browser.sign_in(scene.officer)
    page = asked(browser)
    worked()

    browser.sign_in(scene.commune_officer)
    browser.get(page, expect=404)
    browser.get(f"{page}/file", expect=404)
    look = session.scalars(select(Look)).one()
    assert (look.actor_id, look.subject) == (scene.officer.id, "households:20")
    assert look.is_whole
    assert look.is_taken


def test_done_twice_it_is_one_file(browser: Browser, scene: Scene) -> None:
    browser.sign_in(scene.officer)
    page = asked(browser)
    worked()
    before = fetched(browser, page)
    export = session.scalars(select(Export)).one()
    payload = {"export": export.id, "wording": {"title": "x", "heads": ["y"], "named": True}}

    HANDLERS["export_households"](payload, at=clock.now())

    assert fetched(browser, page) == before


def test_the_growth_table_as_excel_and_on_paper(browser: Browser, scene: Scene) -> None:
    browser.sign_in(scene.officer)

    sheet = browser.client.get("/growth/20/communes.xlsx")
    paper = browser.client.get("/growth/20/communes.pdf?geo=then")

    book = openpyxl.load_workbook(BytesIO(sheet.data))
    rows = [list(row) for row in book.worksheets[1].iter_rows(values_only=True)]
    assert rows[1][0] == "xã Chi Lăng"
    assert rows[1][6] == "…"
    assert rows[2][6] == 204_077
    assert paper.data.startswith(b"%PDF")
    browser.sign_in(scene.commune_officer)
    browser.get("/growth/20/communes.xlsx", expect=404)


def test_after_a_week_it_is_gone(browser: Browser, scene: Scene) -> None:
    browser.sign_in(scene.officer)
    page = asked(browser)
    worked()

    forget_what_is_old(at=clock.now() + timedelta(days=6))
    browser.get(page)
    forget_what_is_old(at=clock.now() + timedelta(days=8))

    browser.get(page, expect=404)
    assert "forget what was kept long enough" in {it.name for it in DUTIES}


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@A1"])
def test_names_are_words_and_never_formulas(browser: Browser, scene: Scene, name: str) -> None:
    with deed():
        commune = a_commune("Bắc Sơn", inside=session.get_one(Place, scene.province.id))
        a_household(name, village=a_village(name, inside=commune))
    browser.sign_in(scene.officer)
    page = asked(browser)
    worked()

    sheet = openpyxl.load_workbook(BytesIO(fetched(browser, page))).worksheets[0]
    (cell,) = [it for it in sheet["B"] if it.value == name]
    assert cell.data_type == "s"
    assert cell.quotePrefix


def test_one_that_goes_wrong_says_so_and_what_to_do(
    browser: Browser, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*_args: Any) -> Any:
        raise OSError("No space left on device")

    browser.sign_in(scene.officer)
    page = asked(browser)
    with monkeypatch.context() as broken:
        broken.setattr(exporting, "write", no_room)
        worked()

    words = told(browser.get(page))
    assert browser.client.get(f"{page}/state.json").json == {"state": "failed"}
    assert "Chưa viết được tệp" in words
    assert "Xin lại lần nữa" in words
    Worker({"export_households": HANDLERS["export_households"]}, ()).step(
        at=clock.now() + timedelta(minutes=1)
    )
    assert "Tệp đã xong" in told(browser.get(page))


def test_one_that_nobody_begins_says_so(browser: Browser, scene: Scene) -> None:
    browser.sign_in(scene.officer)
    page = asked(browser)
    with deed():
        session.scalars(select(Export)).one().asked_at -= timedelta(minutes=11)

    assert "Chưa có máy nào bắt đầu viết" in told(browser.get(page))


@pytest.mark.parametrize(
    ("wanted", "last"),
    [({"what": "rows", "of": "revenue"}, "204077"), ({"kind": "csv"}, "0")],
)
def test_long_files_come_as_csv_too(
    browser: Browser, scene: Scene, wanted: dict[str, str], last: str
) -> None:
    browser.sign_in(scene.officer)
    browser.says_why()
    page = browser.post("/growth/20/exports", wanted).url
    worked()

    body = fetched(browser, page).decode()

    assert body.startswith("\ufeff")
    heads, *told = list(csv.reader(StringIO(body.removeprefix("\ufeff"))))
    assert all(len(row) == len(heads) for row in told)
    assert "H.T.N." in told[0]
    assert sum(int(row[-1]) for row in told) == int(last)


def test_rows_of_what_is_no_indicator_are_refused(browser: Browser, scene: Scene) -> None:
    browser.sign_in(scene.officer)
    browser.says_why()

    browser.post("/growth/20/exports", {"what": "rows", "of": "riches"}, expect=400)
