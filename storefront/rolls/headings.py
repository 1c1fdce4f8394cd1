"""Which column is which, by what its heading says. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from storefront import text
from storefront.rolls.sheet import NEEDED, Column
from storefront.spreadsheets.cells import Cell, words

Where = dict[Column, int]

# Folded. A heading is meant when it is one of these, or begins with it.
_NAMES: dict[Column, tuple[str, ...]] = {
    Column.NAME: ("chu ho", "ho ten chu ho", "ho va ten", "ho ten", "household head"),
    Column.HONORIFIC: ("xung ho", "cach goi", "gioi tinh", "nam nu", "addressed as", "sex"),
    Column.VILLAGE: ("thon", "ban", "xom", "khu", "to dan pho", "thon ban", "village"),
    Column.COMMUNE: ("xa", "phuong", "xa phuong", "commune"),
    Column.BORN: ("nam sinh", "ngay sinh", "sinh nam", "year of birth", "birth year"),
    Column.PHONE: ("dien thoai", "so dien thoai", "sdt", "phone"),
    Column.BANK: ("ngan hang", "ngan hang hoac vi", "vi", "bank"),
    Column.NUMBER: ("so tai khoan", "stk", "tai khoan", "account number"),
    Column.HOLDER: ("chu tai khoan", "ten chu tai khoan", "account holder"),
    Column.SHOP: ("dong y mo gian hang", "dong y gian hang", "agrees to the shop"),
    Column.PAYOUT: ("dong y nhan tien", "dong y tai khoan", "agrees to be paid"),
    Column.ASSIST: ("dong y de to bam ho", "dong y bam ho", "agrees to be helped"),
    Column.REPORT: ("dong y vao bao cao", "dong y bao cao", "agrees to be counted"),
    Column.MODE: ("cach dong y", "hinh thuc dong y", "how they agreed"),
    Column.WITNESS: ("nguoi lam chung", "nguoi chung kien", "witness"),
    Column.AGREED_ON: ("ngay dong y", "ngay ky", "agreed on"),
    Column.COLLECTOR: ("nguoi ghi", "nguoi hoi", "nguoi thu", "written down by"),
    Column.GOODS: ("mat hang dau tien", "mat hang", "san pham", "first goods"),
    Column.PRICE: ("gia", "gia ban", "price"),
    Column.UNIT: ("don vi", "don vi tinh", "unit"),
}


def columns(row: Sequence[Cell]) -> Where:
    """Where what is found, in a row that may be the heading. Of two alike the first counts."""
    found: Where = {}
    for at, heading in enumerate(text.fold(words(cell)) for cell in row):
        column = _named(heading)
        if column is not None and column not in found:
            found[column] = at
    return found


def is_heading(where: Where) -> bool:
    return all(it in where for it in NEEDED)


def passed_over(row: Sequence[Cell], where: Where) -> tuple[str, ...]:
    """What else stands in the heading. Numbers of identity cards are among what is never read."""
    read = set(where.values())
    rest = (words(cell, most=60) for at, cell in enumerate(row) if at not in read)
    return tuple(it for it in rest if it)


def _named(heading: str) -> Column | None:
    """The longest name that fits: an account's holder is no account."""
    fits = [
        (len(name), column)
        for column, names in _NAMES.items()
        for name in names
        if heading == name or heading.startswith(f"{name} ")
    ]
    return max(fits)[1] if fits else None
