"""Lists of what waits, and the open figures, as CSV, Excel and PDF: as their pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock
from storefront.accounts import looks
from storefront.accounts.models import Seen
from storefront.accounts.permissions import Permission
from storefront.campaign import drill
from storefront.campaign import queries as campaign
from storefront.payments import deciding
from storefront.payments.models import PaymentCase
from storefront.reports.public import BY_COMMUNE
from storefront.reports.row_by_row import Row
from storefront.screening import audits, queries, warning
from storefront.web import audits as audit_pages
from storefront.web import case_words, growth_views, looking, screening_words, statistics, tables
from storefront.web import looks as looks_pages
from storefront.web import warnings as warning_pages
from storefront.web.doors import PUBLIC, SIGNED_IN, door
from storefront.web.figures import told_cell
from storefront.web.growth_views import DEFINITIONS
from storefront.web.people import me
from storefront.web.tables import KINDS, Sheet
from storefront.web.today import asked_on

bp = Blueprint("lists", __name__, url_prefix="/lists")

CHUNK = 500


@bp.get(f"/warnings.<{KINDS}:kind>")
@door(SIGNED_IN)
def warnings(kind: str) -> ResponseReturnValue:
    at = clock.now()
    today = clock.village_date(at)
    title, back = _("Early warning"), url_for("warnings.index")
    some = warning.waiting(me(), limit=tables.most(), at=at)
    if tables.is_long(some):
        return tables.later(title, kind, back=back)
    looking.listed(Seen.WARNINGS, [it.household for it in some], is_taken=True)
    officers = campaign.officers_of({it.village.parent_id or 0 for it in some}, on=today)
    heads = [
        _("What"),
        _("Who"),
        _("Village"),
        _("Commune"),
        _("Who answers"),
        _("Since"),
        _("Days"),
    ]
    rows: list[Row] = [
        [
            warning_pages.title_of(it),
            warning_pages.who(it),
            it.village.full_name,
            it.village.parent.full_name if it.village.parent else "",
            warning_pages.owner(it, officers),
            it.since,
            (today - it.since).days,
        ]
        for it in some
    ]
    return _sent(title, heads, rows, 5, back, kind)


@bp.get(f"/screening.<{KINDS}:kind>")
@door(Permission.CAMPAIGN_READ)
def screening(kind: str) -> ResponseReturnValue:
    title, back = _("To look at twice"), url_for("screening.index")
    some = queries.waiting(me(), limit=tables.most(), on=asked_on())
    if tables.is_long(some):
        return tables.later(title, kind, back=back)
    looking.listed(Seen.SUSPECT, [it.household for it in some], is_taken=True)
    heads = [
        _("What"),
        _("Who"),
        _("Village"),
        _("Commune"),
        _("What was seen"),
        _("Since"),
        _("Decide by"),
    ]
    rows: list[Row] = [
        [
            it.title,
            it.home.who,
            it.home.where,
            it.home.commune,
            " ".join(it.said),
            clock.village_date(it.suspect.opened_at),
            clock.village_date(it.suspect.due_at),
        ]
        for it in map(screening_words.row, some)
    ]
    return _sent(title, heads, rows, 5, back, kind)


@bp.get(f"/cases.<{KINDS}:kind>")
@door(SIGNED_IN)
def cases(kind: str) -> ResponseReturnValue:
    title, back = _("Money to look at"), url_for("cases.index")
    some = deciding.waiting_for(me(), on=asked_on(), limit=tables.most())
    if tables.is_long(some):
        return tables.later(title, kind, back=back)
    looking.listed(Seen.MONEY, [it.household for it in some], is_taken=True)
    heads = [
        _("What"),
        _("What more"),
        _("Household"),
        _("Order or bill"),
        _("Since"),
        _("Decide by"),
        _("Amount"),
    ]
    rows: list[Row] = [_case(it) for it in some]
    return _sent(title, heads, rows, 4, back, kind)


@bp.get(f"/audits/<int:number>.<{KINDS}:kind>")
@door(Permission.CAMPAIGN_READ)
def audit(number: int, kind: str) -> ResponseReturnValue:
    sample = audits.to_work_on(number, me(), on=asked_on()) or abort(404)
    homes = [call.household for call in sample.calls]
    keepers = [home.keeper_id for home in homes]
    looking.noted(Seen.AUDIT, f"audit:{number}", sample.place, keepers=keepers, is_taken=True)
    counted = drill.household_sums(homes, until=asked_on())
    answers = audit_pages.answers()
    heads = [
        _("Turn"),
        _("Who"),
        _("Village"),
        _("Commune"),
        _("Phone number"),
        _("Answer"),
        _("What they said"),
        _("Orders"),
        _("Products"),
    ]
    rows: list[Row] = []
    for call in sample.calls:
        home, has = screening_words.known(call.household), counted.get(call.household_id, {})
        said = answers[call.answer] if call.answer else ""
        phone = audit_pages.phone_of(call)
        who: list[str] = [home.who, home.where, home.commune, phone, said, call.note]
        numbers = [has.get(it, 0) for it in audit_pages.COMPARED]
        rows.append([call.turn, *who, *numbers])
    back = url_for("audits.show", number=number)
    return _sent(_("Shops drawn by lot"), heads, rows, 7, back, kind, place=sample.place.full_name)


@bp.get(f"/statistics.<{KINDS}:kind>")
@door(PUBLIC)
def open_figures(kind: str) -> ResponseReturnValue:
    told = statistics.told_now() or abort(404)
    heads = [_("Code"), _("Commune"), *(_(DEFINITIONS[it].name) for it in BY_COMMUNE)]
    rows: list[Row] = [
        [
            row.place.code,
            row.place.full_name,
            *(
                told_cell(cell, DEFINITIONS[it].unit)
                for it, cell in zip(BY_COMMUNE, row.cells, strict=True)
            ),
        ]
        for row in told.rows
    ]
    back, place = url_for("statistics.show"), told.place.full_name
    return _sent(_("Open figures"), heads, rows, 2, back, kind, place=place)


@bp.get(f"/looks.<{KINDS}:kind>")
@door(Permission.LOOKS_READ)
def seen(kind: str) -> ResponseReturnValue:
    """Who looked at rows about households, as long as it is kept."""
    heads = [
        _("When"),
        _("Who looked"),
        _("Office"),
        _("At what"),
        _("Place"),
        _("Household"),
        _("Households"),
        _("Taken as a file"),
        _("For what purpose"),
    ]
    return _sent(_("Who looked at households"), heads, _looks(), 6, url_for("looks.index"), kind)


def _looks() -> Iterator[Row]:
    before = None
    while some := looks.to_watch_over(me(), before=before, limit=CHUNK, on=asked_on()):
        many = looks.how_many_seen(some)
        for it in some:
            yield looks_pages.line(it, many.get(it.id, 0))
        before = some[-1].id


def _case(it: PaymentCase) -> Row:
    told = case_words.told(it)
    code = it.order.code if it.order else it.bill.code if it.bill else ""
    return [
        str(told.title),
        str(told.more),
        growth_views.known_as(it.household) if it.household else "",
        code,
        clock.village_date(it.opened_at),
        clock.village_date(it.due_at),
        it.amount.dong,
    ]


def _sent(
    title: str,
    heads: list[str],
    rows: Iterable[Row],
    words: int,
    back: str,
    kind: str,
    place: str = "",
) -> ResponseReturnValue:
    where = place or ", ".join(it.place.full_name for it in me().held_on(asked_on())) or me().name
    sheet = Sheet(title, where, asked_on(), heads, rows, words=words, back=back)
    return tables.sent(sheet, kind)
