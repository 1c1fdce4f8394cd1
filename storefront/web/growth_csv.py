"""The same figures as files: UTF-8 marked for spreadsheets, plain digits, sent while read."""

from collections.abc import Iterable, Iterator, Sequence
from csv import writer
from datetime import date
from io import StringIO
from typing import Any

from flask import Blueprint, Response, abort, stream_with_context
from flask_babel import gettext as _

from storefront import clock, text
from storefront.accounts import actions as accounts
from storefront.accounts.permissions import Permission
from storefront.campaign import drill, queries, sums
from storefront.campaign.indicators import COUNTED
from storefront.campaign.ranking import ranked
from storefront.campaign.rollup import Rows
from storefront.db import deed, reading_bit_by_bit
from storefront.facts.models import Fact
from storefront.places.models import Place
from storefront.web import growth_asked as asking
from storefront.web import growth_views
from storefront.web.doors import door
from storefront.web.people import me
from storefront.web.spreadsheet import harmless

bp = Blueprint("growth_csv", __name__, url_prefix="/growth")

Row = Sequence[Any]
CHUNK = 500


@bp.get("/<code>/communes.csv")
@door(Permission.CAMPAIGN_READ)
def communes(code: str) -> Response:
    scope = asking.scope(code)
    by = asking.indicator()
    lines = ranked(queries.lines(scope, by), by)
    head = [_("Code"), _("Commune"), _("Who answers"), _("Until"), *_names(), _("Cannot sell yet")]
    rows = (
        [
            line.place.code,
            line.place.full_name,
            ", ".join(line.officers),
            scope.until,
            *[line.total(it) for it in COUNTED],
            line.waiting,
        ]
        if line.has_data
        else [line.place.code, line.place.full_name, ", ".join(line.officers), scope.until]
        for line in lines
    )
    return _file(_("communes"), scope.place, scope.until, head, rows)


@bp.get("/<code>/months.csv")
@door(Permission.CAMPAIGN_READ)
def months(code: str) -> Response:
    scope = asking.scope(code)
    counted = sums.by_month(scope)
    known = sorted({month for months in counted.values() for month in months})
    head = [_("Month"), _("Place"), *_names()]
    rows = (
        [
            f"{month:%Y-%m}",
            scope.place.full_name,
            *[counted.get(it, {}).get(month, 0) for it in COUNTED],
        ]
        for month in known
    )
    return _file(_("months"), scope.place, scope.until, head, rows)


@bp.get("/<code>/teams.csv")
@door(Permission.CAMPAIGN_READ)
def teams(code: str) -> Response:
    scope = asking.scope(code)
    head = [
        _("Team"),
        _("Village"),
        _("Commune"),
        _("Who answers"),
        _("Cannot sell yet"),
        *[_(COUNTED[it].name) for it in drill.BY_TEAM],
    ]
    rows = (
        [
            row.name,
            row.village,
            row.commune,
            row.head or "",
            row.waiting,
            *[getattr(row, it.value) for it in drill.BY_TEAM],
        ]
        for row in _read(drill.teams(scope))
    )
    return _file(_("teams"), scope.place, scope.today, head, rows)


@bp.get("/teams/<int:team_id>/households.csv")
@door(Permission.CAMPAIGN_READ)
def team(team_id: int) -> Response:
    today = clock.village_date(clock.now())
    it = drill.team_to_read(growth_views.small(team_id), me(), on=today) or abort(404)
    place, wanted = it.place, drill.of_team(it)
    _trace(f"team:{team_id}")
    head = [_("Household"), _("Name"), _("Lives in"), *_names()]
    return _file(_("households"), place, today, head, _households(wanted, today))


@bp.get("/households/<code>/rows.csv")
@door(Permission.CAMPAIGN_READ)
def household(code: str) -> Response:
    it = asking.household(code)
    today = clock.village_date(clock.now())
    place, wanted = it.village, drill.facts_of(it, until=today)
    _trace(f"household:{code}", keeper_id=it.keeper_id)
    return _file(_("rows"), place, today, _fact_head(), _facts(wanted))


@bp.get("/<code>/rows.csv")
@door(Permission.CAMPAIGN_READ)
def rows(code: str) -> Response:
    scope, by = asking.scope(code), asking.indicator()
    _trace(f"rows:{code}:{by}"[:60])
    wanted = drill.facts_behind(scope, by).order_by(None).order_by(Fact.id)
    return _file(_("rows"), scope.place, scope.until, _fact_head(), _facts(wanted))


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


def _fact_head() -> list[str]:
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
    with reading_bit_by_bit() as line:
        yield from line.execute(wanted.execution_options(yield_per=CHUNK))


def _names() -> list[str]:
    return [_(it.name) for it in COUNTED.values()]


def _file(what: str, place: Place, day: date, head: Row, rows: Iterable[Row]) -> Response:
    """A download whose name says what it holds, of which place, until which day."""
    name = f"{text.slug(what)}-{text.slug(place.name)}-{day.isoformat()}.csv"
    answer = Response(stream_with_context(_lines(head, rows)), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _lines(head: Row, rows: Iterable[Row]) -> Iterator[str]:
    yield "\ufeff" + _line(head)
    for row in rows:
        yield _line(row)


def _line(row: Row) -> str:
    sheet = StringIO()
    writer(sheet).writerow([harmless(cell) for cell in row])
    return sheet.getvalue()


def _trace(subject: str, *, keeper_id: int | None = None) -> None:
    person = me()
    with deed():
        accounts.trace("growth.export", subject, actor=person, for_id=keeper_id, at=clock.now())
