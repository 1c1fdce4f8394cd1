"""Is this report ours, and whole? For everybody: by its code, number or hash, or by the file."""

from __future__ import annotations

from threading import BoundedSemaphore
from typing import Any

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock
from storefront.accounts.permissions import Permission
from storefront.reports import checking, queries
from storefront.reports.checking import Finding
from storefront.reports.verifying import TooMuch, Trust
from storefront.web import report_check_words as check_words
from storefront.web import report_words
from storefront.web.doors import PUBLIC, door
from storefront.web.private import private
from storefront.web.report_files import the_seal

bp = Blueprint("report_check", __name__)

LARGEST = 8 * 1024 * 1024
"""Bytes: ten times the longest report."""
LONGEST = 200
LATELY = 100
_ONE_AT_A_TIME = BoundedSemaphore(1)
"""Reading a stranger's file takes a process and a second: nobody makes us start many."""
WAITS = 10


@bp.get("/check/reports")
@door(PUBLIC)
def show() -> ResponseReturnValue:
    typed = request.args.get("q", "").strip()
    if not typed:
        return _asked("", 200)
    found = checking.by_words(typed[:LONGEST])
    if len(found) == 1:
        return redirect(url_for("report_check.one", code=found[0].code))
    error = "" if found else _("We know no such report. Look at the number again.")
    return _asked(typed[:LONGEST], 200 if found else 404, found=found, typed_error=error)


@bp.get("/check/reports/<code>")
@door(PUBLIC)
def one(code: str) -> ResponseReturnValue:
    """What a paper's QR leads to."""
    report = checking.by_code(code.upper()) if len(code) <= 12 else None
    if report is None:
        abort(404)
    return _told(known=checking.known(report))


@bp.post("/check/reports")
@door(PUBLIC)
def look() -> ResponseReturnValue:
    upload = request.files.get("file")
    body = upload.read(LARGEST + 1) if upload else b""
    if not body:
        return _asked("", 422, file_error=_("Choose the file of the report."))
    if len(body) > LARGEST:
        return _asked("", 413, file_error=_("No report is that large: at most 8 MB."))
    if not _ONE_AT_A_TIME.acquire(timeout=WAITS):
        words = _("Others are having files checked. Try again in a minute.")
        return _asked("", 429, file_error=words)
    try:
        finding = _looked_at(body)
    except TooMuch:
        return _asked("", 422, file_error=_("This is no report we can read."))
    finally:
        _ONE_AT_A_TIME.release()
    return _told(finding=finding, known=finding.known)


@bp.get("/reports/signatures")
@door(Permission.SIGNATURES_READ)
def signatures() -> ResponseReturnValue:
    """For whoever keeps certificates and clocks in order."""
    seal = the_seal()
    page = render_template(
        "reports/signatures.html",
        signatures=queries.signatures(limit=LATELY),
        no_stamps=check_words.no_stamps(),
        stamps_at=seal.stamps_at if seal else "",
        words=report_words,
    )
    return private(make_response(page))


def _looked_at(body: bytes) -> Finding:
    seal, at = the_seal(), clock.now()
    if seal is None:
        return checking.look_at(body, Trust([]), (), at=at)
    return checking.look_at(body, seal.trust, (seal.certificate,), at=at)


def _told(**found: Any) -> ResponseReturnValue:
    finding: Finding | None = found.get("finding")
    page = render_template(
        "reports/checked.html",
        **({"finding": None} | found),
        words=report_words,
        good=finding is not None and finding.word in check_words.GOOD,
        bad=finding is not None and finding.word in check_words.BAD,
        titles=check_words.titles(),
        explained=check_words.explained(),
        no_stamps=check_words.no_stamps(),
        standings=check_words.standings(),
    )
    return private(make_response(page))


def _asked(typed: str, status: int, **more: Any) -> ResponseReturnValue:
    page = render_template(
        "reports/check.html",
        typed=typed,
        words=report_words,
        **({"found": (), "typed_error": "", "file_error": ""} | more),
    )
    return private(make_response(page, status))
