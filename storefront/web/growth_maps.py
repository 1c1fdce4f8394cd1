"""Places beside each other: on a map, and as a sheet of small lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from flask import Blueprint, Response, abort, render_template, request
from flask_babel import gettext as _

from storefront.accounts.permissions import Permission
from storefront.campaign import queries, sums, telling
from storefront.campaign.ranking import Line, ranked
from storefront.campaign.scope import Scope, months_until
from storefront.facts.models import Indicator
from storefront.places.models import Level, Place
from storefront.web import charts, maps
from storefront.web import growth_asked as asking
from storefront.web import growth_views as shown
from storefront.web.doors import door
from storefront.web.growth_kept import kept
from storefront.web.growth_report import At, on_the_map

bp = Blueprint("growth_maps", __name__, url_prefix="/growth")

MONTHS = 12
OFTEN = (
    Indicator.HOUSEHOLD_REGISTERED,
    Indicator.SHOP_OPENED,
    Indicator.SHOP_READY,
    Indicator.ACCOUNT_DECLARED,
    Indicator.ACCOUNT_RECEIVED,
    Indicator.ORDER_PLACED,
    Indicator.REVENUE,
)
"""What is asked about most; any other by its address."""


@bp.get("/<code>/map")
@door(Permission.CAMPAIGN_READ)
def show(code: str) -> Response:
    asked, by = _asked(code)
    return kept("map", asked, view=partial(_map, by))


def _map(by: Indicator, scope: Scope) -> str:
    lines = ranked(queries.lines(scope, by), by)
    frame = _frame(scope, by)
    only = tuple(dict.fromkeys((*telling.HIDES, by)))
    cells = telling.lines(scope, lines, knows=shown.who_knows(), only=only)
    drawn = on_the_map(scope, lines, cells, by, at=frame["at"])
    is_country = scope.place.level is Level.COUNTRY
    return render_template(
        "growth/map.html",
        **frame,
        map=drawn,
        rows=[it for it in drawn.spots if it.says_a_number],
        folded=_folded(drawn),
        cells=cells,
        locator=None if is_country else maps.locator(scope.place.code),
        unplaced=[] if is_country else [it for it in lines if it.place.lat is None],
        count=len(drawn.spots) if is_country else len(lines),
        silent=_silent(drawn) if is_country else _unheard(lines, frame["at"]),
    )


def _folded(drawn: maps.Map) -> list[tuple[str, list[maps.Spot]]]:
    """Places that all say the same, none or that they are not told, under one line each."""
    found: dict[str, list[maps.Spot]] = {}
    for spot in drawn.spots:
        if not spot.says_a_number:
            words = str(_("no data yet")) if spot.seen.value is None else spot.seen.amount
            found.setdefault(words, []).append(spot)
    return list(found.items())


def _unheard(lines: Sequence[Line], at: At) -> list[tuple[str, str]]:
    """Communes without a shop, and where to read about them."""
    without = [it.place for it in lines if not it.total(Indicator.SHOP_OPENED)]
    return [(place.name, at("growth.show", place=place)) for place in without]


def _silent(drawn: maps.Map) -> list[tuple[str, str]]:
    return [(it.seen.name, it.seen.href) for it in drawn.spots if it.seen.value is None]


@bp.get("/<code>/multiples")
@door(Permission.CAMPAIGN_READ)
def multiples(code: str) -> Response:
    """Small lines of all communes, each on its own scale, or all on one."""
    asked, by = _asked(code)
    is_own = request.args.get("scale") != "same"
    return kept("multiples", asked, view=partial(_multiples, by, is_own))


def _multiples(by: Indicator, is_own: bool, scope: Scope) -> str:
    lines = ranked(queries.lines(scope, by), by)
    months = months_until(scope.month, count=MONTHS)
    counted = sums.by_commune_and_month(scope, by)
    knows, only = shown.who_knows(), tuple(dict.fromkeys((*telling.HIDES, by)))
    untold = telling.untold(scope, by, knows=knows)
    series = {it.place.id: _months(counted.get(it.place.id, {}), months) for it in lines}
    told = [it for it in lines if it.place.id not in untold and any(series[it.place.id])]
    top = max((max(series[it.place.id]) for it in told), default=0)
    whole = [sum(column) for column in zip(*series.values(), strict=True)] or [0] * len(months)
    cells = telling.lines(scope, lines, knows=knows, only=only)
    return render_template(
        "growth/multiples.html",
        **_frame(scope, by),
        whole=(charts.sparkline(whole), whole),
        lines=[
            (
                it,
                charts.sparkline(series[it.place.id], top=None if is_own else top),
                series[it.place.id],
            )
            for it in shown.in_order(told, cells, by)
        ],
        untold=_by_name(it for it in lines if it.place.id in untold),
        still=_by_name(it for it in lines if it.place.id not in untold and it not in told),
        months=months,
        top=top,
        is_own=is_own,
    )


def _by_name(some: Iterable[Line]) -> list[Place]:
    return sorted((it.place for it in some), key=lambda place: place.folded)


def _frame(scope: Scope, by: Indicator) -> dict[str, Any]:
    chosen = [shown.DEFINITIONS[it] for it in dict.fromkeys((*OFTEN, by))]
    return shown.frame(scope, by=by) | {"chosen": chosen}


def _asked(code: str) -> tuple[asking.Asked, Indicator]:
    asked, by = asking.asked(code), asking.indicator()
    if asked.place.level is Level.COMMUNE:
        abort(404)
    return asked, by


def _months(counted: Mapping[date, int], months: Sequence[date]) -> list[int]:
    return [counted.get(month, 0) for month in months]
