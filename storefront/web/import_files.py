"""Figures from elsewhere as files: templates to fill in, what came, and what is told of a place."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, abort, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock, text
from storefront.accounts.models import Seen
from storefront.accounts.permissions import Permission
from storefront.imports import queries
from storefront.imports.models import ImportedRow, ImportedSheet
from storefront.imports.queries import Elsewhere
from storefront.imports.sheet import FIGURES, SheetKind
from storefront.money import Money
from storefront.reports.row_by_row import Row
from storefront.web import growth_asked, growth_views, import_templates, looking, tables
from storefront.web import import_words as words
from storefront.web.doors import door
from storefront.web.people import me
from storefront.web.private import private
from storefront.web.tables import KINDS

bp = Blueprint("import_files", __name__)

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
}


@bp.get("/imports/templates/<any(communes, households):kind>.<any(xlsx, csv):ending>")
@door(Permission.FIGURES_IMPORT)
def template(kind: str, ending: str) -> Response:
    it = SheetKind(kind)
    body = import_templates.as_excel(it) if ending == "xlsx" else import_templates.as_csv(it)
    return _sent(body, words.kind(it), ending, kind=TYPES[ending])


@bp.get("/imports/<code>/file")
@door(Permission.CAMPAIGN_READ)
def original(code: str) -> Response:
    """Byte for byte as it came. It is not looked into, so it is sent as nothing to be opened."""
    sheet = _sheet(code)
    if not may_have_file(sheet):
        abort(404)
    name, _dot, ending = sheet.name.rpartition(".")
    answer = _sent(sheet.body, name, text.slug(ending) or "csv", kind="application/octet-stream")
    noted(sheet, queries.rows_of(sheet), is_taken=True)
    return answer


@bp.get(f"/imports/<code>/rows.<{KINDS}:kind>")
@door(Permission.CAMPAIGN_READ)
def rows(code: str, kind: str) -> ResponseReturnValue:
    sheet = _sheet(code)
    if stop := asks_why(sheet):
        return stop
    some = queries.rows_of(sheet)
    heads = [
        _("Commune"),
        _("As written"),
        _("Household head"),
        _("Phone"),
        _("Also ours: household"),
        _("Opened on"),
        *[words.column(it) for it in FIGURES],
    ]
    file = tables.Sheet(
        words.source(sheet),
        sheet.place.full_name,
        sheet.until,
        heads,
        [_row(sheet, it) for it in some],
        words=6,
        facts=[(str(_("Not added to our own figures")), words.days(sheet))],
        back=url_for("imports.show", code=code),
    )
    noted(sheet, some, is_taken=True)
    return tables.sent(file, kind)


@bp.get(f"/growth/<code>/elsewhere.<{KINDS}:kind>")
@door(Permission.CAMPAIGN_READ)
def elsewhere(code: str, kind: str) -> ResponseReturnValue:
    """By source and day, and never in one sum with ours or with each other."""
    scope = growth_asked.scope(code)
    heads = [
        _("Source"),
        _("Counted since"),
        _("Day of the figures"),
        _("Communes"),
        *[_("%(what)s, elsewhere, not added", what=words.column(it)) for it in FIGURES],
        _("Shops named"),
        _("Of these also ours"),
    ]
    told = [_told(it) for it in queries.elsewhere(scope.place, until=scope.until)]
    title, place = _("Figures from elsewhere"), scope.place.full_name
    return tables.sent(tables.Sheet(title, place, scope.until, heads, told, words=3), kind)


def _told(it: Elsewhere) -> Row:
    sums = it.sums
    return [
        words.source(it),
        it.since.isoformat() if it.since else "",
        it.until.isoformat(),
        sums.communes,
        *[_plain(getattr(sums, each.value)) for each in FIGURES],
        sums.listed,
        sums.ours,
    ]


def _row(sheet: ImportedSheet, it: ImportedRow) -> Row:
    own = it.household
    opened = clock.village_date(own.shop.opened_at).isoformat() if own and own.shop else ""
    return [
        it.commune.full_name if it.commune else "",
        it.written,
        words.who(sheet, it),
        words.rung(sheet, it).replace("\u00a0", " "),
        growth_views.known_as(own) if own else "",
        opened,
        *[_plain(getattr(it, each.value)) for each in FIGURES],
    ]


def _plain(value: int | Money | None) -> int | str:
    if value is None:
        return ""
    return value.dong if isinstance(value, Money) else value


# --- who may have it --------------------------------------------------------------------------


def may_have_file(sheet: ImportedSheet) -> bool:
    """A list of households only for those who may know them, and for whoever brought it."""
    if sheet.kind is SheetKind.COMMUNES or sheet.brought_by_id == me().id:
        return True
    return growth_views.is_named(sheet.place.path)


def asks_why(sheet: ImportedSheet) -> ResponseReturnValue | None:
    """Whoever does not work there says what for; but not of a file she has just brought."""
    if sheet.kind is SheetKind.COMMUNES or sheet.taken_in_at is None:
        return None
    return looking.asks_why(sheet.place)


def noted(sheet: ImportedSheet, some: Sequence[ImportedRow], *, is_taken: bool = False) -> None:
    """Nobody sees a list of households without leaving a trace."""
    if sheet.kind is SheetKind.HOUSEHOLDS:
        keepers = [it.household.keeper_id for it in some if it.household]
        subject = f"import:{sheet.code}"
        looking.noted(Seen.IMPORTED, subject, sheet.place, keepers=keepers, is_taken=is_taken)


def _sheet(code: str) -> ImportedSheet:
    today = clock.village_date(clock.now())
    return queries.sheet_to_read(code, me(), on=today) or abort(404)


def _sent(body: bytes, name: str, ending: str, *, kind: str) -> Response:
    answer = Response(body, mimetype=kind)
    named = f"{text.slug(name) or 'file'}.{ending}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{named}"'
    return private(answer)
