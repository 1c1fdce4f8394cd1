"""Tables of figures: what is right is read to the đồng, and every cell that is wrong is named."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront.imports.reading import read
from storefront.imports.sheet import (
    FIGURES,
    MOST_ROWS,
    Column,
    Sheet,
    SheetKind,
    Wrong,
)
from storefront.money import HIGHEST
from storefront.spreadsheets.cells import cell_name
from storefront.spreadsheets.unreadable import LARGEST_FILE, Reason, Unreadable
from tests.imports.tables import a_csv, a_list, a_shop_of, an_excel

HOUSEHOLDS = SheetKind.HOUSEHOLDS


def of_communes(body: bytes) -> Sheet:
    return read(body, SheetKind.COMMUNES)


def wrong(sheet: Sheet) -> list[tuple[str, Wrong]]:
    return [(fault.cell, fault.what) for fault in sheet.faults]


@pytest.mark.parametrize("written_as", [a_csv, an_excel])
def test_a_table_is_read_alike_from_csv_and_excel(written_as: type) -> None:
    sheet = of_communes(
        written_as(["xã Chi Lăng", 412, None, "1.250", 18_500_000], ["Đồng Mỏ", 0, 3, "", ""])
    )

    first, second = sheet.rows
    assert (first.commune, first.row) == ("xã Chi Lăng", 2)
    assert first.figures == {
        Column.SHOPS: 412,
        Column.ORDERS: 1_250,
        Column.REVENUE: 18_500_000,
    }
    assert second.figures == {Column.SHOPS: 0, Column.PRODUCTS: 3}
    assert not sheet.faults


figure = st.none() | st.integers(min_value=0, max_value=HIGHEST)


@given(st.lists(st.tuples(figure, figure, figure, figure), min_size=1, max_size=12))
def test_what_stands_there_is_what_is_read(table: list[tuple[int | None, ...]]) -> None:
    table = [row for row in table if any(it is not None for it in row)] or [(1, None, None, None)]
    sums = [sum(it or 0 for it in column) for column in zip(*table, strict=True)]
    rows = [[f"Xã {number}", *row] for number, row in enumerate(table)]
    has_totals = all(it <= HIGHEST for it in sums)

    sheet = of_communes(a_csv(*rows, *([["Tổng cộng", *sums]] if has_totals else [])))

    assert not sheet.faults
    read_back = [tuple(row.figures.get(it) for it in FIGURES) for row in sheet.rows]
    assert read_back == table


@given(st.integers(min_value=0, max_value=999), st.integers().filter(bool))
def test_totals_that_do_not_add_up_are_named_at_their_cell(shops: int, off: int) -> None:
    told = shops + 1 + off % 1_000
    sheet = of_communes(a_csv(["Chi Lăng", shops, *[""] * 3], ["Tổng cộng", told, *[""] * 3]))

    expected = [] if told == shops else [("B3", Wrong.TOTAL)]
    assert wrong(sheet) == expected


odd_cell = st.text(max_size=20) | st.integers() | st.floats(allow_nan=True) | st.booleans()


@given(st.lists(st.lists(odd_cell, max_size=8), max_size=8), st.sampled_from(SheetKind))
def test_whatever_stands_in_a_table_it_is_read_or_refused(
    rows: list[list[object]], kind: SheetKind
) -> None:
    try:
        sheet = read(a_csv(*rows), kind)
    except Unreadable:
        return

    for row in sheet.rows:
        assert all(0 <= value <= HIGHEST for value in row.figures.values())
        assert row.commune or (cell_name(0, row.row), Wrong.MISSING) in wrong(sheet)


@given(st.binary(max_size=300))
def test_whatever_bytes_come_they_are_read_or_refused(body: bytes) -> None:
    for start in (b"", b"PK\x03\x04"):
        with pytest.raises(Unreadable):
            of_communes(start + body)


@pytest.mark.parametrize(
    ("cell", "what"),
    [
        ("-5", Wrong.NEGATIVE),
        (-5, Wrong.NEGATIVE),
        ("nhiều", Wrong.NOT_A_NUMBER),
        ("12,5", Wrong.NOT_A_NUMBER),
        (12.5, Wrong.NOT_A_NUMBER),
        (True, Wrong.NOT_A_NUMBER),
        ("9" * 30, Wrong.NOT_A_NUMBER),
        ("=SUM(B3:B9)", Wrong.FORMULA),
        ("#REF!", Wrong.NOT_A_NUMBER),
    ],
)
@pytest.mark.parametrize("written_as", [a_csv, an_excel])
def test_a_cell_that_is_no_figure_is_named(written_as: type, cell: object, what: Wrong) -> None:
    sheet = of_communes(written_as(["Chi Lăng", 5, "", cell, ""]))

    assert wrong(sheet) == [("D2", what)]


def test_a_row_without_a_commune_or_a_figure_is_named() -> None:
    sheet = of_communes(a_csv(["", 5, "", "", ""], ["Chi Lăng", "", "", "", ""]))

    assert wrong(sheet) == [("A2", Wrong.MISSING), ("B3", Wrong.NO_FIGURE)]


def test_below_the_totals_only_names_may_stand() -> None:
    total = ["Cộng", 5, "", "", ""]
    signed = of_communes(a_csv(["A", 5, "", "", ""], total, ["Người lập biểu", *[""] * 4]))
    forgotten = of_communes(a_csv(["A", 5, "", "", ""], total, ["B", 6, "", "", ""]))

    assert wrong(signed) == []
    assert wrong(forgotten) == [("B4", Wrong.AFTER_TOTAL)]


def test_a_household_has_its_phone_as_everybody_keeps_it() -> None:
    rows = [a_shop_of(phone=said) for said in ("0912 345 678", "912345678", "+84912345678")]
    sheet = read(a_list(*rows), HOUSEHOLDS)

    assert {row.phone for row in sheet.rows} == {"+84912345678"}
    assert all(row.figures == {Column.SHOPS: 1} for row in sheet.rows)


def test_what_is_wrong_about_a_household_is_named() -> None:
    sheet = read(
        a_list(
            a_shop_of(""), a_shop_of(phone="123"), a_shop_of(holder='=HYPERLINK("x")'),
            a_shop_of("x" * 81),
        ),
        HOUSEHOLDS,
    )  # fmt: skip

    assert wrong(sheet) == [
        ("B2", Wrong.MISSING),
        ("C3", Wrong.PHONE),
        ("F4", Wrong.FORMULA),
        ("B5", Wrong.TOO_LONG),
    ]


def test_columns_that_are_not_read_are_said_so() -> None:
    sheet = of_communes(a_csv(["A", 5, "x"], heading=["Xã", "Số gian hàng", "Ghi chú"]))

    assert sheet.passed_over == ("Ghi chú",)


def _bomb() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", Reason.EMPTY),
        (a_csv(), Reason.EMPTY),
        (a_csv(["Ví dụ: xã Chi Lăng", 412, 37, 125, 18_500_000]), Reason.EMPTY),
        (b"%PDF-1.7", Reason.PDF),
        (b"\xd0\xcf\x11\xe0", Reason.OLD_EXCEL),
        (b"<html><table>", Reason.OLD_EXCEL),
        (b"PK\x03\x04" + b"\0" * 99, Reason.BROKEN),
        (b"x" * (LARGEST_FILE + 1), Reason.TOO_LARGE),
        (b"na,68000\n", Reason.NO_TABLE),
        (a_csv(*[["A", 1, 1, 1, 1]] * (MOST_ROWS + 1)), Reason.TOO_MANY),
        (_bomb(), Reason.TOO_LARGE),
    ],
)
def test_what_is_no_such_table_is_refused(body: bytes, reason: Reason) -> None:
    with pytest.raises(Unreadable) as refusal:
        of_communes(body)

    assert refusal.value.reason is reason


def test_a_list_of_shops_is_no_table_of_communes() -> None:
    with pytest.raises(Unreadable):
        read(a_csv(["Chi Lăng", 5, 5, 5, 5]), HOUSEHOLDS)


def test_cells_are_named_as_spreadsheets_do() -> None:
    assert [cell_name(at, 7) for at in (0, 25, 26, 701, 702)] == ["A7", "Z7", "AA7", "ZZ7", "AAA7"]
