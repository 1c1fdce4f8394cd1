"""What is said of figures from elsewhere: their source, their columns, and what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from storefront.campaign.indicators import COUNTED
from storefront.facts.models import Indicator
from storefront.imports.models import ImportedRow, ImportedSheet, Platform
from storefront.imports.sheet import COLUMNS, MOST_ROWS, Column, Fault, Sheet, SheetKind, Wrong
from storefront.money import Money
from storefront.spreadsheets.unreadable import LARGEST_FILE, Reason
from storefront.web import growth_views
from storefront.web.filters import day, in_digits, number, phone
from storefront.web.people import me

MEANS = {
    Column.SHOPS: Indicator.SHOP_OPENED,
    Column.PRODUCTS: Indicator.PRODUCT_LISTED,
    Column.ORDERS: Indicator.ORDER_PLACED,
    Column.REVENUE: Indicator.REVENUE,
}
"""What the dictionary calls the figures."""


def platform(it: Platform) -> str:
    names = {
        Platform.POSTMART: "Postmart",
        Platform.VOSO: "Voso",
        Platform.COMMUNE: _("A commune's own table"),
        Platform.OTHER: _("Another platform"),
    }
    return str(names[it])


def said_by(name: str) -> str:
    """Of a platform we know, or one that somebody named."""
    return platform(Platform(name)) if name in set(Platform) else name


def source(it: Any) -> str:
    """Of a sheet, or of what one tells of a place."""
    return f"{platform(it.platform)} · {it.named}" if it.named else platform(it.platform)


def days(it: Any) -> str:
    """Until when, and from when on where that is known."""
    if it.since is None:
        return str(_("all until %(day)s", day=day(it.until)))
    return f"{day(it.since)} – {day(it.until)}"


def kind(it: SheetKind) -> str:
    names = {
        SheetKind.COMMUNES: _("Figures by commune"),
        SheetKind.HOUSEHOLDS: _("List of shops"),
    }
    return str(names[it])


def column(it: Column) -> str:
    """As in a heading: numbers below it have no unit."""
    if it in MEANS:
        return f"{figure(it)} (₫)" if it is Column.REVENUE else figure(it)
    names = {
        Column.COMMUNE: _("Commune"),
        Column.NAME: _("Household head"),
        Column.PHONE: _("Phone"),
        Column.SHOP: _("Shop name there"),
        Column.ADDRESS: _("Shop address there"),
        Column.HOLDER: _("Account holder"),
    }
    return str(names[it])


def figure(it: Column) -> str:
    return str(_(COUNTED[MEANS[it]].name))


def figures(it: Any) -> list[tuple[str, int | Money]]:
    """Those that are told of a row or of sums, by name; what nobody told is left out."""
    told = it if isinstance(it, dict) else {each.value: getattr(it, each.value) for each in MEANS}
    named = ((figure(each), told[each.value]) for each in MEANS)
    return [(name, value) for name, value in named if value is not None]


def shown(value: int | Money) -> str:
    return in_digits(value) if isinstance(value, Money) else number(value)


# --- who may read names -----------------------------------------------------------------------


def is_named(sheet: ImportedSheet, row: ImportedRow) -> bool:
    """Those who may know the households there; and, until it is taken in, whoever brought it."""
    if sheet.taken_in_at is None and sheet.brought_by_id == me().id:
        return True
    where = row.commune or sheet.place
    return growth_views.is_named(where.path)


def who(sheet: ImportedSheet, row: ImportedRow) -> str:
    if is_named(sheet, row):
        return row.name
    return growth_views.initials(row.name) if row.name else ""


def rung(sheet: ImportedSheet, row: ImportedRow) -> str:
    if not row.phone:
        return ""
    return phone(row.phone) if is_named(sheet, row) else f"…{row.phone[-3:]}"


# --- what is wrong ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WrongRow:
    number: int
    cells: list[tuple[str, str, str]]
    """The heading, what stands there, and what is wrong with it."""


def wrong_rows(sheet: Sheet) -> list[WrongRow]:
    """Every row with a fault, whole, so that it is found again."""
    by_row: dict[int, dict[Column, Fault]] = {}
    for fault in sheet.faults:
        by_row.setdefault(fault.row, {}).setdefault(fault.column, fault)
    read = {row.row: row for row in sheet.rows}
    return [
        WrongRow(number, [_cell(each, read.get(number), faults) for each in COLUMNS[sheet.kind]])
        for number, faults in by_row.items()
    ]


def _cell(each: Column, row: Any, faults: dict[Column, Fault]) -> tuple[str, str, str]:
    fault = faults.get(each)
    if fault is not None and fault.what not in (Wrong.TWICE, Wrong.TOTAL):
        return column(each), fault.says, wrong(fault)
    return column(each), _said(each, row), wrong(fault) if fault else ""


def _said(each: Column, row: Any) -> str:
    if row is None:
        return ""
    if each in MEANS:
        value = row.figures.get(each)
        return number(value) if value is not None else ""
    said = str(getattr(row, each.value))
    return phone(said) if each is Column.PHONE and said else said


def wrong(fault: Fault) -> str:
    said = {
        Wrong.MISSING: _("nothing stands here"),
        Wrong.NOT_A_NUMBER: _("write a whole number, such as 1,234"),
        Wrong.NEGATIVE: _("cannot be below nought"),
        Wrong.FORMULA: _("a formula: write the number itself"),
        Wrong.PHONE: _("not a phone number"),
        Wrong.TOO_LONG: _("too long"),
        Wrong.NO_FIGURE: _("no number on this row"),
        Wrong.TOTAL: _("the rows make %(sum)s", sum=_grouped(fault.says)),
        Wrong.AFTER_TOTAL: _("a number below the totals"),
        Wrong.UNKNOWN_PLACE: _("no commune is called so, now or before"),
        Wrong.OUTSIDE: _("this commune lies elsewhere"),
        Wrong.TWICE: _("the same as row %(row)s", row=fault.says),
        Wrong.KNOWN: _("told by this source for this day already: withdraw that sheet first"),
    }[fault.what]
    return f"{fault.cell}: {said}"


def _grouped(digits: str) -> str:
    return number(int(digits)) if digits.isdigit() else digits


def refused(reason: Reason) -> str:
    return str(
        {
            Reason.EMPTY: _("There is no row with figures in this file."),
            Reason.TOO_LARGE: _(
                "The file is too big: at most %(most)s MB. Bring it commune by commune.",
                most=LARGEST_FILE // 2**20,
            ),
            Reason.TOO_MANY: _(
                "Too many rows: at most %(most)s. Bring it commune by commune.",
                most=number(MOST_ROWS),
            ),
            Reason.OLD_EXCEL: _(
                "This is an old or locked Excel file. Save it as .xlsx or CSV first."
            ),
            Reason.PDF: _("A PDF cannot be read. Copy its table into the template."),
            Reason.BROKEN: _("The file breaks off, or is not what it says it is. Fetch it again."),
            Reason.NO_TABLE: _("No heading like that of the template was found in this file."),
            Reason.CURRENCY: _("Write revenue in đồng."),
        }[reason]
    )
