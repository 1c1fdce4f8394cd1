"""An officer brings figures from elsewhere: looks, takes them in, withdraws them."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import func, select

from storefront.accounts.models import Look, Person, Seen
from storefront.accounts.permissions import Role
from storefront.db import deed, session
from storefront.imports.models import ImportedRow, ImportedSheet
from storefront.places.models import Place
from tests.browser import Browser, Page
from tests.imports.tables import a_csv, a_list, a_shop_of
from tests.village import a_commune, a_household, a_person, a_province, a_shop, a_village, posted

TWO = a_csv(["Chi Lăng", 412, 37, "", 18_500_000], ["dong mo", 30, "", "", ""])
ABOUT = {"kind": "communes", "platform": "postmart", "until": "31/12/2021"}


@pytest.fixture
def lang_son(app: Flask) -> Place:
    with deed():
        province = a_province(code="20")
        a_commune("Chi Lăng", inside=province)
        a_commune("Đồng Mỏ", inside=province)
        return province


@pytest.fixture
def officer(lang_son: Place) -> Person:
    with deed():
        return posted("Lương Thu Hà", Role.PROVINCE_OFFICER, lang_son)


def commune(name: str) -> Place:
    return session.scalars(select(Place).where(Place.name == name)).one()


def brings(
    browser: Browser, body: bytes, *, expect: int = 302, name: str = "số liệu.csv", **about: Any
) -> Page:
    form = {**ABOUT, **about, "file": (BytesIO(body), name)}
    return browser.post("/imports/new", form, expect=expect)


def nothing_is_there() -> bool:
    tables = (ImportedSheet, ImportedRow)
    return not any(session.scalar(select(func.count()).select_from(it)) for it in tables)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_an_officer_looks_takes_it_in_and_withdraws_it(
    browser: Browser, officer: Person, language: str
) -> None:
    browser.sign_in(officer)
    browser.speak(language)

    there = brings(browser, TWO).url
    preview = browser.get(there)
    assert "xã Chi Lăng" in preview.text
    assert ("18,500,000" if language == "en" else "18.500.000") in preview.text
    browser.post(f"{there}/rows")

    growth = browser.get("/growth")
    assert "Postmart" in growth.text
    assert "442" in growth.text
    assert there in browser.get("/imports").links()

    browser.post(f"{there}/withdrawal", {"why": ""}, expect=422)
    browser.post(f"{there}/withdrawal", {"why": "Nhầm năm"})
    assert "442" not in browser.get("/growth").text
    assert "Nhầm năm" in browser.get("/imports").text
    assert "Nhầm năm" in browser.get(there).text


def test_every_wrong_cell_is_named_and_nothing_is_kept(browser: Browser, officer: Person) -> None:
    browser.sign_in(officer)
    browser.speak("en")
    body = a_csv(["Chi Lăng", -1, "", "", ""], ["Nà Nghịu", "nhiều", "", "", "=1+1"])

    page = brings(browser, body, expect=422)

    for said in (
        "B2: cannot be below nought",
        "A3: no commune is called so",
        "B3: write a whole number",
        "E3: a formula",
    ):
        assert said in page.text
    assert nothing_is_there()


@pytest.mark.parametrize(
    ("about", "field"),
    [
        ({"until": "31/12/2099"}, "until"),
        ({"until": ""}, "until"),
        ({"until": "1/1/1999"}, "until"),
        ({"since": "1/1/2022"}, "since"),
        ({"platform": "shopee"}, "platform"),
        ({"platform": "other"}, "named"),
        ({"kind": "goats"}, "kind"),
    ],
)
def test_what_is_wrong_about_it_is_said_at_its_field(
    browser: Browser, officer: Person, about: dict[str, str], field: str
) -> None:
    browser.sign_in(officer)

    page = brings(browser, TWO, expect=422, **about)

    assert f'id="{field}-error"' in page.html
    assert nothing_is_there()


@pytest.mark.parametrize("body", [b"", b"%PDF-1.4", b"PK\x03\x04broken", b"na,68000"])
def test_a_file_that_is_no_table_is_refused_in_words(
    browser: Browser, officer: Person, body: bytes
) -> None:
    browser.sign_in(officer)

    assert 'id="file-error"' in brings(browser, body, expect=422).html


def test_a_form_without_a_file_says_so(browser: Browser, officer: Person) -> None:
    browser.sign_in(officer)

    assert 'id="file-error"' in browser.post("/imports/new", ABOUT, expect=422).html


def test_the_same_file_twice_is_harmless_and_said_so(browser: Browser, officer: Person) -> None:
    browser.sign_in(officer)
    browser.speak("en")
    there = brings(browser, TWO).url
    browser.post(f"{there}/rows")
    browser.post(f"{there}/rows")

    again = brings(browser, TWO).url

    assert again == there
    assert "Nothing is written twice" in browser.get(there).text
    assert len(session.scalars(select(ImportedSheet)).all()) == 1


def test_a_file_that_is_thrown_away_leaves_nothing(browser: Browser, officer: Person) -> None:
    browser.sign_in(officer)
    there = brings(browser, TWO).url

    browser.post(f"{there}/removal")

    browser.get(there, expect=404)
    assert nothing_is_there()


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("kind", ["communes", "households"])
def test_templates_are_read_again_and_their_example_is_not(
    browser: Browser, officer: Person, kind: str, language: str
) -> None:
    browser.sign_in(officer)
    browser.speak(language)
    empty = {it: browser.client.get(f"/imports/templates/{kind}.{it}").data for it in ENDINGS}

    for ending, body in empty.items():
        brings(browser, body, expect=422, kind=kind, name=f"mau.{ending}")
    row = ["Chi Lăng", 5] if kind == "communes" else ["Chi Lăng", "Hoàng Thị Nhình"]
    brings(browser, empty["csv"] + f"{row[0]},{row[1]}\n".encode(), kind=kind)
    brings(browser, filled_in(empty["xlsx"], row), kind=kind)


ENDINGS = ("csv", "xlsx")


def filled_in(template: bytes, row: list[Any]) -> bytes:
    book, out = load_workbook(BytesIO(template)), BytesIO()
    book.worksheets[0].append(row)
    book.save(out)
    return out.getvalue()


def test_a_commune_officer_imports_for_her_own_commune_only(
    browser: Browser, lang_son: Place, officer: Person
) -> None:
    with deed():
        hers = posted("Vy Thị Hoa", Role.COMMUNE_OFFICER, commune("Chi Lăng"))
        next_door = posted("Nông Thị Lan", Role.COMMUNE_OFFICER, commune("Đồng Mỏ"))
        leader = posted("Nông Văn Tài", Role.LEADER, commune("Chi Lăng"))
        stranger = a_person("Người lạ")
    browser.sign_in(hers)
    browser.speak("en")
    assert "A3: this commune lies elsewhere" in brings(browser, TWO, expect=422).text
    there = brings(browser, a_csv(["Chi Lăng", 5, "", "", ""])).url

    for person in (next_door, leader, stranger):
        browser.sign_in(person)
        for address in (there, f"{there}/file", f"{there}/rows.csv"):
            browser.get(address, expect=404)
        for deed_ in ("rows", "removal", "withdrawal"):
            browser.post(f"{there}/{deed_}", {"why": "x"}, expect=404)
    for person in (leader, stranger):
        browser.sign_in(person)
        browser.get("/imports/new", expect=404)
        brings(browser, TWO, expect=404)

    browser.sign_in(hers)
    browser.post(f"{there}/rows")
    browser.sign_in(officer)
    browser.get(there)
    browser.sign_in(next_door)
    browser.get(there, expect=404)


def test_names_are_for_those_who_may_know_them_and_every_look_is_written_down(
    browser: Browser, lang_son: Place, officer: Person
) -> None:
    with deed():
        hers = posted("Vy Thị Hoa", Role.COMMUNE_OFFICER, commune("Chi Lăng"))
        household = a_household("Hoàng Thị Nhình", village=a_village(inside=commune("Chi Lăng")))
        a_shop(household)
    browser.sign_in(hers)
    browser.speak("en")
    body = a_list(a_shop_of(phone="0912 345 678"), a_shop_of("Vi Văn Páo"))
    there = brings(browser, body, kind="households").url
    assert "already has its own shop here" in browser.get(there).text
    browser.post(f"{there}/rows")
    assert "Hoàng Thị Nhình" in browser.get(there).text

    browser.sign_in(officer)
    assert "/looks/why" in browser.get(there, expect=302).url
    browser.post(f"/looks/why?next={there}", {"why": "Đối chiếu số liệu", "next": there})
    page = browser.get(there)
    file = browser.client.get(f"{there}/rows.csv").text
    for text in (page.text, file):
        assert "H.T.N." in text
        assert "Nhình" not in text
        assert "345" not in text
    assert "Of 2 shops named here, 1 are also ours" in page.text
    browser.get(f"{there}/file", expect=404)
    seen = session.scalars(select(Look).where(Look.seen == Seen.IMPORTED)).all()
    assert {it.actor_id for it in seen} == {hers.id, officer.id}


def test_what_a_table_says_is_not_run_by_a_spreadsheet(
    browser: Browser, lang_son: Place, officer: Person
) -> None:
    with deed():
        hers = posted("Vy Thị Hoa", Role.COMMUNE_OFFICER, commune("Chi Lăng"))
    browser.sign_in(hers)
    there = brings(browser, a_list(a_shop_of("+cmd|' /C calc'!A0")), kind="households").url
    browser.post(f"{there}/rows")

    assert "'+cmd" in browser.client.get(f"{there}/rows.csv").text


def test_the_file_is_kept_as_it_came(browser: Browser, officer: Person) -> None:
    browser.sign_in(officer)
    there = brings(browser, TWO, name="../../số liệu.csv").url

    answer = browser.client.get(f"{there}/file")

    assert answer.data == TWO
    assert answer.headers["Content-Disposition"] == 'attachment; filename="so-lieu.csv"'


def test_growth_files_have_columns_of_their_own(browser: Browser, officer: Person) -> None:
    browser.sign_in(officer)
    browser.speak("en")
    browser.post(f"{brings(browser, TWO).url}/rows")

    communes = browser.client.get("/growth/20/communes.csv").text
    told = browser.client.get("/growth/20/elsewhere.csv").text

    assert "Postmart, all until 31/12/2021, not added: Digital shops" in communes
    assert "Postmart,,2021-12-31,2,442,37,,18500000,0,0" in told
