"""Which column of a bank's table is which, by what its heading says."""

import enum
import re
from collections.abc import Sequence

from storefront import text
from storefront.spreadsheets.cells import Cell, words


class Column(enum.StrEnum):
    DAY = "day"
    REFERENCE = "reference"
    OUT = "out"
    IN = "in"
    SIDE = "side"
    """Says of a sum without a sign whether it came or went."""
    AMOUNT = "amount"
    BALANCE = "balance"
    MEMO = "memo"
    PAYER = "payer"


Where = dict[Column, int]

# The first name of a list that fits wins, and of two columns with one name the first. Folded; banks
# add their English beside it, so that a name need only begin the heading or stand in it as words.
_NAMES: dict[Column, tuple[str, ...]] = {
    Column.DAY: (
        "ngay giao dich", "ngay gio giao dich", "ngay gd", "ngay gio gd", "transaction date",
        "tnx date", "thoi gian giao dich", "ngay hach toan", "ngay hieu luc", "booking date",
        "value date", "thoi gian", "ngay", "date",
    ),
    Column.OUT: (
        "so tien ghi no", "ghi no", "phat sinh no", "no tktt", "no debit", "debit", "so tien rut",
        "rut ra", "tien ra", "tien rut", "chi ra", "no",
    ),
    Column.IN: (
        "so tien ghi co", "ghi co", "phat sinh co", "co tktt", "co credit", "credit", "so tien gui",
        "gui vao", "tien vao", "thu vao", "co",
    ),
    Column.SIDE: ("no co", "ghi no co", "loai phat sinh", "d c", "dr cr", "debit credit"),
    Column.BALANCE: ("so du", "balance"),
    Column.AMOUNT: ("so tien giao dich", "so tien gd", "so tien", "gia tri giao dich", "amount"),
    Column.MEMO: (
        "noi dung chi tiet", "noi dung giao dich", "noi dung", "dien giai", "mo ta giao dich",
        "mo ta", "chi tiet giao dich", "description", "details", "transactions in detail",
        "remarks", "ghi chu",
    ),
    Column.REFERENCE: (
        "so tham chieu", "ma tham chieu", "so but toan", "ma giao dich", "so giao dich", "ma gd",
        "so gd", "so ct", "so chung tu", "reference", "ref no", "ref", "transaction no", "doc no",
    ),
    Column.PAYER: (
        "ten tai khoan doi ung", "ten doi ung", "ten nguoi chuyen", "don vi thu huong",
        "nguoi chuyen", "doi tac", "doi ung", "remitter",
    ),
}  # fmt: skip
_ALONE = frozenset({"no", "co", "d c", "ngay", "date", "ref"})
"""Names too short to be looked for inside a heading."""


def columns(cells: Sequence[Cell]) -> Where:
    """Where what is found, in a row that may be a heading."""
    headings = {index: text.fold(words(cell)) for index, cell in enumerate(cells)}
    owed = {index for index, cell in enumerate(cells) if words(cell).lower() == "nợ"}
    if owed:  # then the English "No" beside it is a number
        headings = {i: it for i, it in headings.items() if it != "no" or i in owed}
    found: Where = {}
    for column in _NAMES:
        free = {i: it for i, it in headings.items() if it and i not in found.values()}
        place = _first(column, free)
        if place is not None:
            found[column] = place
    if headings.get(found.get(Column.OUT, -1)) == "no" and Column.IN not in found:
        del found[Column.OUT]  # "No." is where rows are numbered
    return found


def is_heading(where: Where) -> bool:
    has_sum = Column.IN in where or Column.AMOUNT in where
    return Column.DAY in where and has_sum and len(where) >= 3


def _first(column: Column, headings: dict[int, str]) -> int | None:
    for name in _NAMES[column]:
        for index, heading in headings.items():
            if heading == name or (name not in _ALONE and _holds(heading, name)):
                return index
    return None


def _holds(heading: str, name: str) -> bool:
    return re.search(rf"\b{name}\b", heading) is not None
