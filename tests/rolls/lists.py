"""Lists of households as communes keep them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from io import BytesIO, StringIO
from typing import Any

from storefront.rolls import reading
from storefront.rolls.sheet import Column, Sheet
from storefront.spreadsheets.cells import cell_name

HEADS = {
    Column.NAME: "Chủ hộ", Column.HONORIFIC: "Xưng hô", Column.VILLAGE: "Thôn",
    Column.COMMUNE: "Xã", Column.BORN: "Năm sinh", Column.PHONE: "Điện thoại",
    Column.BANK: "Ngân hàng", Column.NUMBER: "Số tài khoản", Column.HOLDER: "Chủ tài khoản",
    Column.SHOP: "Đồng ý mở gian hàng", Column.PAYOUT: "Đồng ý nhận tiền",
    Column.ASSIST: "Đồng ý để tổ bấm hộ", Column.REPORT: "Đồng ý vào báo cáo",
    Column.MODE: "Cách đồng ý", Column.WITNESS: "Người làm chứng",
    Column.AGREED_ON: "Ngày đồng ý", Column.COLLECTOR: "Người ghi",
    Column.GOODS: "Mặt hàng đầu tiên", Column.PRICE: "Giá (₫)", Column.UNIT: "Đơn vị",
}  # fmt: skip
Row = Mapping[Column, Any]


def a_row(name: str = "Hoàng Thị Nhình", **said: Any) -> dict[Column, Any]:
    """Of a household about which everything is known."""
    whole: dict[Column, Any] = {
        Column.NAME: name, Column.HONORIFIC: "bà", Column.VILLAGE: "Nà Lìa",
        Column.BORN: 1968, Column.SHOP: "có", Column.PAYOUT: "có", Column.ASSIST: "có",
        Column.REPORT: "có", Column.MODE: "giấy", Column.AGREED_ON: "20/8/2026",
    }  # fmt: skip
    return whole | {Column(column): value for column, value in said.items()}


def cells(rows: Iterable[Row]) -> list[list[Any]]:
    return [list(HEADS.values()), *([row.get(column, "") for column in Column] for row in rows)]


def a_csv(*rows: Row) -> bytes:
    out = StringIO()
    csv.writer(out).writerows(cells(rows))
    return out.getvalue().encode()


def an_excel(*rows: Row) -> bytes:
    from openpyxl import Workbook

    book, file = Workbook(), BytesIO()
    sheet: Any = book.active
    for row in cells(rows):
        sheet.append(row)
    book.save(file)
    return file.getvalue()


def read(*rows: Row) -> Sheet:
    return reading.read(a_csv(*rows))


def cell(column: Column, nth: int = 1) -> str:
    """Of the nth row of such a list."""
    return cell_name(list(Column).index(column), nth + 1)
