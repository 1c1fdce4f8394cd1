"""Is this QR real? For whoever stands before a poster and wonders, without any sign-in."""

from __future__ import annotations

from flask import Blueprint, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import banks
from storefront.web import checking
from storefront.web.checking import Finding, Verdict
from storefront.web.doors import PUBLIC, door
from storefront.web.posters import reasons
from storefront.web.private import private

bp = Blueprint("check", __name__, url_prefix="/check")

LONGEST_SERIAL = 20


@bp.get("")
@door(PUBLIC)
def show() -> str:
    return render_template("check/show.html", typed="", error="")


@bp.post("")
@door(PUBLIC)
def look() -> ResponseReturnValue:
    """Posted, so that an account number is written into no log."""
    typed = request.form.get("qr", "").strip()
    if not typed:
        page = render_template("check/show.html", typed="", error=_("Fill this in."))
        return make_response(page, 422)
    serial = checking.serial_in(typed)
    if serial:
        return redirect(url_for("check.one", serial=serial))
    return _told(checking.look_at(typed, home=current_app.config["SETTINGS"].public_url))


@bp.get("/<serial>")
@door(PUBLIC)
def one(serial: str) -> ResponseReturnValue:
    """The address on the poster, and what people make of it: any letters, blanks between."""
    known = checking.serial_in(serial) if len(serial) <= LONGEST_SERIAL else None
    return _told(checking.by_serial(known) if known else Finding(Verdict.UNKNOWN), known or "")


def _told(finding: Finding, serial: str = "") -> ResponseReturnValue:
    poster, transfer = finding.poster, finding.transfer
    page = render_template(
        "check/told.html",
        found=finding,
        serial=serial,
        good=finding.verdict is Verdict.GOOD,
        title=_titles(finding)[finding.verdict],
        more=_explained(finding)[finding.verdict],
        why=reasons()[poster.withdrawn_why] if poster and poster.withdrawn_why else "",
        bank=banks.name_of(finding.account.bank_bin) if finding.account else "",
        goes_to=banks.name_of(transfer.bank_bin) if transfer else "",
    )
    return private(make_response(page))


def _titles(finding: Finding) -> dict[Verdict, str]:
    do_not = _("Do not pay by this QR")
    return {
        Verdict.GOOD: _("This QR is ours"),
        Verdict.WITHDRAWN: do_not if finding.is_poster else _("This QR has done its work"),
        Verdict.OLD_ACCOUNT: do_not,
        Verdict.STRANGER: do_not,
        Verdict.MISMATCH: do_not,
        Verdict.BROKEN: do_not,
        Verdict.ELSEWHERE: _("This QR leads away from the market"),
        Verdict.UNKNOWN: _("We do not know this QR"),
    }


def _explained(finding: Finding) -> dict[Verdict, str]:
    withdrawn = _("The household has withdrawn it.")
    if not finding.is_poster:
        withdrawn = _("The order waits for no transfer any more: it is paid, or has ended.")
    return {
        Verdict.GOOD: _("Look at three things before you pay. If one is different, stop."),
        Verdict.WITHDRAWN: withdrawn,
        Verdict.OLD_ACCOUNT: _("A household of the market was paid there once, and no longer is."),
        Verdict.STRANGER: _("No household of the market is paid there."),
        Verdict.MISMATCH: _("It names something of ours, but the money would go to somebody else."),
        Verdict.BROKEN: _(
            "Its parts contradict each other, or some are missing. It may be forged."
        ),
        Verdict.ELSEWHERE: _("Give no name, number or code there."),
        Verdict.UNKNOWN: _(
            "Look at the serial again. If it is right, the market never printed it."
        ),
    }
