"""A leader brings a list of households: sees its faults, writes it down, takes it back."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO

import pytest
from flask import Flask
from openpyxl import load_workbook

from storefront import clock
from storefront.accounts.models import Person
from storefront.accounts.permissions import Role
from storefront.cli.duties import DUTIES, HANDLERS
from storefront.cli.working import Worker
from storefront.db import deed
from tests.browser import Browser, Page
from tests.rolls.lists import Row, a_csv, a_row
from tests.village import a_team, a_village, posted


@pytest.fixture
def leader(app: Flask) -> Person:
    with deed():
        village = a_village("Nà Lìa")
        leader = posted("Vi Văn Thắng", Role.LEADER, village)
        a_team(village, head=leader)
        return leader


def brings(browser: Browser, *rows: Row) -> str:
    """The address of the list's page."""
    file = (BytesIO(a_csv(*rows)), "hộ.csv")
    return browser.post("/team/lists", {"file": file}).url


def body_of(browser: Browser, address: str) -> bytes:
    """Of what is no page."""
    answer = browser.client.get(address)
    assert answer.status_code == 200
    return bytes(answer.data)


def households(page: Page) -> list[str]:
    return [it for it in page.links() if it.startswith("/team/households/")]


def work() -> None:
    Worker(HANDLERS, DUTIES[:0]).step(at=clock.now())


@pytest.mark.parametrize("language", ["vi", "en"])
def test_brought_written_down_and_taken_back(
    browser: Browser, leader: Person, language: str
) -> None:
    browser.sign_in(leader)
    browser.speak(language)
    browser.get("/team/lists")
    at = brings(browser, a_row(phone="0912 345 678"), a_row("Lý Thị Mai"))
    assert "Lý Thị Mai" in browser.get(at).text

    browser.post(f"{at}/rows")
    waiting = body_of(browser, f"{at}/state.json")
    assert browser.get(at).all("progress")
    work()
    assert body_of(browser, f"{at}/state.json") != waiting
    assert len(households(browser.get(at))) == 2

    browser.post(f"{at}/reversal")
    assert not households(browser.get(at))


@pytest.mark.parametrize(
    ("language", "says"),
    [("vi", "Số điện thoại thiếu một số."), ("en", "The phone number lacks one digit.")],
)
def test_faults_are_named_on_the_page_and_in_a_file(
    browser: Browser, leader: Person, language: str, says: str
) -> None:
    browser.sign_in(leader)
    browser.speak(language)
    at = brings(browser, a_row(), a_row("Lý Thị Mai", phone="0912 345 67"))

    page = browser.get(at)
    assert says in page.text
    assert "F3" in page.text
    assert "Lý Thị Mai" in page.text
    rows = body_of(browser, f"{at}/faults.csv").decode().splitlines()
    assert rows[1].startswith("F3,3,Lý Thị Mai,Nà Lìa")
    assert says in rows[1]
    browser.post(f"{at}/rows")
    work()
    assert says in browser.get(at).text


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_the_empty_list_is_one_we_read(
    browser: Browser, leader: Person, language: str, ending: str
) -> None:
    browser.sign_in(leader)
    browser.speak(language)
    body = body_of(browser, f"/team/lists/template.{ending}")
    if ending == "xlsx":
        book = load_workbook(BytesIO(body))
        example = [str(cell.value or "") for cell in book.worksheets[0][2]]
        heading = [str(cell.value) for cell in book.worksheets[0][1]]
    else:
        *_told, heading, example = _csv(body)
    example[0], example[2] = "Hoàng Thị Nhình", "Nà Lìa"

    file = (BytesIO(_filled(heading, example)), "hộ.csv")
    page = browser.get(browser.post("/team/lists", {"file": file}).url)

    assert "Hoàng Thị Nhình" in page.text
    assert not [it for it in page.links() if "faults" in it]


def _csv(body: bytes) -> list[list[str]]:
    return list(csv.reader(body.decode("utf-8-sig").splitlines()))


def _filled(heading: list[str], row: list[str]) -> bytes:
    out = StringIO()
    csv.writer(out).writerows([heading, row])
    return out.getvalue().encode()


def test_lists_are_seen_by_whoever_brought_them(browser: Browser, leader: Person) -> None:
    with deed():
        other = posted("Lành Văn Cao", Role.LEADER, a_village("Khuổi Cấp"))
    browser.sign_in(leader)
    at = brings(browser, a_row())

    browser.sign_in(other)
    for address in (at, f"{at}/state.json", f"{at}/faults.csv"):
        browser.get(address, expect=404)
    for deed_ in ("rows", "removal", "reversal"):
        browser.post(f"{at}/{deed_}", expect=404)
    assert "hộ.csv" not in browser.get("/team/lists").text


@pytest.mark.parametrize("body", [b"", b"%PDF-1.4", b"a,b\n1,2\n"])
def test_what_is_no_list_is_said(browser: Browser, leader: Person, body: bytes) -> None:
    browser.sign_in(leader)
    page = browser.post("/team/lists", {"file": (BytesIO(body), "hộ.csv")}, expect=422)
    assert 'id="file-error"' in page.html
    browser.post("/team/lists", {}, expect=422)


def test_members_do_not_bring_lists(browser: Browser, app: Flask) -> None:
    with deed():
        member = posted("Chu Văn Ba", Role.MEMBER, a_village("Nà Lìa"))
    browser.sign_in(member)
    page: Page = browser.get("/team/lists", expect=404)
    assert "csv" not in page.text


ALL = {"mode": "paper", "agreed_on": "20/8/2026", "witness": ""}


def typed(nth: int, name: str, **said: str) -> dict[str, str]:
    """A row of the page, as a browser sends it."""
    row = {"name": name, "honorific": "bà", "village": "Nà Lìa@Chi Lăng", "shop": "yes"} | said
    return {f"r{nth}-{column}": it for column, it in row.items()}


def test_a_page_of_rows_keeps_what_was_typed_until_it_is_right(
    browser: Browser, leader: Person
) -> None:
    browser.sign_in(leader)
    bad = ALL | typed(1, "Lý Thị Mai") | typed(3, "Nông Thị Hà", phone="0912 345 67", shop="")

    page = browser.post("/team/lists/rows", bad, expect=422)
    fields = {it["id"]: it for it in page.all("input") if it.get("id")}
    assert {name for name, it in fields.items() if it.get("aria-invalid")} == {
        "r3-phone",
        "r3-shop",
    }
    assert fields["r3-phone"]["value"] == "0912 345 67"
    assert "checked" in fields["r1-shop"]

    right = bad | typed(3, "Nông Thị Hà", phone="0912 345 678")
    at = browser.post("/team/lists/rows", right).url
    assert len(households(browser.get(at))) == 2
    browser.post(f"{at}/reversal")
    assert not households(browser.get(at))


def test_a_page_of_rows_asks_about_near_names(browser: Browser, leader: Person) -> None:
    browser.sign_in(leader)
    browser.post("/team/lists/rows", ALL | typed(1, "Lý Thị Mai", born="1968"))

    near = ALL | typed(1, "Lý Thị May", born="1968")
    page = browser.post("/team/lists/rows", near, expect=422)
    assert "Lý Thị Mai" in page.text
    browser.post("/team/lists/rows", near | {"r1-decide": "another"})
    browser.post("/team/lists/rows", ALL, expect=422)  # nothing was written on it
