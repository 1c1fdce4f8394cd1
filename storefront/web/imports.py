"""Figures of other platforms: brought as a file, looked at, taken in whole, and withdrawn."""

from __future__ import annotations

from typing import Any

from flask import (
    Blueprint,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock, text
from storefront.accounts.permissions import Permission
from storefront.db import deed
from storefront.imports import actions, queries, reading
from storefront.imports.actions import File, Looked, NotSaid, Source, ToldAlready
from storefront.imports.models import ImportedSheet, Platform
from storefront.imports.sheet import SheetKind
from storefront.places.models import Place
from storefront.spreadsheets.unreadable import Unreadable
from storefront.web import growth_asked, place_picker
from storefront.web import import_words as words
from storefront.web.doors import door
from storefront.web.filters import day
from storefront.web.forms.draft import Draft
from storefront.web.forms.imports import ImportForm, WithdrawForm
from storefront.web.import_files import asks_why, may_have_file, noted
from storefront.web.people import me
from storefront.web.private import private
from storefront.web.today import asked_on

bp = Blueprint("imports", __name__, url_prefix="/imports")

PAGE = 100
SHOWN_WRONG = 100


@bp.get("")
@door(Permission.CAMPAIGN_READ)
def index() -> ResponseReturnValue:
    places = me().places_where(Permission.CAMPAIGN_READ, on=asked_on())
    number = growth_asked.page()
    some = queries.sheets_of(places, skip=PAGE * (number - 1), limit=PAGE + 1)
    return _page(
        "imports/index.html",
        200,
        sheets=some[:PAGE],
        undecided=queries.undecided(me()),
        page=number,
        has_more=len(some) > PAGE,
        may_import=bool(_places()),
    )


@bp.get("/new")
@door(Permission.FIGURES_IMPORT)
def new() -> ResponseReturnValue:
    return _desk(Draft(ImportForm, {"kind": SheetKind.COMMUNES.value}), None, 200)


@bp.post("/new")
@door(Permission.FIGURES_IMPORT)
def bring() -> ResponseReturnValue:
    draft = Draft.read(ImportForm)
    file, place = _file(draft), _place(draft)
    if not draft.ok or place is None:
        return _desk(draft, None, 422)
    known = queries.same_file(file.digest)
    if known is not None:
        return _known(draft, known)
    source = _source(draft.data)
    looked = _looked(draft, file, source, place)
    if looked is None or looked.sheet.faults:
        return _desk(draft, looked, 422)
    with deed():
        place = _place(draft) or abort(404)
        brought = actions.bring(looked, source, file, inside=place, by=me(), at=clock.now())
    if unread := looked.sheet.passed_over:
        flash(_("Columns that were not read: %(names)s.", names=", ".join(unread[:10])), "wait")
    return redirect(url_for("imports.show", code=brought.code))


@bp.get("/<code>")
@door(Permission.CAMPAIGN_READ)
def show(code: str) -> ResponseReturnValue:
    sheet = _sheet(code)
    if stop := asks_why(sheet):
        return stop
    if sheet.taken_in_at is None:
        return _preview(sheet, Draft(WithdrawForm), 200)
    return _taken_in(sheet, Draft(WithdrawForm), 200)


@bp.post("/<code>/rows")
@door(Permission.FIGURES_IMPORT)
def take_in(code: str) -> ResponseReturnValue:
    """All of them, or none."""
    chosen = {name[6:]: it for name, it in request.form.items() if name.startswith("place-")}
    try:
        with deed():
            actions.take_in(_to_decide(code), chosen=chosen, by=me(), at=clock.now())
    except NotSaid as refusal:
        draft = Draft(WithdrawForm)
        draft.refuse("form", _("Say which commune “%(name)s” is.", name=str(refusal)))
        return _preview(_sheet(code), draft, 422)
    except ToldAlready:
        said = _("This source has told of a commune for this day meanwhile. Nothing was taken in.")
        flash(said, "wait")
        return redirect(url_for("imports.show", code=code))
    flash(_("Taken in. It stands beside our own figures, and is not added."))
    return redirect(url_for("imports.show", code=code))


@bp.post("/<code>/removal")
@door(Permission.FIGURES_IMPORT)
def throw_away(code: str) -> ResponseReturnValue:
    with deed():
        actions.throw_away(_to_decide(code))
    flash(_("The file is thrown away. Nothing was written."))
    return redirect(url_for("imports.index"))


@bp.post("/<code>/withdrawal")
@door(Permission.FIGURES_IMPORT)
def withdraw(code: str) -> ResponseReturnValue:
    draft = Draft.read(WithdrawForm)
    if not draft.ok:
        sheet = _sheet(code)
        return _taken_in(sheet, draft, 422) if sheet.taken_in_at else _preview(sheet, draft, 422)
    with deed():
        actions.withdraw(_to_decide(code), why=draft.data.why, by=me(), at=clock.now())
    flash(_("Withdrawn. Its figures are shown nowhere; the sheet stays in the history."))
    return redirect(url_for("imports.show", code=code))


def _places() -> list[Place]:
    """For which this person may import."""
    return me().places_where(Permission.FIGURES_IMPORT, on=asked_on())


def _sheet(code: str) -> ImportedSheet:
    return queries.sheet_to_read(code, me(), on=asked_on()) or abort(404)


def _to_decide(code: str) -> ImportedSheet:
    return queries.sheet_to_decide(code, me(), on=asked_on()) or abort(404)


def _file(draft: Draft[ImportForm]) -> File:
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        draft.refuse("file", _("Choose a file."))
        return File("", b"")
    name = upload.filename.encode("utf-8", "ignore").decode()
    return File(text.tidy(name)[-120:] or "?", upload.read())


def _place(draft: Draft[ImportForm]) -> Place | None:
    """The only one, or the one chosen."""
    mine = _places()
    chosen = [it for it in mine if it.code == draft.typed.get("place")]
    if len(mine) > 1 and not chosen:
        draft.refuse("place", _("Choose one from the list."))
        return None
    return (chosen or mine)[0]


def _source(form: ImportForm) -> Source:
    return Source(form.platform, form.named, form.since, form.until)


def _looked(draft: Draft[ImportForm], file: File, source: Source, place: Place) -> Looked | None:
    if source.platform is Platform.OTHER and not source.named:
        draft.refuse("named", _("Say which platform."))
        return None
    try:
        sheet = reading.read(file.body, draft.data.kind)
    except Unreadable as refusal:
        draft.refuse("file", words.refused(refusal.reason))
        return None
    return actions.look(sheet, source, inside=place, on=asked_on())


def _known(draft: Draft[ImportForm], known: ImportedSheet) -> ResponseReturnValue:
    said = _(
        "This very file was taken in on %(day)s. Nothing is written twice.",
        day=day(known.taken_in_at or known.brought_at),
    )
    if queries.sheet_to_read(known.code, me(), on=asked_on()):
        flash(said, "wait")
        return redirect(url_for("imports.show", code=known.code))
    draft.refuse("file", said)
    return _desk(draft, None, 422)


def _desk(draft: Draft[ImportForm], looked: Looked | None, status: int) -> ResponseReturnValue:
    wrong = words.wrong_rows(looked.sheet) if looked else []
    return _page(
        "imports/new.html",
        status,
        draft=draft,
        sheet=looked.sheet if looked else None,
        wrong=wrong[:SHOWN_WRONG],
        more_wrong=max(0, len(wrong) - SHOWN_WRONG),
        kinds=[(it.value, words.kind(it)) for it in SheetKind],
        platforms=[(it.value, words.platform(it)) for it in Platform],
        places=[(it.code, it.full_name) for it in _places()],
    )


def _preview(sheet: ImportedSheet, draft: Draft[WithdrawForm], status: int) -> ResponseReturnValue:
    asked = queries.asked(sheet, on=asked_on())
    return _of_sheet("imports/preview.html", sheet, draft, status, asked=asked)


def _taken_in(sheet: ImportedSheet, draft: Draft[WithdrawForm], status: int) -> ResponseReturnValue:
    may_decide = me().may(Permission.FIGURES_IMPORT, at=sheet.place, on=asked_on())
    return _of_sheet("imports/show.html", sheet, draft, status, may_decide=may_decide)


def _of_sheet(
    name: str, sheet: ImportedSheet, draft: Draft[WithdrawForm], status: int, **more: Any
) -> ResponseReturnValue:
    number = growth_asked.page()
    some = queries.rows_of(sheet, skip=PAGE * (number - 1), limit=PAGE + 1)
    page = _page(
        name,
        status,
        sheet=sheet,
        draft=draft,
        sums=queries.sums_of(sheet),
        rows=some[:PAGE],
        page=number,
        has_more=len(some) > PAGE,
        has_file=may_have_file(sheet),
        label=place_picker.label,
        where=place_picker.where,
        **more,
    )
    noted(sheet, some[:PAGE])
    return page


def _page(template: str, status: int, **values: Any) -> ResponseReturnValue:
    return private(make_response(render_template(template, words=words, **values), status))
