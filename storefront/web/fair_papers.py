"""What is printed for a market day: QR cards and posters of all stalls, paper slips, the report."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock
from storefront.accounts.models import Seen
from storefront.accounts.permissions import Permission
from storefront.closings import actions as closings
from storefront.closings import queries as closed
from storefront.closings.refusals import SomeOpen
from storefront.db import deed
from storefront.fairs import actions, queries
from storefront.fairs.selling import LAST_SLIP
from storefront.posters import press
from storefront.reports.models import ExportOf, FileKind
from storefront.web import fair_cards, fair_report_sheet, long_tables, looking, sheets, tables
from storefront.web.doors import door
from storefront.web.fairs import to_hold
from storefront.web.filters import day
from storefront.web.languages import language
from storefront.web.people import me
from storefront.web.private import private

bp = Blueprint("fair_papers", __name__, url_prefix="/fairs/<code>")

HOLD = Permission.FAIR_HOLD
AT_ONCE = 24
"""So many sheets are set while somebody waits; the worker sets more."""
SLIPS = 48
TEMPLATE = press.TEMPLATE.with_name("slips.typ")


@bp.post("/cards")
@door(HOLD)
def enter(code: str) -> ResponseReturnValue:
    """Every stall that can be paid gets a card in the register; those that have a good one keep
    it."""
    with deed():
        for stall in queries.stalls_of(to_hold(code)):
            if not fair_cards.is_there(stall) and stall.shop and stall.shop.household.account:
                actions.lay(stall, fair_cards.laid(stall))
    return redirect(url_for("fairs.show", code=code, _anchor="papers"))


@bp.get("/cards-<size>.pdf")
@door(HOLD)
def cards(code: str, size: str) -> ResponseReturnValue:
    """All in one file, a stall on each page."""
    fair, wanted = to_hold(code), sheets.SIZES.get(size) or abort(404)
    title = f"{_('QR cards')} {fair.name} {day(fair.opens_at)}"
    stalls = [it for it in queries.stalls_of(fair) if fair_cards.is_there(it)]
    if not stalls:
        flash(_("No stall has a card yet."), "wait")
        return redirect(url_for("fairs.show", code=code))
    writing = long_tables.at_work()
    if writing is None and len(stalls) > AT_ONCE:
        back = url_for("fairs.show", code=code)
        why = looking.reason()
        return long_tables.ask(title, FileKind.PDF, why=why, back=back, what=ExportOf.SHEETS)
    paper = press.batch([fair_cards.sheet(it, wanted) for it in stalls], title=title)
    if writing is not None:
        writing.path.write_bytes(paper)
        writing.tell(len(stalls))
        return Response(status=204)
    return _sent(paper, f"{fair.code}-{size}")


@bp.get("/stalls/<name>/slips.pdf")
@door(HOLD)
def slips(code: str, name: str) -> ResponseReturnValue:
    """Forty-eight numbers from where the last sheet ended, which whoever prints says."""
    stall = queries.stall(to_hold(code), name) or abort(404)
    first = request.args.get("first", "1")
    if not (first.isascii() and first.isdigit() and 1 <= int(first[:4]) <= LAST_SLIP):
        abort(404)
    numbers = range(int(first[:4]), min(int(first[:4]) + SLIPS, LAST_SLIP + 1))
    said = {
        "lang": language(),
        "title": _("Slips of stall %(stall)s", stall=stall.name),
        "stall": f"{_('Stall')} {stall.name} · {stall.kept_by}",
        "name": stall.fair.name,
        "day": day(stall.fair.opens_at),
        "sum": _("Sum"),
        "numbers": [f"{it:03}" for it in numbers],
    }
    return _sent(press.typeset(TEMPLATE, said, {}), f"{stall.fair.code}-{stall.name}")


@bp.post("/reports")
@door(HOLD)
def freeze(code: str) -> ResponseReturnValue:
    try:
        with deed():
            closings.freeze(to_hold(code), by=me(), at=clock.now())
    except SomeOpen:
        flash(_("Every stall closes out first, and both sign."), "wait")
    else:
        flash(_("Frozen. Nothing in it changes any more."))
    return redirect(url_for("fairs.show", code=code, _anchor="reports"))


@bp.get(f"/reports/<int(max=9999):number>.<{tables.KINDS}:kind>")
@door(HOLD)
def report(code: str, number: int, kind: str) -> ResponseReturnValue:
    fair = to_hold(code)
    found = closed.report(fair, number) or abort(404)
    stalls = queries.stalls_of(fair)
    homes = [it.shop.household if it.shop else None for it in stalls]
    looking.listed(Seen.MONEY, homes, is_taken=True)
    return tables.sent(fair_report_sheet.table(found), kind)


def _sent(paper: bytes, name: str) -> ResponseReturnValue:
    answer = make_response(paper)
    answer.mimetype = "application/pdf"
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return private(answer)
