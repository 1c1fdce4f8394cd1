"""Which column is which, by what its heading says: in the words of our templates, of the
dictionary of indicators, and of those who made tables of their own. Pure."""

from collections.abc import Sequence

from storefront import text
from storefront.imports.sheet import COLUMNS, FIGURES, NEEDED, Column, SheetKind
from storefront.spreadsheets.cells import Cell, words

Where = dict[Column, int]

# Folded. A heading is meant when it is one of these, or begins with it.
_NAMES: dict[Column, tuple[str, ...]] = {
    Column.COMMUNE: ("xa phuong", "xa", "phuong", "don vi", "dia ban", "commune"),
    Column.NAME: ("chu ho", "ho ten", "ho va ten", "ten chu", "nguoi ban", "household", "keeper"),
    Column.PHONE: ("dien thoai", "so dien thoai", "sdt", "phone"),
    Column.SHOP: ("ten gian hang", "gian hang", "ten cua hang", "cua hang", "shop name", "shop"),
    Column.ADDRESS: ("dia chi gian hang", "duong dan", "link", "shop address"),
    Column.HOLDER: ("ten chu tai khoan", "chu tai khoan", "ten tai khoan", "account holder"),
    Column.SHOPS: ("gian hang so", "so gian hang", "gian hang", "digital shops", "shops"),
    Column.PRODUCTS: ("mat hang", "so mat hang", "san pham", "so san pham", "products"),
    Column.ORDERS: ("don hang", "so don hang", "orders"),
    Column.REVENUE: ("doanh thu", "doanh so", "shop revenue", "revenue"),
}


def columns(row: Sequence[Cell], kind: SheetKind) -> Where:
    """Where what is found, in a row that may be the heading. Of two alike the first counts."""
    found: Where = {}
    for index, heading in enumerate(text.fold(words(cell)) for cell in row):
        column = _named(heading, kind)
        if column is not None and column not in found:
            found[column] = index
    return found


def is_heading(where: Where, kind: SheetKind) -> bool:
    has_figure = kind is SheetKind.HOUSEHOLDS or any(it in where for it in FIGURES)
    return has_figure and all(it in where for it in NEEDED[kind])


def passed_over(row: Sequence[Cell], where: Where) -> tuple[str, ...]:
    """What else stands in the heading."""
    read = set(where.values())
    rest = (words(cell, most=60) for index, cell in enumerate(row) if index not in read)
    return tuple(it for it in rest if it)


def _named(heading: str, kind: SheetKind) -> Column | None:
    """The longest name that fits: "ten gian hang" is no number of shops."""
    fits = [
        (len(name), column)
        for column in COLUMNS[kind]
        for name in _NAMES[column]
        if heading == name or heading.startswith(f"{name} ")
    ]
    return max(fits)[1] if fits else None
