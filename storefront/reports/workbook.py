"""A report as an Excel workbook with Excel's own charts. The same paper gives the same bytes."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

from storefront.reports.papers import Cell, Chart, Listing, Paper, Table
from storefront.spreadsheets.harmless import DANGEROUS

NUMBERS = "#,##0"
INK, GROUND, THREAD = "#151c47", "#f3ecdd", "#b8320f"
NARROW, WIDE = 14, 34
PLAIN = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
ZERO = date(1899, 12, 30)
"""From which spreadsheets count days."""


def workbook(paper: Paper) -> bytes:
    import xlsxwriter  # large, and few processes ever write a workbook

    out = BytesIO()
    book = xlsxwriter.Workbook(out, PLAIN)
    # Without its own date a file would be another one at every download.
    book.set_properties({"title": paper.title, "created": paper.at.replace(tzinfo=None)})
    pen = Pen(book)
    _front(pen, paper)
    for table in paper.tables[1:]:
        pen.sheet(table, charts=paper.charts if table is paper.annex else [])
    book.close()
    return out.getvalue()


def listing(it: Listing) -> bytes:
    """One table on one sheet, numbers as numbers and days as days."""
    import xlsxwriter

    out = BytesIO()
    book = xlsxwriter.Workbook(out, PLAIN)
    book.set_properties({"title": it.table.title, "created": it.at.replace(tzinfo=None)})
    pen = Pen(book)
    sheet = pen.sheet(it.table, charts=[])
    sheet.autofilter(0, 0, max(len(it.table.rows), 1), len(it.table.heads) - 1)
    facts = book.add_worksheet("…")
    facts.set_column(0, 0, WIDE)
    row = _pair(pen, facts, 0, it.table.title, it.place)
    for name, value in it.facts:
        row = _pair(pen, facts, row, name, value)
    book.close()
    return out.getvalue()


class Pen:
    """A workbook with its few ways to write."""

    def __init__(self, book: Any) -> None:
        self.book = book
        plain = {"font_name": "Arial", "font_size": 10, "valign": "top"}
        self.words = book.add_format(plain | {"text_wrap": True})
        self.quoted = book.add_format(plain | {"text_wrap": True, "quote_prefix": True})
        self.number = book.add_format(plain | {"num_format": NUMBERS})
        self.day = book.add_format(plain | {"num_format": "d/m/yyyy", "align": "right"})
        self.right = book.add_format(plain | {"align": "right"})
        bold = plain | {"bold": True}
        self.title = book.add_format(bold | {"font_size": 15, "font_color": INK})
        self.strong = book.add_format(bold)
        self.head = book.add_format(
            bold | {"text_wrap": True, "bg_color": INK, "font_color": "#ffffff", "border": 1}
        )
        self.foot = book.add_format(bold | {"num_format": NUMBERS, "top": 2})

    def cell(self, sheet: Any, row: int, column: int, value: Cell, style: Any = None) -> None:
        if isinstance(value, int):
            sheet.write_number(row, column, value, style or self.number)
        elif isinstance(value, date):
            sheet.write_number(row, column, (value - ZERO).days, self.day)
        elif value:
            quoted = self.quoted if value.startswith(DANGEROUS) else self.words
            sheet.write_string(row, column, value, style or quoted)

    def table(self, sheet: Any, top: int, table: Table) -> int:
        """Written from a row on; gives the first row below it."""
        for column, head in enumerate(table.heads):
            sheet.write_string(top, column, head, self.head)
        for down, row in enumerate(table.rows, start=top + 1):
            for column, value in enumerate(row):
                words = isinstance(value, str) and column >= table.words
                self.cell(sheet, down, column, value, self.right if words else None)
        below = top + 1 + len(table.rows)
        for column, value in enumerate(table.foot or ()):
            self.cell(sheet, below, column, value, self.foot)
        return below + bool(table.foot)

    def sheet(self, table: Table, *, charts: list[Chart]) -> Any:
        sheet = self.book.add_worksheet(tab(table.title))
        _paper(sheet)
        self.table(sheet, 0, table)
        sheet.freeze_panes(1, 1)
        sheet.repeat_rows(0)
        sheet.set_column(0, 0, WIDE)
        sheet.set_column(1, len(table.heads) - 1, NARROW)
        for number, chart in enumerate(charts):
            sheet.insert_chart(number * 20, len(table.heads) + 1, self.chart(table, chart))
        return sheet

    def chart(self, table: Table, chart: Chart) -> Any:
        drawn = self.book.add_chart({"type": "column"})
        name, last = table.title[:31], len(table.rows)
        drawn.add_series(
            {
                "name": [name, 0, chart.column],
                "categories": [name, 1, 0, last, 0],
                "values": [name, 1, chart.column, last, chart.column],
                "fill": {"color": INK},
                "gap": 40,
            }
        )
        drawn.set_title({"name": chart.title, "name_font": {"size": 12, "color": INK}})
        drawn.set_legend({"none": True})
        drawn.set_y_axis({"num_format": NUMBERS, "major_gridlines": {"visible": True}})
        drawn.set_size({"width": 960, "height": 380})
        return drawn


def tab(title: str) -> str:
    """As much of a title as a sheet's own name may hold."""
    return "".join(" " if letter in "[]:*?/\\'" else letter for letter in title)[:31].strip()


def _front(pen: Pen, paper: Paper) -> None:
    sheet = pen.book.add_worksheet(paper.results.title[:31])
    _paper(sheet)
    sheet.set_column(0, 0, WIDE)
    sheet.set_column(1, len(paper.results.heads) - 1, NARROW)
    sheet.write_string(0, 0, paper.title, pen.title)
    sheet.write_string(1, 0, f"{paper.place} · {paper.serial}", pen.strong)
    row = 3
    for name, value in paper.facts:
        row = _pair(pen, sheet, row, name, value)
    row = pen.table(sheet, row + 1, paper.results) + 1
    for name, value in (*paper.notes, *paper.opinions):
        row = _pair(pen, sheet, row, name, value)
    for words in paper.signer:
        row += 1
        pen.cell(sheet, row, 5, words, pen.strong)


def _pair(pen: Pen, sheet: Any, row: int, name: str, value: str) -> int:
    pen.cell(sheet, row, 0, name)
    if value:
        quoted = pen.quoted if value.startswith(DANGEROUS) else pen.words
        sheet.merge_range(row, 1, row, 7, value, quoted)
        sheet.set_row(row, 13 * (1 + len(value) // 95))
    return row + 1


def _paper(sheet: Any) -> None:
    """How it comes out of a printer: A4 lying down, as wide as the sheet."""
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C&P / &N")
    sheet.hide_gridlines(2)
