"""Bank statements as files: one market day as many banks tell of it."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent.parent / "data" / "statements"

Row = Sequence[Any]


def of(name: str) -> bytes:
    return (FOLDER / name).read_bytes()


def saved_as(name: str, encoding: str) -> bytes:
    """The same file, as another program saves it."""
    text = of(name).decode()
    if encoding == "cp1258":
        return "".join(_tone_apart(letter) for letter in text).encode("cp1258")
    return text.encode(encoding)


def an_excel(*rows: Row, above: Sequence[Row] = (), sheet_before: str | None = None) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    sheet: Any = book.active
    if sheet_before:
        sheet.title = sheet_before
        sheet.append(["Kính gửi quý khách"])
        sheet = book.create_sheet("Sao kê")
    for row in (*above, *rows):
        sheet.append(list(row))
    file = BytesIO()
    book.save(file)
    return file.getvalue()


VIETINBANK = an_excel(
    ["STT", "Ngày giờ GD", "Mô tả giao dịch", "Nợ/Debit", "Có/Credit", "Số dư", "Số GD"],
    [
        1,
        datetime(2026, 8, 22, 8, 5, 11),  # noqa: DTZ001  spreadsheets know no zones
        "MBVCB.3278907687.CB7K2M9Q4.CT tu 0351000646393 TRAN MINH HA toi 101872344821",
        None,
        204_000,
        1_204_000,
        "5243.65937",
    ],
    [2, "22/08/2026 23:59:00", "Phi quan ly tai khoan", 11_000.0, None, 1_193_000, "5215.70411"],
    [3, "23/08/2026", "chi Hanh gui tien na", 0, "1,136,000", "2,329,000", "5272.37452"],
    ["", "", "Tổng cộng", 11_000, 1_340_000, None, None],
    above=[["VietinBank"], ["Số tài khoản: 101872344821"], [], ["Loại tiền", "VND"]],
    sheet_before="Bìa",
)

MB = an_excel(
    ["STT", "NGÀY GIAO DỊCH", "SỐ TIỀN", None, "SỐ DƯ", "NỘI DUNG", "SỐ BÚT TOÁN"],
    ["No", "TRANSACTION DATE", "NỢ", "CÓ", "BALANCE", "DETAILS", "TRANSACTION NO"],
    [
        1,
        "22/08/2026 08:05",
        None,
        "204,000",
        "1,204,000",
        "MBVCB.3278907687.CB7K2M9Q4.CT tu 0351000646393 TRAN MINH HA toi 101872344821",
        "5243.65937",
    ],
    [2, "22/08/2026 23:59", "11,000", None, "1,193,000", "Phi quan ly tai khoan", "5215.70411"],
    [3, "23/08/2026 10:14", None, "1,136,000", "2,329,000", "chi Hanh gui tien na", "5272.37452"],
    above=[["Tài khoản:", "101872344821"]],
)


def _tone_apart(letter: str) -> str:
    """Windows-1258 has no ế, only ê and a tone behind it."""
    apart = unicodedata.normalize("NFD", letter)
    tones = "".join(mark for mark in apart if mark in "\u0300\u0301\u0303\u0309\u0323")
    if not tones:
        return letter
    return unicodedata.normalize("NFC", apart.replace(tones, "")) + tones


def a_statement(*rows: str, account: str = "101872344821") -> bytes:
    """A small CSV: day, reference, money out, money in, note, who."""
    heading = "Ngày giao dịch,Mã GD,Ghi nợ,Ghi có,Nội dung,Người chuyển"
    return "\n".join([f"Số tài khoản,{account}", heading, *rows]).encode()
