"""Tables as people bring them: rows of cells, as CSV and as Excel."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import BytesIO, StringIO
from typing import Any

COMMUNES = ("Xã, phường", "Gian hàng số", "Mặt hàng", "Đơn hàng", "Doanh thu gian hàng (₫)")
SHOPS = (
    "Xã, phường",
    "Chủ hộ",
    "Điện thoại",
    "Tên gian hàng",
    "Đường dẫn",
    "Chủ tài khoản",
    "Mặt hàng",
    "Đơn hàng",
    "Doanh thu",
)


def a_csv(*rows: Sequence[Any], heading: Sequence[str] = COMMUNES) -> bytes:
    out = StringIO()
    csv.writer(out).writerows([heading, *rows])
    return out.getvalue().encode()


def an_excel(*rows: Sequence[Any], heading: Sequence[str] = COMMUNES) -> bytes:
    from openpyxl import Workbook

    book, file = Workbook(), BytesIO()
    sheet: Any = book.active
    for row in (heading, *rows):
        sheet.append(list(row))
    book.save(file)
    return file.getvalue()


def a_list(*rows: Sequence[Any]) -> bytes:
    """Of shops, each with its household."""
    return a_csv(*rows, heading=SHOPS)


def a_shop_of(
    name: str = "Hoàng Thị Nhình", *, commune: str = "Chi Lăng", phone: str = "", **more: Any
) -> list[Any]:
    said = {"shop": "", "address": "", "holder": "", "products": "", "orders": "", "revenue": ""}
    return [commune, name, phone, *(said | more).values()]
