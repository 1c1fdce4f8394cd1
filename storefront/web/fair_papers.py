"""What is printed for a market day: QR cards and posters of all stalls, paper slips, the report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from flask import Blueprint, Response, abort, flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock
from storefront.accounts.models import Seen
from storefront.accounts.permissions import Permission
from storefront.closings import actions as closings
from storefront.closings import queries as closed
from storefront.closings.models import FairReport
from storefront.closings.refusals import SomeOpen
from storefront.db import deed
from storefront.fairs import actions, queries
from storefront.fairs.models import Stall
from storefront.fairs.selling import LAST_SLIP
from storefront.posters import actions as posters
from storefront.posters import press
from storefront.posters.models import Leads, Poster
from storefront.posters.press import Sheet, Size
from storefront.reports.models import ExportOf, FileKind
from storefront.reports.row_by_row import Row
from storefront.web import long_tables, looking, sheets, tables
from storefront.web.doors import door
from storefront.web.fairs import to_hold
from storefront.web.filters import day
from storefront.web.languages import language
from storefront.web.people import me
from storefront.web.posters import carries
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
            if not _has_card(stall) and stall.shop and stall.shop.household.account:
                actions.lay(stall, _card(stall))
    return redirect(url_for("fairs.show", code=code, _anchor="papers"))


@bp.get("/cards-<size>.pdf")
@door(HOLD)
def cards(code: str, size: str) -> ResponseReturnValue:
    """All in one file, a stall on each page."""
    fair, wanted = to_hold(code), sheets.SIZES.get(size) or abort(404)
    title = f"{_('QR cards')} {fair.name} {day(fair.opens_at)}"
    stalls = [it for it in queries.stalls_of(fair) if _has_card(it)]
    if not stalls:
        flash(_("No stall has a card yet."), "wait")
        return redirect(url_for("fairs.show", code=code))
    writing = long_tables.at_work()
    if writing is None and len(stalls) > AT_ONCE:
        back = url_for("fairs.show", code=code)
        why = looking.reason()
        return long_tables.ask(title, FileKind.PDF, why=why, back=back, what=ExportOf.SHEETS)
    paper = press.batch([_sheet(it, wanted) for it in stalls], title=title)
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
    return tables.sent(_table(found), kind)


def _table(found: FairReport) -> tables.Sheet:
    said = found.content
    rows = [_row(it) for it in said["rows"]]
    facts = [
        (_("Where"), f"{said['spot']}, {said['place']}"),
        (_("Report"), f"{found.number} · {day(found.frozen_at)} · {found.frozen_by.name}"),
        ("SHA-256", found.digest),
    ]
    return tables.Sheet(
        title=_("Market day: %(name)s", name=said["name"]),
        place=said["place"],
        until=date.fromisoformat(said["day"]),
        heads=_heads(),
        rows=rows,
        foot=_foot(rows),
        words=2,
        facts=facts,
        name=_("Market day"),
    )


def _heads() -> list[str]:
    return [
        _("Stall"),
        _("Kept by"),
        _("Sales"),
        _("Cash entered"),
        _("Transfers, as the keeper says"),
        _("Transfers, as the bank says"),
        _("Of it by e-wallet or mobile money"),
        _("Together"),
        _("Cash counted"),
        _("Difference"),
        _("Came after closing"),
        _("Fee"),
        _("Fee paid"),
        _("Outside the books"),
    ]


def _row(it: dict[str, object]) -> Row:
    names = ("stall", "keeper", "sales", "cash", "told", "received", "wallet", "sum")
    counted = it["counted"]
    known = counted if it["in_books"] else None
    rest = (it["difference"], it["later"], it["fee"], it["fee_paid"])
    said = (*(it.get(name) for name in names), known, *rest, None if it["in_books"] else counted)
    return [one if isinstance(one, str | int) else None for one in said]


def _foot(rows: Sequence[Row]) -> Row:
    columns = list(zip(*rows, strict=True))[2:]
    sums = [sum(it for it in column if isinstance(it, int)) for column in columns]
    return [_("Together"), "", *sums] if rows else []


def _has_card(stall: Stall) -> bool:
    """Good still, and of the account the household is paid at."""
    card, shop = stall.poster, stall.shop
    if card is None or shop is None or not card.is_good:
        return False
    return card.account is not None and card.account is shop.household.account


def _card(stall: Stall) -> Poster:
    shop = stall.shop
    assert shop is not None  # noqa: S101  see enter
    leads, at = Leads.TO_ACCOUNT, clock.now()
    card = queries.card_before(stall)
    if card is None or card.account is not shop.household.account:
        card = posters.enter(shop, leads, carries=carries(shop, leads), by=me(), at=at)
    if card.spot != _spot(stall):  # the same card may lie on another table today
        posters.place(card, where=_spot(stall), by=me(), at=at)
    return card


def _spot(stall: Stall) -> str:
    return f"{stall.fair.name}, {_('Stall').lower()} {stall.name}"[:80]


def _sheet(stall: Stall, size: Size) -> Sheet:
    shop, card = stall.shop, stall.poster
    assert shop is not None and card is not None and card.account is not None  # noqa: S101, PT018
    sheet = sheets.to_account(shop, card.account, card.content, serial=card.serial, size=size)
    place = f"{_('Stall')} {stall.name} · {stall.fair.name}"
    return replace(sheet, place=place)


def _sent(paper: bytes, name: str) -> ResponseReturnValue:
    answer = make_response(paper)
    answer.mimetype = "application/pdf"
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return private(answer)
