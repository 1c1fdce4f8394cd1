"""What people type, and where they mean. Codes are those of today."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event, select

from storefront.db import db, deed, session
from storefront.places import actions as places
from storefront.places.models import Level, Place
from storefront.places.queries import as_then, stood
from storefront.places.search import find
from storefront.text import fold
from tests.village import MARKET_DAY

TODAY = date(2026, 11, 21)
LANGSON_MAP = Path(__file__).parent / "langson_units_map.csv"

ONE_PLACE = [
    # old names, with the district or the province
    ("tan my van lang", "06172"),
    ("Tân Mỹ, Văn Lãng", "06172"),
    ("xã Tân Mỹ huyện Văn Lãng tỉnh Lạng Sơn", "06172"),
    ("nhac ky", "06172"),
    ("bac viet van lang", "06154"),
    ("Gia Miễn", "06151"),
    ("hoang van thu binh gia", "06112"),
    ("hoang van thu thanh pho lang son", "06187"),
    ("phuong hoang van thu lang son", "06187"),
    ("mong an binh gia", "06112"),
    ("Hồng Phong Bình Gia", "06079"),
    ("hong phong cao loc", "06184"),
    ("hong thai binh gia", "06115"),
    ("hong thai van lang", "06172"),
    ("thuy hung cao loc", "06184"),
    ("mau son cao loc", "06196"),
    ("chien thang bac son", "06364"),
    ("tan thanh cao loc", "06316"),
    ("tan thanh bac son", "06376"),
    ("thi tran cao loc", "06187"),
    ("thị trấn Đồng Mỏ", "06463"),
    ("tt dong mo chi lang", "06463"),
    ("chi lang trang dinh", "06040"),
    ("phuong chi lang thanh pho lang son", "05983"),
    ("hoa binh huu lung", "06391"),
    ("hoa binh binh gia", "06103"),
    ("hoa binh chi lang", "06505"),
    ("hoa binh van quan", "06253"),
    # gone since 2024
    ("son ha huu lung", "06385"),
    ("tinh bac loc binh", "06565"),
    ("vinh tien trang dinh", "06001"),
    ("trang cac van quan", "06286"),
    ("đồng giáp", "06286"),
    # new names
    ("xã Kỳ Lừa", "06187"),
    ("ky lua", "06187"),
    ("luong van tri", "05983"),
    ("Điềm He", "06280"),
    ("thien long", "06103"),
    ("ba son lang son", "06196"),
    ("tân đoàn", "06316"),
    ("Na Sầm", "06124"),
    ("xa cao loc", "06211"),
    ("x. chi lăng, t. lạng sơn", "06463"),
    # spelling
    ("Tân Mĩ Văn Lãng", "06172"),
    ("Hoà Lạc Hữu Lũng", "06445"),
    ("HÒA LẠC HỮU LŨNG", "06445"),
    ("Hoà Thắng, Lạng Sơn", "06457"),
    ("Thuỵ Hùng Văn Lãng", "06148"),
    ("Quí Hoà, Lạng Sơn", "06076"),
    ("I Tịch", "06505"),
    ("dong y bac son", "06337"),
    ("nong truong thai binh", "06616"),
    ("thái bình đình lập", "06616"),
    # as it is being typed
    ("tan my van l", "06172"),
    ("diem h", "06280"),
    ("huu lie", "06400"),
    ("kháng ch", "06037"),
    # the order turned round
    ("lang son, ky lua", "06187"),
    ("văn lãng tân mỹ", "06172"),
    # the rest of the country
    ("ba che", "06978"),
    ("dac khu ly son", "21548"),
    ("Trường Sa", "22736"),
    ("luc yen yen bai", "04303"),
    ("tri an dong nai", "26170"),
    ("phu xa thai nguyen", "05500"),
    ("p12 q3 hcm", "27142"),
    ("phường 12, quận 3, TP. Hồ Chí Minh", "27142"),
    ("Ea H'leo", "24184"),
]  # fmt: skip

ASK = [
    # communes that were divided
    ("kien moc", {"06625", "06637"}),
    ("bính xá", {"06613", "06625"}),
    ("đại đồng tràng định", {"06004", "06040"}),
    # namesakes in one province
    ("hoang van thu lang son", {"06172", "06112", "06187"}),
    ("hoa binh lang son", {"06103", "06253", "06391", "06505"}),
    ("Hoà Bình, Lạng Sơn", {"06103", "06253", "06391", "06505"}),
    ("tan thanh lang son", {"06445", "06316", "06376", "06172"}),
    ("Tân Thành, Lạng Sơn", {"06445", "06316", "06376"}),
    ("hong phong lang son", {"06079", "06184"}),
    ("thuy hung lang son", {"06148", "06184"}),
    ("mau son lang son", {"06541", "06196"}),
    ("chien thang lang son", {"06481", "06364"}),
    ("hong thai lang son", {"06115", "06172"}),
    ("chi lang lang son", {"06463", "05983", "06040"}),
]


@pytest.mark.parametrize(("typed", "code"), ONE_PLACE)
def test_the_place_meant_comes_first(country: Flask, typed: str, code: str) -> None:
    matches = find(typed, on=TODAY)

    assert matches, "found nothing"
    assert matches[0].place.code == code, [match.place.full_name for match in matches]


@pytest.mark.parametrize(("typed", "codes"), ASK)
def test_every_place_that_may_be_meant_comes_first(
    country: Flask, typed: str, codes: set[str]
) -> None:
    matches = find(typed, on=TODAY)

    assert {match.place.code for match in matches if match.exact} == codes
    assert {match.place.code for match in matches[: len(codes)]} == codes


def test_a_new_unit_says_by_which_old_name_it_was_found(country: Flask) -> None:
    (match,) = find("tan my van lang", on=TODAY)

    assert match.was is not None
    assert (match.place.full_name, match.was.full_name) == ("xã Hoàng Văn Thụ", "xã Tân Mỹ")
    assert match.province is not None
    assert match.province.name == "Lạng Sơn"


def test_a_unit_found_by_its_own_name_needs_no_old_one(country: Flask) -> None:
    assert find("ky lua", on=TODAY)[0].was is None
    assert find("hoang van thu van lang", on=TODAY)[0].was is None


def test_the_parts_of_a_divided_commune_are_marked(country: Flask) -> None:
    assert [match.split for match in find("dai dong trang dinh", on=TODAY)] == [True, True]
    assert [match.split for match in find("kien moc", on=TODAY)] == [True, True]
    assert not find("hong phong binh gia", on=TODAY)[0].split


def test_a_district_leads_to_what_became_of_it(country: Flask) -> None:
    matches = find("huyện Bình Gia, Lạng Sơn", on=TODAY, limit=20)

    assert {match.place.name for match in matches} >= {
        "Bình Gia", "Tân Văn", "Hoa Thám", "Quý Hòa", "Thiện Hòa", "Thiện Thuật", "Thiện Long",
        "Hồng Phong",
    }  # fmt: skip


def test_exact_marks_rank_first(country: Flask) -> None:
    assert find("Văn Lãng", on=TODAY)[0].place.name == "Văn Lãng"
    assert find("Văn Lăng", on=TODAY)[0].place.name == "Văn Lăng"


def test_looking_only_inside(country: Flask) -> None:
    lang_son, bac_son = as_then("20", TODAY), as_then("06325", TODAY)
    assert lang_son is not None
    assert bac_son is not None

    inside = find("tan", on=TODAY, inside=[lang_son], limit=50)
    assert inside
    assert all(lang_son.contains(match.place) for match in inside)
    assert [match.place for match in find("long dong", on=TODAY, inside=[bac_son])] == [bac_son]
    assert find("ky lua", on=TODAY, inside=[bac_son]) == []


def test_on_an_earlier_day_the_names_of_that_day(country: Flask) -> None:
    then = find("dai dong trang dinh", on=date(2024, 6, 1))
    between = find("dai dong trang dinh", on=date(2025, 1, 1))

    assert [match.place.full_name for match in then] == ["xã Đại Đồng"]
    assert {match.place.full_name for match in between} == {"thị trấn Thất Khê", "xã Đội Cấn"}


def test_provinces_are_found_by_what_they_were(country: Flask) -> None:
    (first, *_others) = find("ha giang", on=TODAY, level=Level.PROVINCE)

    assert first.place.name == "Tuyên Quang"
    assert first.was is not None
    assert first.was.name == "Hà Giang"


def test_a_village_is_found_inside_its_commune(app: Flask) -> None:
    from tests.village import a_commune, a_province

    with deed():
        commune = a_commune("Chi Lăng", inside=a_province())
        places.add_village("Nà Lìa", commune, at=MARKET_DAY)

    (match,) = find("thon na lia", on=TODAY, level=Level.VILLAGE, inside=[commune])

    assert match.place.full_name == "thôn Nà Lìa"


@pytest.mark.parametrize("marks", [True, False])
def test_every_old_name_of_lang_son_leads_to_its_new_one(country: Flask, marks: bool) -> None:
    """All 196 rows of the reform of 2025, each typed with its old district."""
    for row in csv.DictReader(LANGSON_MAP.read_text("utf-8").splitlines()):
        if row["effective_from"] != "2025-07-01":
            continue
        typed = f"{row['old_unit']}, {row['old_district']}, Lạng Sơn"
        found = {
            match.place.code for match in find(typed if marks else fold(typed), on=TODAY)
            if match.exact
        }  # fmt: skip
        assert row["new_code"] in found, typed


def test_both_databases_find_alike_and_in_the_same_order(country: Flask) -> None:
    """They sort and match text differently, so both meet one list."""
    found = [match.place.code for match in find("tan thanh", on=TODAY)]

    assert found == [
        "02578", "05923", "06445", "13474", "15661", "18919", "23143", "25534",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "typed",
    ["", " ", "\0", "\ud800", "\udfff chi lang", "a" * 100_000, "\u202etan my\u202c", "%", "_",
     "'", "\\", "xã", "🐃🐃", "٠١٢", "a " * 5_000, "ŝ" * 300, "\u0300" * 1_000],
)  # fmt: skip
def test_anything_may_be_typed(country: Flask, typed: str) -> None:
    assert isinstance(find(typed, on=TODAY), list)


@pytest.mark.parametrize("typed", ["tan my van lang", "hoa binh", "t", "xã Đại Đồng, Tràng Định"])
def test_two_statements_and_no_more(country: Flask, typed: str) -> None:
    statements: list[str] = []
    find(typed, on=TODAY)

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        session.expunge_all()
        find(typed, on=TODAY)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)

    selects = [one for one in statements if one.startswith(("SELECT", "WITH"))]
    assert len(selects) <= 2


def test_every_commune_of_today_is_found_by_its_full_name(country: Flask) -> None:
    lang_son = as_then("20", TODAY)
    assert lang_son is not None
    there = select(Place).where(
        Place.level == Level.COMMUNE, stood(TODAY), Place.path.startswith(lang_son.path)
    )
    for commune in session.scalars(there):
        first = find(f"{commune.full_name}, tỉnh Lạng Sơn", on=TODAY)[0]
        assert first.place is commune
