"""Empty tables to be filled in: with a heading we know, an example, and what to look out for."""

from __future__ import annotations

from csv import writer
from io import BytesIO, StringIO
from typing import Any

from flask_babel import gettext as _

from storefront.imports.sheet import COLUMNS, MOST_ROWS, Column, SheetKind
from storefront.web.filters import number
from storefront.web.import_words import column, kind

WIDTHS = {Column.COMMUNE: 26, Column.NAME: 24, Column.SHOP: 24, Column.ADDRESS: 34}


def as_excel(it: SheetKind) -> bytes:
    import xlsxwriter  # large, and few processes ever write a workbook

    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_urls": False})
    bold = book.add_format({"bold": True, "bg_color": "#151c47", "font_color": "#ffffff"})
    plain, grey = book.add_format({"num_format": "@"}), book.add_format({"font_color": "#6b6b6b"})
    sheet = book.add_worksheet(kind(it)[:31])
    for at, each in enumerate(COLUMNS[it]):
        sheet.set_column(at, at, WIDTHS.get(each, 18), plain if each is Column.PHONE else None)
        sheet.write_string(0, at, column(each), bold)
        _write(sheet, at, EXAMPLE[each], grey)
    sheet.freeze_panes(1, 1)
    how = book.add_worksheet(_("How to fill it in")[:31])
    how.set_column(0, 0, 110)
    for row, words in enumerate(instructions(it)):
        how.write_string(row, 0, words)
    book.close()
    return out.getvalue()


def _write(sheet: Any, at: int, value: str | int, style: Any) -> None:
    if isinstance(value, int):
        sheet.write_number(1, at, value, style)
    else:
        sheet.write_string(1, at, _example(value), style)


def as_csv(it: SheetKind) -> bytes:
    """What to look out for stands above the heading; whatever stands there is not read."""
    out = StringIO()
    sheet = writer(out)
    sheet.writerows([f"# {words}"] for words in instructions(it))
    sheet.writerow([column(each) for each in COLUMNS[it]])
    sheet.writerow([_example(EXAMPLE[each]) for each in COLUMNS[it]])
    return ("\ufeff" + out.getvalue()).encode()


EXAMPLE: dict[Column, str | int] = {
    Column.COMMUNE: "xã Chi Lăng",
    Column.NAME: "Hoàng Thị Nhình",
    Column.PHONE: "0912 345 678",
    Column.SHOP: "Na Chi Lăng nhà Nhình",
    Column.ADDRESS: "postmart.vn/na-nhinh",
    Column.HOLDER: "HOANG THI NHINH",
    Column.SHOPS: 412,
    Column.PRODUCTS: 37,
    Column.ORDERS: 125,
    Column.REVENUE: 18_500_000,
}


def _example(value: str | int) -> str | int:
    """A row that begins so is not read."""
    if value == EXAMPLE[Column.COMMUNE]:
        return str(_("Example: %(commune)s", commune=value))
    return value


def instructions(it: SheetKind) -> list[str]:
    told = [
        _("Leave the heading as it is. The row that begins with “Example” is not read."),
        _("Communes by their old or new name, with or without accents."),
        _("Numbers only, without formulas. Revenue in đồng. What nobody knows is left empty."),
        _("A last row that begins with “Total” is checked: the rows above must add up to it."),
        _("At most %(most)s rows and 5 MB.", most=number(MOST_ROWS)),
        _("The figures are shown beside our own with their source and day, and never added."),
    ]
    if it is SheetKind.HOUSEHOLDS:
        rest = [column(each) for each in COLUMNS[it] if each not in (Column.COMMUNE, Column.NAME)]
        told.insert(
            2,
            _(
                "Commune and household head must stand on every row. May be left empty: %(names)s.",
                names=", ".join(rest),
            ),
        )
    return [str(words) for words in told]
