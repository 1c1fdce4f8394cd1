"""Households of a whole place as an Excel file: asked for, watched, fetched."""

from __future__ import annotations

from pathlib import Path

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    make_response,
    redirect,
    render_template,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock, files, text
from storefront.accounts.models import Seen
from storefront.accounts.permissions import Permission
from storefront.db import deed
from storefront.reports import exporting
from storefront.reports.households import MILESTONES, Wording
from storefront.reports.models import Export, FileKind
from storefront.web import growth_asked as asking
from storefront.web import growth_views, looking
from storefront.web.doors import door
from storefront.web.growth_views import DEFINITIONS
from storefront.web.people import me
from storefront.web.private import private
from storefront.web.report_papers import TYPES

bp = Blueprint("growth_exports", __name__, url_prefix="/growth")


@bp.post("/<code>/exports")
@door(Permission.CAMPAIGN_READ)
def ask(code: str) -> ResponseReturnValue:
    place = asking.asked(code).place
    wording = Wording(
        title=str(_("Households")), heads=_heads(), named=growth_views.is_named(place.path)
    )
    if stop := looking.asks_why(place):
        return stop
    with deed():
        place = asking.asked(code).place
        export = exporting.ask(place, wording, by=me(), at=clock.now())
        looking.note(Seen.EVERYBODY, f"households:{code}", place, keepers=None, is_taken=True)
    return redirect(url_for("growth_exports.show", code=export.code))


@bp.get("/exports/<code>")
@door(Permission.CAMPAIGN_READ)
def show(code: str) -> ResponseReturnValue:
    export = _mine(code)
    page = render_template(
        "growth/export.html",
        export=export,
        days=exporting.KEPT.days,
        is_stuck=exporting.is_stuck(export, at=clock.now()),
    )
    return private(Response(page, mimetype="text/html"))


@bp.get("/exports/<code>/state.json")
@door(Permission.CAMPAIGN_READ)
def state(code: str) -> Response:
    """Asked by static/js/watch.js."""
    export = _mine(code)
    told = "ready" if export.finished_at else "failed" if export.failed_at else str(export.done)
    return private(make_response({"state": told}))


@bp.get("/exports/<code>/file")
@door(Permission.CAMPAIGN_READ)
def file(code: str) -> ResponseReturnValue:
    export = _mine(code)
    path = files.where(folder(), export.file) if export.file else None
    if path is None or not path.exists():
        abort(404)
    day = clock.village_date(export.asked_at).isoformat()
    name = f"{text.slug(_('Households'))}-{text.slug(export.place.name)}-{day}.xlsx"
    return private(send_file(path, TYPES[FileKind.XLSX], as_attachment=True, download_name=name))


def folder() -> Path:
    """Beside the database, and never among the pictures everybody may see."""
    kept: Path = current_app.config["SETTINGS"].instance_dir
    return kept / "exports"


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
