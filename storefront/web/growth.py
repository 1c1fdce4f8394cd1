"""Growth for those who answer for it: from the province down to the rows behind a number.

Every look at rows about households is written down before it is answered.
"""

from datetime import datetime
from functools import partial
from typing import Any

from flask import Blueprint, Response, abort, render_template
from flask.typing import ResponseReturnValue

from storefront import clock
from storefront.accounts.models import Seen
from storefront.accounts.permissions import Permission
from storefront.campaign import behind, drill, indicators, queries, sums, telling
from storefront.campaign.ranking import ranked
from storefront.campaign.scope import Scope
from storefront.facts.models import Indicator
from storefront.imports import queries as imports
from storefront.places.models import Level
from storefront.screening import tasks
from storefront.shops.models import Household
from storefront.web import behind_figures, deeds, growth_report, growth_trails, looking, page_cache
from storefront.web import growth_asked as asking
from storefront.web import growth_views as shown
from storefront.web.display import my_home
from storefront.web.doors import door
from storefront.web.growth_kept import beside, kept
from storefront.web.people import me
from storefront.web.today import asked_on

bp = Blueprint("growth", __name__, url_prefix="/growth")

for name, filter_ in shown.FILTERS.items():
    bp.add_app_template_filter(filter_, name)
bp.add_app_template_global(shown.each, "each")

PAGE = 50
OF_TEAMS = (*telling.HIDES, Indicator.ORDER_PLACED, Indicator.REVENUE)
"""What the page of teams tells of each."""
OF_HOUSEHOLDS = (
    Indicator.PRODUCT_LISTED,
    Indicator.ORDER_PLACED,
    Indicator.REVENUE,
    Indicator.ACCOUNT_RECEIVED,
    Indicator.FIRST_ORDER,
    Indicator.SHOP_READY,
    Indicator.SHOP_OPENED,
)
"""What a list of households tells of each."""


@bp.get("")
@bp.get("/<code>")
@door(Permission.CAMPAIGN_READ)
def show(code: str | None = None) -> Response:
    """Kept until something is counted, for each person by what they hold at the moment."""
    asked, by = asking.asked(code), asking.indicator()
    pulse, beat = queries.pulse_beside(imports.BEAT)
    bases = asking.bases()
    key = (*beside(asked), by, beat, bases)
    view = partial(_report, asked, by, bases, pulse.newest)
    return page_cache.kept_for("growth", *key, pulse=pulse, view=view)


def _report(
    asked: asking.Asked, by: Indicator, bases: frozenset[int], counted_at: datetime | None
) -> str:
    scope = asking.scope_of(asked)
    report = growth_report.report(scope, by=by, bases=bases, counted_at=counted_at)
    may_reform = asked.place.level is Level.PROVINCE and me().may(
        Permission.REFORMS_ENTER, at=asked.place, on=asked.today
    )
    holds_fairs = bool(me().places_where(Permission.FAIR_HOLD, on=asked.today))
    keeps_counters = bool(me().places_where(Permission.COUNTER_KEEP, on=asked.today))
    return render_template(
        "growth/show.html",
        may_reform=may_reform,
        holds_fairs=holds_fairs,
        keeps_counters=keeps_counters,
        **report,
    )


@bp.get("/<code>/communes")
@door(Permission.CAMPAIGN_READ)
def communes(code: str) -> Response:
    asked, by = asking.asked(code), asking.indicator()
    return kept("communes", asked, view=partial(_communes, by), has_tasks=True)


def _communes(by: Indicator, scope: Scope) -> str:
    lines = ranked(queries.lines(scope, by), by)
    knows = shown.who_knows()
    only = tuple(dict.fromkeys((*telling.HIDES, by)))
    cells = telling.lines(scope, lines, knows=knows, only=only)
    return render_template(
        "growth/communes.html",
        **shown.frame(scope, by=by),
        lines=shown.in_order(lines, cells, by),
        cells=cells,
        together=telling.whole(scope, lines, cells, knows=knows),
        tasks=tasks.of_communes([line.place.id for line in lines], at=clock.now()),
        untold=_untold(scope, by, knows=knows),
        months=sums.by_commune_and_month(scope, by),
        spark=growth_report.spark,
    )


def _untold(scope: Scope, by: Indicator, *, knows: telling.Knows) -> set[int]:
    if scope.place.level is not Level.COMMUNE:
        return telling.untold(scope, by, knows=knows)
    return {scope.place.id} if telling.untold_of(scope, (by,), knows=knows) else set()


@bp.get("/<code>/teams")
@door(Permission.CAMPAIGN_READ)
def teams(code: str) -> Response:
    return kept("teams", asking.asked(code), view=_teams, has_tasks=True)


def _teams(scope: Scope) -> str:
    skip = PAGE * (asking.page() - 1)
    some = drill.some_teams(scope, skip=skip, limit=PAGE + 1, only=OF_TEAMS)
    cells = telling.teams(scope, some[:PAGE], knows=shown.who_knows(), only=OF_TEAMS)
    open_ = tasks.of_teams([row.team_id for row in some[:PAGE]], at=clock.now())
    page = shown.frame(scope) | _paged(some)
    return render_template("growth/teams.html", cells=cells, tasks=open_, **page)


@bp.get("/teams/<int:team_id>")
@door(Permission.CAMPAIGN_READ)
def team(team_id: int) -> ResponseReturnValue:
    it = drill.team_to_read(team_id, me(), on=asked_on()) or abort(404)
    if stop := looking.asks_why(it.place):
        return stop
    some = _households(drill.of_team(it))
    may_edit = it.ended_on is None and me().may(Permission.TEAM_EDIT, at=it.place, on=asked_on())
    with looking.noting(Seen.TEAM, f"team:{team_id}", it.place, keepers=_keepers(some)):
        return render_template(
            "growth/team.html", team=it, definitions=shown.DEFINITIONS, may_edit=may_edit, **some
        )


@bp.get("/<code>/households")
@door(Permission.CAMPAIGN_READ)
def without_team(code: str) -> ResponseReturnValue:
    scope = asking.commune(code)
    if stop := looking.asks_why(scope.place):
        return stop
    some = _households(drill.without_team(scope.place))
    subject = f"households:{code}"
    with looking.noting(Seen.WITHOUT_TEAM, subject, scope.place, keepers=_keepers(some)):
        return render_template("growth/households.html", **shown.frame(scope), **some)


@bp.get("/households/<code>")
@door(Permission.CAMPAIGN_READ)
def household(code: str) -> ResponseReturnValue:
    it = asking.household(code)
    if stop := looking.asks_why(it.village):
        return stop
    with looking.noting(Seen.HOUSEHOLD, f"household:{it.code}", it.village, keepers=[it.keeper_id]):
        return render_template("growth/household.html", household=it, **_about(it))


def _about(household: Household) -> dict[str, Any]:
    skip, today = PAGE * (asking.page() - 1), asked_on()
    rows = behind.newest_of(household, until=today, skip=skip, limit=PAGE + 1)
    return {
        "is_named": shown.is_named(household.village.path),
        "counted": drill.household_sums([household], until=today)[household.id],
        "orders": behind.orders_behind(rows[:PAGE]),
        "bills": behind.bills_behind(rows[:PAGE]),
        "definitions": shown.DEFINITIONS,
        "today": today,
        "open_tasks": tasks.one_by_one(household, at=clock.now()),
        "task_words": growth_trails.task_words(),
        "officers": queries.officers_of([household.village.parent_id or 0], on=today),
        "trail": deeds.history(household.keeper),
        **_paged(rows),
    }


@bp.get("/<code>/rows")
@door(Permission.CAMPAIGN_READ)
def rows(code: str) -> ResponseReturnValue:
    scope, by = asking.commune(code), asking.indicator()
    if stop := looking.asks_why(scope.place):
        return stop
    skip = PAGE * (asking.page() - 1)
    some = behind.newest_behind(scope, by, skip=skip, limit=PAGE + 1)
    seen = [row.keeper_id for row in some[:PAGE] if row.household]
    with looking.noting(Seen.ROWS, f"rows:{code}:{by}", scope.place, keepers=seen):
        return render_template(
            "growth/rows.html",
            **shown.frame(scope, by=by),
            orders=behind.orders_behind(some[:PAGE]),
            bills=behind.bills_behind(some[:PAGE]),
            **_paged(some),
        )


@bp.get("/dictionary")
@door(Permission.CAMPAIGN_READ)
def dictionary() -> Response:
    place = queries.first_place_to_read(me(), on=asked_on()) or abort(404)
    view = partial(
        render_template,
        "growth/dictionary.html",
        definitions=indicators.DEFINITIONS,
        counted=indicators.COUNTED,
        rows=behind_figures.address_of,
        place=place,
    )
    key = (place.id, place.code, my_home())
    return page_cache.kept_for("dictionary", *key, pulse=queries.pulse(), view=view)


def _households(wanted: Any) -> dict[str, Any]:
    some = drill.households(wanted, skip=PAGE * (asking.page() - 1), limit=PAGE + 1)
    here = [it for it in some[:PAGE] if shown.is_readable(it.village)]
    return _paged(some) | {
        "rows": here,
        "counted": drill.household_sums(here, until=asked_on(), only=OF_HOUSEHOLDS),
        "tasks": tasks.of_households([it.id for it in here], at=clock.now()),
        "today": asked_on(),
    }


def _paged(some: Any) -> dict[str, Any]:
    """One more than fits was asked for, to know whether there is a next page."""
    return {"rows": some[:PAGE], "page": asking.page(), "has_more": len(some) > PAGE}


def _keepers(some: dict[str, Any]) -> list[int]:
    return [it.keeper_id for it in some["rows"]]
