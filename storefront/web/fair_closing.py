"""A stall of a market day is closed out: counted by two, signed for, or counted again."""

from __future__ import annotations

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock
from storefront.accounts.permissions import Permission
from storefront.closings import actions as closings
from storefront.closings import queries as closed
from storefront.closings.models import CloseOut
from storefront.closings.refusals import MovedMeanwhile, NotYours, Signed
from storefront.db import deed
from storefront.web.doors import door
from storefront.web.fair_stalls import page_of, to_keep, told
from storefront.web.forms.draft import Draft
from storefront.web.forms.fairs import CloseForm
from storefront.web.people import me

bp = Blueprint("fair_closing", __name__, url_prefix="/fairs/<code>/stalls/<name>")

HOLD = Permission.FAIR_HOLD


@bp.post("/close-out")
@door(HOLD)
def close(code: str, name: str) -> ResponseReturnValue:
    draft = Draft.read(CloseForm)
    if not draft.ok:
        return page_of(to_keep(code, name), 422, closing=draft)
    form = draft.data
    try:
        with deed():
            stall = to_keep(code, name)
            if not stall.is_given:
                abort(404)
            closings.close(
                stall, counted=form.counted, seen=form.seen, note=form.note,
                by=me(), at=clock.now(),
            )  # fmt: skip
    except MovedMeanwhile:
        return told(code, name, _("Something came in meanwhile. Look at the sums again."), "wait")
    except NotYours:
        return told(code, name, _("Somebody else closes your own stall."), "wait")
    return told(code, name, _("Closed. Now the keeper signs."))


@bp.post("/signature")
@door(HOLD)
def sign(code: str, name: str) -> ResponseReturnValue:
    """The keeper has signed on paper, before the steward."""
    try:
        with deed():
            closings.agree(_close_out(code, name), by=me(), on_paper=True, at=clock.now())
    except NotYours:
        return told(code, name, _("Sign for your own stall on your own page."), "wait")
    return told(code, name, _("Signed on paper: keep the paper."))


@bp.post("/reopening")
@door(HOLD)
def reopen(code: str, name: str) -> ResponseReturnValue:
    try:
        with deed():
            closings.reopen(_close_out(code, name), by=me(), at=clock.now())
    except Signed:
        return told(code, name, _("Both have signed: it stays as it is."), "wait")
    return told(code, name, _("Open again. Count once more together."), "wait")


def _close_out(code: str, name: str) -> CloseOut:
    return closed.of_stall(to_keep(code, name)) or abort(404)
