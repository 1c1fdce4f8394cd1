"""Lists of households as files: a table to fill in, and what is wrong with one that came."""

from __future__ import annotations

from csv import writer
from io import BytesIO, StringIO

from flask import Blueprint, Response, abort, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock, text
from storefront.accounts.permissions import Permission
from storefront.rolls import queries
from storefront.rolls.sheet import MOST_ROWS, NEEDED, Column, Wrong
from storefront.web import roll_words as words
from storefront.web import tables
from storefront.web.doors import door
from storefront.web.filters import number
from storefront.web.import_files import TYPES
from storefront.web.people import me
from storefront.web.private import private
from storefront.web.tables import KINDS

bp = Blueprint("roll_files", __name__, url_prefix="/team/lists")

EXAMPLE = {
    Column.NAME: "Hoàng Thị Nhình", Column.HONORIFIC: "bà", Column.VILLAGE: "Nà Lìa",
    Column.COMMUNE: "Chi Lăng", Column.BORN: "1968", Column.PHONE: "0912 345 678",
    Column.BANK: "Agribank", Column.NUMBER: "8401205123456", Column.HOLDER: "HOANG THI NHINH",
    Column.SHOP: "có", Column.PAYOUT: "có", Column.ASSIST: "có", Column.REPORT: "không",
    Column.MODE: "đọc cho nghe", Column.WITNESS: "Vi Văn Thắng", Column.AGREED_ON: "20/11/2026",
    Column.COLLECTOR: "", Column.GOODS: "Na dai", Column.PRICE: "68000", Column.UNIT: "kg",
}  # fmt: skip
WIDE = {Column.NAME: 26, Column.VILLAGE: 20, Column.NUMBER: 22, Column.HOLDER: 24}


@bp.get("/template.<any(xlsx, csv):ending>")
@door(Permission.ROLL_BRING)
def template(ending: str) -> Response:
    """The words of its headings are read in both languages."""
    name = text.slug(_("List of households"))
    answer = Response(_excel() if ending == "xlsx" else _csv(), mimetype=TYPES[ending])
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return private(answer)


@bp.get(f"/<code>/faults.<{KINDS}:kind>")
@door(Permission.ROLL_BRING)
def faults(code: str, kind: str) -> ResponseReturnValue:
    roll = queries.roll_of(code, me()) or abort(404)
    heads = [
        _("Cell"),
        _("Row"),
        _("Household head"),
        _("Village"),
        _("Column"),
        _("What stands there"),
        _("What is wrong"),
    ]
    rows = [
        [
            it["cell"],
            it["row"],
            it["said"].get("name", ""),
            it["said"].get("village", ""),
            words.column(Column(it["column"])),
            it["said"].get(it["column"], ""),
            words.wrong(Wrong(it["what"]), it["says"]),
        ]
        for it in roll.faults
    ]
    today = clock.village_date(clock.now())
    back = url_for("rolls.show", code=code)
    title = _("Cells to put right")
    return tables.sent(tables.Sheet(title, roll.name, today, heads, rows, words=7, back=back), kind)


def instructions() -> list[str]:
    needed = ", ".join(words.column(it) for it in NEEDED)
    told = [
        _("Leave the heading as it is. The row that begins with “Example” is not read."),
        _("On every row: %(names)s. The rest may be left empty.", names=needed),
        _("Write có only where the household itself said yes. Nobody says yes for it."),
        _("How they agreed: tự đồng ý; đọc cho nghe, with the witness; giấy, kept by the team."),
        _("Numbers of identity cards are neither read nor kept. Leave that column out."),
        _("Account numbers and phones as text: a spreadsheet rounds long numbers."),
        _("First goods, price and unit help to list them later. Nothing is listed by itself."),
        _("At most %(most)s rows and 5 MB.", most=number(MOST_ROWS)),
    ]
    return [str(it) for it in told]


def _example() -> list[str]:
    first = _("Example: %(what)s", what=EXAMPLE[Column.NAME])
    return [str(first), *list(EXAMPLE.values())[1:]]


def _csv() -> bytes:
    """What to look out for stands above the heading; whatever stands there is not read."""
    out = StringIO()
    sheet = writer(out)
    sheet.writerows([f"# {it}"] for it in instructions())
    sheet.writerow([words.column(each) for each in Column])
    sheet.writerow(_example())
    return ("\ufeff" + out.getvalue()).encode()


def _excel() -> bytes:
    import xlsxwriter  # large, and few processes ever write a workbook

    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_urls": False})
    bold = book.add_format({"bold": True, "bg_color": "#151c47", "font_color": "#ffffff"})
    plain, grey = book.add_format({"num_format": "@"}), book.add_format({"font_color": "#6b6b6b"})
    sheet = book.add_worksheet(str(_("List of households"))[:31])
    for at, (each, example) in enumerate(zip(Column, _example(), strict=True)):
        sheet.set_column(at, at, WIDE.get(each, 16), plain)
        sheet.write_string(0, at, words.column(each), bold)
        sheet.write_string(1, at, example, grey)
    sheet.freeze_panes(1, 1)
    how = book.add_worksheet(str(_("How to fill it in"))[:31])
    how.set_column(0, 0, 110)
    for row, line in enumerate(instructions()):
        how.write_string(row, 0, line)
    book.close()
    return out.getvalue()
