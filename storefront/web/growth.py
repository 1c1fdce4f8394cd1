"""Growth for those who answer for it: from the province down to the rows behind a number.

Every look at rows about households is written down before it is answered.
"""

from datetime import date, datetime
from typing import Any

from flask import Blueprint, abort, render_template, request
from flask_babel import gettext as _

from storefront import clock
from storefront.accounts import actions as accounts
from storefront.accounts.permissions import Permission
from storefront.campaign import drill, indicators, queries, sums
from storefront.campaign.ranking import ranked
from storefront.campaign.scope import Geography, Scope
from storefront.db import deed, session
from storefront.facts.models import Indicator
from storefront.places.models import Level, Place
from storefront.shops.models import Household
from storefront.web import growth_report
from storefront.web import growth_views as shown
from storefront.web.doors import door
from storefront.web.people import me

bp = Blueprint("growth", __name__, url_prefix="/growth")

for name, filter_ in shown.FILTERS.items():
    bp.add_app_template_filter(filter_, name)

PAGE = 50
EARLIEST = date(2000, 1, 1)
"""Nothing was counted before."""


@bp.get("")
@bp.get("/<code>")
@door(Permission.CAMPAIGN_READ)
def show(code: str | None = None) -> str:
    scope = scope_asked(code)
    return render_template("growth/show.html", **growth_report.report(scope, by=indicator_asked()))


@bp.get("/<code>/communes")
@door(Permission.CAMPAIGN_READ)
def communes(code: str) -> str:
    scope = scope_asked(code)
    by = indicator_asked()
    lines = ranked(queries.lines(scope, by), by)
    return render_template(
        "growth/communes.html",
        **shown.frame(scope, by=by),
        lines=lines,
        together=sum(line.total(by) for line in lines),
        months=sums.by_commune_and_month(scope, by),
        spark=growth_report.spark,
    )


@bp.get("/<code>/teams")
@door(Permission.CAMPAIGN_READ)
def teams(code: str) -> str:
    scope = scope_asked(code)
    skip = PAGE * (page_asked() - 1)
    some = session.execute(drill.teams(scope, skip=skip, limit=PAGE + 1)).all()
    return render_template("growth/teams.html", **shown.frame(scope), **_paged(some))


@bp.get("/teams/<int:team_id>")
@door(Permission.CAMPAIGN_READ)
def team(team_id: int) -> str:
    today = clock.village_date(clock.now())
    it = drill.team_to_read(shown.small(team_id), me(), on=today) or abort(404)
    some = _households(drill.of_team(it))
    page = render_template("growth/team.html", team=it, definitions=shown.DEFINITIONS, **some)
    return _traced(page, f"team:{team_id}")


@bp.get("/<code>/households")
@door(Permission.CAMPAIGN_READ)
def without_team(code: str) -> str:
    scope = commune_asked(code)
    some = _households(drill.without_team(scope.place))
    page = render_template("growth/households.html", **shown.frame(scope), **some)
    return _traced(page, f"households:{code}")


@bp.get("/households/<code>")
@door(Permission.CAMPAIGN_READ)
def household(code: str) -> str:
    it = household_asked(code)
    skip = PAGE * (page_asked() - 1)
    rows = session.execute(drill.facts_of(it).offset(skip).limit(PAGE + 1)).all()
    page = render_template(
        "growth/household.html",
        household=it,
        is_named=shown.is_named(it.village.path),
        counted=drill.household_sums([it])[it.id],
        orders=drill.orders_behind(rows[:PAGE]),
        definitions=shown.DEFINITIONS,
        **_paged(rows),
    )
    return _traced(page, f"household:{it.code}", keeper_id=it.keeper_id)


@bp.get("/<code>/rows")
@door(Permission.CAMPAIGN_READ)
def rows(code: str) -> str:
    scope, by = commune_asked(code), indicator_asked()
    skip = PAGE * (page_asked() - 1)
    some = session.execute(drill.facts_behind(scope, by).offset(skip).limit(PAGE + 1)).all()
    page = render_template(
        "growth/rows.html",
        **shown.frame(scope, by=by),
        orders=drill.orders_behind(some[:PAGE]),
        **_paged(some),
    )
    return _traced(page, f"rows:{code}:{by}")


@bp.get("/dictionary")
@door(Permission.CAMPAIGN_READ)
def dictionary() -> str:
    return render_template("growth/dictionary.html", definitions=indicators.DEFINITIONS)


def scope_asked(code: str | None) -> Scope:
    """The place, obtained through the person, with the day and the geography they chose."""
    today = clock.village_date(clock.now())
    place = _place(code, today) or abort(404)
    geography = Geography.THEN if request.args.get("geo") == "then" else Geography.NOW
    return queries.scope_of(place, until=_until(today), geography=geography, today=today)


def commune_asked(code: str) -> Scope:
    """Rows are shown commune by commune: a province's are in its exports."""
    scope = scope_asked(code)
    if scope.place.level is not Level.COMMUNE:
        abort(404)
    return scope


def household_asked(code: str) -> Household:
    today = clock.village_date(clock.now())
    return drill.household_to_read(code, me(), on=today) or abort(404)


def indicator_asked() -> Indicator:
    try:
        return Indicator(request.args.get("of", Indicator.SHOP_OPENED))
    except ValueError:
        abort(400, _("There is no such indicator."))


def page_asked() -> int:
    try:
        page = int(request.args.get("page", "1")[:6])
    except ValueError:
        abort(400, _("There is no such page."))
    return min(max(page, 1), 10_000)


def _place(code: str | None, today: date) -> Place | None:
    if code is None:
        return queries.first_place_to_read(me(), on=today)
    name, gone, since = code.partition("@")
    if not gone:
        return queries.place_to_read(name, me(), on=today)
    try:
        return queries.former_place_to_read(name, date.fromisoformat(since), me(), on=today)
    except ValueError:
        return None


def _until(today: date) -> date:
    asked = request.args.get("to")
    if not asked:
        return today
    try:
        day = datetime.strptime(asked, "%Y-%m-%d").date()  # noqa: DTZ007 (a day has no zone)
        return max(min(day, today), EARLIEST)
    except ValueError:
        abort(400, _("Write a day, such as 24/8/2026."))


def _households(wanted: Any) -> dict[str, Any]:
    some = drill.households(wanted, skip=PAGE * (page_asked() - 1), limit=PAGE + 1)
    here = [it for it in some[:PAGE] if shown.is_readable(it.village)]
    return _paged(some) | {
        "rows": here,
        "counted": drill.household_sums(here),
    }


def _paged(some: Any) -> dict[str, Any]:
    """One more than fits was asked for, to know whether there is a next page."""
    return {"rows": some[:PAGE], "page": page_asked(), "has_more": len(some) > PAGE}


def _traced(page: str, subject: str, *, keeper_id: int | None = None) -> str:
    """Nobody sees rows about households without leaving a trace."""
    person = me()
    with deed():
        accounts.trace("growth.look", subject, actor=person, for_id=keeper_id, at=clock.now())
    return page
