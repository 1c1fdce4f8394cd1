"""Files that take long: asked for, watched, fetched."""

from __future__ import annotations

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock, text
from storefront.accounts.models import Seen
from storefront.accounts.permissions import Permission
from storefront.db import deed
from storefront.facts.models import Indicator
from storefront.reports import exporting, row_by_row
from storefront.reports.households import MILESTONES, Wording
from storefront.reports.models import Export, ExportOf, FileKind
from storefront.web import growth_asked as asking
from storefront.web import growth_views, looking
from storefront.web.described import State, described
from storefront.web.doors import door
from storefront.web.growth_tables import fact_heads
from storefront.web.growth_views import DEFINITIONS
from storefront.web.people import me
from storefront.web.private import private
from storefront.web.report_papers import TYPES

ZIP = "application/zip"

bp = Blueprint("growth_exports", __name__, url_prefix="/growth")


@bp.post("/<code>/exports")
@door(Permission.CAMPAIGN_READ)
def ask(code: str) -> ResponseReturnValue:
    place = asking.asked(code).place
    behind, kind = _wanted()
    heads = [_("Commune"), *fact_heads()] if behind else _heads()
    named = growth_views.is_named(place.path)
    wording = Wording(title=str(_("Households")), heads=heads, named=named)
    if stop := looking.asks_why(place):
        return stop
    with deed():
        place = asking.asked(code).place
        at, what = clock.now(), f"rows:{code}:{behind[0]}" if behind else f"households:{code}"
        export = exporting.ask(place, wording, by=me(), at=at, kind=kind, behind=behind)
        looking.note(Seen.EVERYBODY, what, place, keepers=None, is_taken=True)
    return redirect(url_for("growth_exports.show", code=export.code))


@bp.get("/exports/<code>")
@door(Permission.CAMPAIGN_READ)
def show(code: str) -> ResponseReturnValue:
    export = _mine(code)
    page = render_template(
        "growth/export.html",
        export=export,
        title=_named(export),
        is_too_long=export.done >= row_by_row.MOST and export.ending == "zip",
        days=exporting.KEPT.days,
        is_stuck=exporting.is_stuck(export, at=clock.now()),
    )
    return private(Response(page, mimetype="text/html"))


@bp.get("/exports/<code>/state.json")
@door(Permission.CAMPAIGN_READ)
@described("How far the file that was asked for is.", {200: State})
def state(code: str) -> Response:
    """Asked by static/js/watch.js."""
    export = _mine(code)
    how = "ready" if export.finished_at else "failed" if export.failed_at else str(export.done)
    told: State = {"state": how}
    return private(make_response(told))


@bp.get("/exports/<code>/file")
@door(Permission.CAMPAIGN_READ)
def file(code: str) -> ResponseReturnValue:
    export = _mine(code)
    found = current_app.extensions["kept"].exports.open(export.file) if export.file else None
    if found is None:
        abort(404)
    day = clock.village_date(export.asked_at).isoformat()
    name = f"{text.slug(_named(export))}-{text.slug(export.place.name)}-{day}.{export.ending}"
    mime = ZIP if export.ending == "zip" else TYPES[export.kind]
    answer = private(send_file(found, mime, as_attachment=True, download_name=name))
    answer.headers["Content-Length"] = str(export.size)
    return answer


def _wanted() -> tuple[tuple[Indicator, str] | None, FileKind]:
    """Rows may be more than a workbook holds, so they come as CSV."""
    if request.form.get("what") == ExportOf.ROWS:
        by = next((it for it in DEFINITIONS if it == request.form.get("of")), None) or abort(400)
        return (by, str(_(DEFINITIONS[by].name))), FileKind.CSV
    is_csv = request.form.get("kind") == FileKind.CSV
    return None, FileKind.CSV if is_csv else FileKind.XLSX


def _named(export: Export) -> str:
    names = {ExportOf.ROWS: _("Rows"), ExportOf.HOUSEHOLDS: _("Households")}
    return str(names.get(export.what, export.title))


def _heads() -> list[str]:
    return [
        _("Commune"),
        _("Village"),
        _("Household"),
        _("Name"),
        _("Team"),
        _("Shop"),
        *[_(DEFINITIONS[it].name) for it in MILESTONES],
        _("Products"),
    ]


def _mine(code: str) -> Export:
    """Whoever asked, as long as they may still look there."""
    export = exporting.of_person(code, me()) or abort(404)
    return export if growth_views.is_readable(export.place) else abort(404)
