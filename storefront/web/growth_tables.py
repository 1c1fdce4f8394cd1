"""Tables of the growth pages as CSV, Excel and PDF. CSV is sent while it is read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock
from storefront.accounts.models import Seen
from storefront.accounts.permissions import Permission
from storefront.campaign import behind, drill, queries, sums, telling
from storefront.campaign.indicators import COUNTED, Unit
from storefront.campaign.ranking import ranked
from storefront.campaign.rollup import Rows
from storefront.campaign.telling import Told
from storefront.db import reading_bit_by_bit, session
from storefront.facts.models import Fact, Indicator
from storefront.reports.papers import Cell
from storefront.reports.row_by_row import Row
from storefront.web import growth_asked as asking
from storefront.web import growth_views, looking, tables
from storefront.web.doors import door
from storefront.web.figures import told_cell
from storefront.web.growth_elsewhere import Columns
from storefront.web.growth_sheets import rank_heads, rank_of
from storefront.web.people import me
from storefront.web.tables import KINDS, Sheet

bp = Blueprint("growth_tables", __name__, url_prefix="/growth")

CHUNK = 500


@bp.get("/<code>/communes.csv")
@door(Permission.CAMPAIGN_READ)
def communes(code: str) -> ResponseReturnValue:
    """Excel and paper of this one have charts and a table of their own: growth_sheets."""
    scope = asking.scope(code)
    by = asking.indicator()
    lines = ranked(queries.lines(scope, by), by)
    told, nothing = Columns(scope), [""] * (len(COUNTED) + 1)
    cells = telling.lines(scope, lines, knows=growth_views.who_knows())
    heads = [_("Code"), _("Commune"), _("Who answers"), _("Until"), *_names(), _("Cannot sell yet")]
    heads += [*told.heads, *rank_heads()]
    rows: Iterator[Row] = (
        [
            line.place.code,
            line.place.full_name,
            ", ".join(line.officers),
            scope.until,
            *(_numbers(cells[line.place.id]) if line.has_data else nothing),
            *told.of(line.place),
            *rank_of(line),
        ]
        for line in growth_views.in_order(lines, cells, by)
    )
    return tables.sent(Sheet(_("communes"), scope.place.full_name, scope.until, heads, rows), "csv")


@bp.get(f"/<code>/months.<{KINDS}:kind>")
@door(Permission.CAMPAIGN_READ)
def months(code: str, kind: str) -> ResponseReturnValue:
    scope = asking.scope(code)
    counted = sums.by_month(scope)
    untold = telling.untold_of(scope, COUNTED, knows=growth_views.who_knows())
    known = sorted({month for months in counted.values() for month in months})
    rows: list[Row] = [
        [
            f"{month:%Y-%m}",
            scope.place.full_name,
            *["…" if it in untold else counted.get(it, {}).get(month, 0) for it in COUNTED],
        ]
        for month in known
    ]
    heads = [_("Month"), _("Place"), *_names()]
    sheet = Sheet(_("Months"), scope.place.full_name, scope.until, heads, rows, words=2)
    return tables.sent(sheet, kind)


@bp.get(f"/<code>/teams.<{KINDS}:kind>")
@door(Permission.CAMPAIGN_READ)
def teams(code: str, kind: str) -> ResponseReturnValue:
    scope = asking.scope(code)
    heads = [
        _("Team"),
        _("Village"),
        _("Commune"),
        _("Who answers"),
        _("Cannot sell yet"),
        *[_(COUNTED[it].name) for it in drill.BY_TEAM],
    ]
    some = session.execute(drill.teams(scope)).all()
    cells = telling.teams(scope, some, knows=growth_views.who_knows())
    rows: list[Row] = [
        [
            row.name,
            row.village,
            row.commune,
            row.head or "",
            told_cell(cells[row.team_id].waiting, Unit.SHOPS),
            *_cells(cells[row.team_id], drill.BY_TEAM),
        ]
        for row in some
    ]
    back = growth_views.address("growth.teams", scope)
    place = scope.place.full_name
    sheet = Sheet(_("Teams"), place, scope.today, heads, rows, words=4, back=back)
    return tables.sent(sheet, kind)


@bp.get(f"/teams/<int:team_id>/households.<{KINDS}:kind>")
@door(Permission.CAMPAIGN_READ)
def team(team_id: int, kind: str) -> ResponseReturnValue:
    today = clock.village_date(clock.now())
    it = drill.team_to_read(team_id, me(), on=today) or abort(404)
    if stop := looking.asks_why(it.place):
        return stop
    wanted = drill.of_team(it)
    keepers = drill.keepers(wanted)
    looking.noted(Seen.TEAM, f"team:{team_id}", it.place, keepers=keepers, is_taken=True)
    back = url_for("growth.team", team_id=team_id)
    return tables.sent(_of_households(it.name, wanted, today, back), kind)


@bp.get(f"/<code>/households.<{KINDS}:kind>")
@door(Permission.CAMPAIGN_READ)
def without_team(code: str, kind: str) -> ResponseReturnValue:
    scope = asking.commune(code)
    if stop := looking.asks_why(scope.place):
        return stop
    wanted, subject = drill.without_team(scope.place), f"households:{code}"
    keepers = drill.keepers(wanted)
    looking.noted(Seen.WITHOUT_TEAM, subject, scope.place, keepers=keepers, is_taken=True)
    back = growth_views.address("growth.without_team", scope)
    return tables.sent(_of_households(scope.place.full_name, wanted, scope.today, back), kind)


@bp.get(f"/households/<code>/rows.<{KINDS}:kind>")
@door(Permission.CAMPAIGN_READ)
def household(code: str, kind: str) -> ResponseReturnValue:
    it = asking.household(code)
    today = clock.village_date(clock.now())
    if stop := looking.asks_why(it.village):
        return stop
    subject = f"household:{code}"
    looking.noted(Seen.HOUSEHOLD, subject, it.village, keepers=[it.keeper_id], is_taken=True)
    back = url_for("growth.household", code=code)
    wanted = behind.facts_of(it, until=today)
    return tables.sent(_of_facts(it.village.full_name, wanted, today, back), kind)


@bp.get(f"/<code>/rows.<{KINDS}:kind>")
@door(Permission.CAMPAIGN_READ)
def rows(code: str, kind: str) -> ResponseReturnValue:
    scope, by = asking.scope(code), asking.indicator()
    if stop := looking.asks_why(scope.place):
        return stop
    looking.noted(Seen.ROWS, f"rows:{code}:{by}", scope.place, keepers=None, is_taken=True)
    wanted = behind.facts_behind(scope, by).order_by(None).order_by(Fact.id)
    back = growth_views.address("growth.show", scope)
    return tables.sent(_of_facts(scope.place.full_name, wanted, scope.until, back), kind)


def _of_households(place: str, wanted: Any, today: date, back: str) -> Sheet:
    heads = [_("Household"), _("Name"), _("Lives in"), *_names()]
    return Sheet(
        _("Households"), place, today, heads, _households(wanted, today), words=3, back=back
    )


def _of_facts(place: str, wanted: Rows, until: date, back: str) -> Sheet:
    return Sheet(_("Rows"), place, until, fact_heads(), _facts(wanted), words=7, back=back)


def _households(wanted: Any, today: date) -> Iterator[Row]:
    skip = 0
    while some := drill.households(wanted, skip=skip, limit=CHUNK):
        here = [it for it in some if growth_views.is_readable(it.village)]
        counted = drill.household_sums(here, until=today)
        for it in here:
            has = counted.get(it.id, {})
            numbers = [has.get(each, 0) for each in COUNTED]
            yield [it.code, growth_views.known_as(it), it.village.name, *numbers]
        skip += CHUNK


def fact_heads() -> list[str]:
    return [
        _("Day"),
        _("Indicator"),
        _("Household"),
        _("Name"),
        _("Village"),
        _("Team"),
        _("Behind it"),
        _("Amount"),
    ]


def _facts(wanted: Rows) -> Iterator[Row]:
    names = {it: _(told.name) for it, told in COUNTED.items()}
    for row in _read(wanted):
        yield [
            row.day,
            names[row.indicator],
            row.household or "",
            growth_views.keeper_of(row),
            row.village or "",
            row.team or "",
            row.cause or "",
            row.amount,
        ]


def _read(wanted: Rows) -> Iterator[Any]:
    """Rows as they come, never all at once. A download that breaks off closes its cursor."""
    by_chunks = wanted.execution_options(yield_per=CHUNK)
    with reading_bit_by_bit() as line, line.execute(by_chunks) as found:
        yield from found


def _numbers(told: Told) -> list[Cell]:
    return [*_cells(told, tuple(COUNTED)), told_cell(told.waiting, Unit.SHOPS)]


def _cells(told: Told, wanted: Sequence[Indicator]) -> list[Cell]:
    return [told_cell(told.of(it), COUNTED[it].unit) for it in wanted]


def _names() -> list[str]:
    return [_(it.name) for it in COUNTED.values()]
