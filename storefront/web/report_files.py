"""Files of frozen reports: made once, signed once, given out as they are ever after."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from flask import Blueprint, Response, abort, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from storefront import clock
from storefront.accounts.permissions import Permission
from storefront.db import deed
from storefront.reports import actions, queries
from storefront.reports.models import FileKind, Report, ReportFile
from storefront.reports.signing import Seal, Signed
from storefront.web import report_papers
from storefront.web.described import File, described
from storefront.web.doors import door
from storefront.web.filters import moment
from storefront.web.people import me
from storefront.web.report_check_words import no_stamps

bp = Blueprint("report_files", __name__, url_prefix="/reports")

SUFFIX = {FileKind.SIGNED: "signed.pdf"}


@bp.get("/<code>/files/<kind>")
@door(Permission.CAMPAIGN_READ)
@described(
    "A frozen report as a file, byte for byte as it was the first time.",
    {200: tuple(File(it) for it in dict.fromkeys(report_papers.TYPES.values()))},
)
def file(code: str, kind: str) -> ResponseReturnValue:
    """Byte for byte what it was the first time."""
    if kind not in set(FileKind):
        abort(404)
    report = _report(code)
    kept = queries.file_of(report, FileKind(kind))
    if kept is None and kind == FileKind.SIGNED:
        abort(404)
    return _sent(report, kept or _kept(report, FileKind(kind)))


@bp.post("/<code>/signature")
@door(Permission.REPORT_SIGN, proved=True)
def sign(code: str) -> ResponseReturnValue:
    """Set, signed and kept. Pressed twice it is signed once."""
    report, seal = _own(code), the_seal()
    if seal is None:
        abort(404)
    if queries.newest(report.place, report.period) != report:
        flash(_("It has been restated already. Look at the newest wording."), "wait")
        return redirect(url_for("reports.show", code=code))
    if queries.file_of(report, FileKind.SIGNED) is None:
        at = clock.now()
        signed = _signed(report, seal, at=at)
        with deed():
            actions.keep_signed(_own(code), signed, seal, by=me(), at=at)
        if signed.no_stamp:
            flash(
                _("Signed without a timestamp: %(why)s.", why=no_stamps()[signed.no_stamp]), "wait"
            )
            return redirect(url_for("reports.show", code=code))
    flash(_("Signed. The signed file stays as it is."))
    return redirect(url_for("reports.show", code=code))


def the_seal() -> Seal | None:
    return cast(Seal | None, current_app.extensions["seal"])


def _signed(report: Report, seal: Seal, *, at: datetime) -> Signed:
    with force_locale(report_papers.LANGUAGE):
        words = _("Signed by %(who)s, %(moment)s", who=seal.holder, moment=moment(at))
    paper = report_papers.to_be_signed(report, str(words))
    place = report.said["place"]["name"]
    return seal.seal(paper, reason=f"{report.serial} · {report.code}", location=place)


def _kept(report: Report, kind: FileKind) -> ReportFile:
    body = report_papers.made(report, kind)
    person = me()
    with deed():
        return actions.keep(report, kind, body, by=person, at=clock.now())


def _sent(report: Report, kept: ReportFile) -> Response:
    answer = Response(kept.body, mimetype=report_papers.TYPES[kept.kind])
    answer.set_etag(kept.digest)
    answer.cache_control.private = True
    answer.cache_control.no_cache = True
    suffix = SUFFIX.get(kept.kind, kept.kind.value)
    name = f"{report.code.lower()}-{report.period}.{suffix}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.make_conditional(request)
    return answer


def _report(code: str) -> Report:
    today = clock.village_date(clock.now())
    return queries.report_to_read(code, me(), on=today) or abort(404)


def _own(code: str) -> Report:
    today = clock.village_date(clock.now())
    return queries.report_to_sign(code, me(), on=today) or abort(404)
