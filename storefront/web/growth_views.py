"""What the growth pages show: figures, charts and names fit for whoever is looking."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from itertools import accumulate
from typing import Any

from babel.numbers import format_compact_decimal
from flask import url_for
from flask_babel import gettext as _

from storefront import clock
from storefront.accounts.permissions import Permission
from storefront.campaign import drill, history, indicators, queries, sums
from storefront.campaign.growth import Growth
from storefront.campaign.indicators import Definition, Unit
from storefront.campaign.models import Baseline, Campaign, Published
from storefront.campaign.ranking import Line, ranked
from storefront.campaign.scope import Geography, Scope, month_before, month_end, months_until
from storefront.db import session
from storefront.facts.models import Indicator
from storefront.places.models import Level, Place
from storefront.shops.models import Household
from storefront.web import charts
from storefront.web.filters import number
from storefront.web.languages import language
from storefront.web.people import me

DEFINITIONS = {it.indicator: it for it in indicators.DEFINITIONS}
CHARTED = (
    Indicator.SHOP_OPENED,
    Indicator.ACCOUNT_DECLARED,
    Indicator.ORDER_PLACED,
    Indicator.REVENUE,
)
MONTHS = 24
SOME_LINES = 8
SOME_TEAMS = 3
TOLD = frozenset(history.COLUMNS)
ISLANDS = ("Hoàng Sa", "Trường Sa")


@dataclass(frozen=True, slots=True)
class Headline:
    definition: Definition
    growth: Growth
    baseline: Baseline | None
    on: date


@dataclass(frozen=True, slots=True)
class Printed:
    """The last figure others published, and the series it ends."""

    definition: Definition
    growth: Growth
    figure: Published
    baseline: Baseline | None


@dataclass(frozen=True, slots=True)
class Told:
    """What one source printed on one day."""

    on: date
    precision: str
    source: str
    figures: dict[Indicator, Published]


def frame(scope: Scope, *, by: Indicator = Indicator.SHOP_OPENED) -> dict[str, Any]:
    """What every page about a place needs: where we are, until when, as then or as now."""
    return {
        "scope": scope,
        "by": by,
        "definitions": DEFINITIONS,
        "steps": steps(scope.place),
        "at": lambda endpoint, **more: address(endpoint, scope, **more),
        "address": place_address,
        "periods": periods(scope.today),
        "geographies": Geography,
    }


def report(scope: Scope, *, by: Indicator) -> dict[str, Any]:
    """The whole growth page."""
    lines = ranked(queries.lines(scope, by), by)
    months = sums.by_month(scope, by)
    campaign = queries.campaign_for(scope.place)
    baselines = _baselines(campaign, scope.place)
    totals = {it: sum(line.total(it) for line in lines) for it in Indicator}
    told = queries.published(campaign) if campaign and baselines else ()
    return frame(scope, by=by) | {
        "campaign": campaign,
        "counted_at": queries.last_counted_at(),
        "headlines": [_headline(it, totals, baselines, scope.until) for it in indicators.HEADLINES],
        "funnel": [(DEFINITIONS[it], totals[it]) for it in indicators.FUNNEL],
        "waiting": totals[Indicator.SHOP_OPENED] - totals[Indicator.SHOP_READY],
        "waiting_teams": _waiting_teams(scope),
        "lines": lines,
        "some": lines[:SOME_LINES],
        "unheard": [line.place for line in lines if not line.total(Indicator.SHOP_OPENED)],
        "trend": trend(months.get(by, {}), DEFINITIONS[by], scope.month, _value(baselines.get(by))),
        "charted": [DEFINITIONS[it] for it in CHARTED],
        "spots": spots(lines, by),
        "printed": _printed(told, baselines),
        "series": _series(told, baselines),
        "told": _by_day(told),
        "told_columns": [it for it in indicators.DEFINITIONS if it.indicator in TOLD],
    }


def trend(
    months: dict[date, int], definition: Definition, last: date, baseline: int | None
) -> dict[str, Any]:
    """Month by month: flows as bars, what has been reached so far as a line."""
    shown = months_until(last, count=MONTHS)
    amounts = [months.get(month, 0) for month in shown]
    if not definition.is_flow:
        earlier = sum(amount for month, amount in months.items() if month < shown[0])
        amounts = list(accumulate(amounts, initial=earlier))[1:]
    values = [
        charts.Value(month, f"{month.month}/{month:%y}", amount)
        for month, amount in zip(shown, amounts, strict=True)
    ]
    return {
        "values": values,
        "is_flow": definition.is_flow,
        "baseline": baseline,
        "sheets": [
            charts.bars(values, words=compact, sheet=sheet)
            if definition.is_flow
            else charts.line(values, words=compact, baseline=baseline, sheet=sheet)
            for sheet in (charts.WIDE, charts.SLIM)
        ],
    }


def spots(lines: Sequence[Line], by: Indicator) -> list[charts.Spot]:
    return charts.dots(
        [
            charts.Seen(
                name=line.place.name,
                lat=line.place.lat,
                lon=line.place.lon,
                value=line.total(by) if line.has_data else None,
                says=_said(line, by),
                is_always_named=line.place.name in ISLANDS,
            )
            for line in lines
            if line.place.lat is not None and line.place.lon is not None
        ]
    )


def _said(line: Line, by: Indicator) -> str:
    name = line.place.full_name
    if not line.has_data:
        return str(_("%(place)s: no data yet", place=name))
    return f"{name}: {number(line.total(by))}"


def spark(months: dict[date, int], last: date) -> str:
    return charts.sparkline([months.get(month, 0) for month in months_until(last, count=12)])


def compact(value: int) -> str:
    """20 nghìn, 1,5 triệu: for axes, never where somebody pays."""
    if abs(value) < 10_000:
        return number(value)
    return str(
        format_compact_decimal(value, format_type="long", locale=language(), fraction_digits=1)
    )


def decimal(value: Decimal, digits: int = 3) -> str:
    """192.6013 as 192,601: cut off, not rounded, dots and a comma as in prices."""
    cut = value.quantize(Decimal(10) ** -digits, ROUND_DOWN)
    whole, _dot, rest = f"{cut:f}".partition(".")
    return number(int(whole)) + (f",{rest}" if rest else "")


def percent(value: Decimal, digits: int = 0) -> str:
    return f"{decimal(value, digits)}\u00a0%"


def amount(value: int, unit: Unit) -> str:
    """With its unit, when it is money; counts stand alone."""
    return f"{number(value)}\u00a0₫" if unit is Unit.DONG else number(value)


def initials(name: str) -> str:
    return ".".join(word[0] for word in name.split()) + "."


def known_as(household: Household) -> str:
    """By name to those who may know it, to others by initials."""
    return _named(household.keeper.name, household.honorific, household.village.path)


def keeper_of(row: Any) -> str:
    """The same, of a row that was read."""
    return _named(row.keeper, row.honorific, row.path)


def _named(name: str, honorific: str, path: str) -> str:
    return f"{honorific} {name}" if is_named(path) else initials(name)


def is_named(path: str) -> bool:
    """Whether the person looking may know households living there by name."""
    places = me().places_where(Permission.HOUSEHOLD_READ, on=_today())
    return any(path.startswith(place.path) for place in places)


def is_readable(place: Place) -> bool:
    return me().may(Permission.CAMPAIGN_READ, at=place, on=_today())


def small(number: int) -> int:
    """An id that fits the database; anything larger is nobody's."""
    return number if number < 2**31 else 0


def place_address(place: Place, today: date) -> str:
    """Its code; with its first day when it is gone and the code may mean another place."""
    return place.code if place.stood_on(today) else f"{place.code}@{place.valid_from}"


def address(endpoint: str, scope: Scope, place: Place | None = None, **more: Any) -> str:
    """A page about the same period and geography."""
    where = place or scope.place
    to = scope.until.isoformat() if scope.until != scope.today else None
    kept = {
        "code": place_address(where, scope.today),
        "to": to,
        "geo": "then" if not scope.is_now else None,
    }
    return url_for(endpoint, **(kept | more))


def steps(place: Place) -> list[tuple[str, str | None]]:
    """The way up, as far as the person may go."""
    up: list[tuple[str, str | None]] = [(place.full_name, None)]
    above = place.parent if place.level is Level.COMMUNE else None
    while above is not None and is_readable(above):
        if above.level is not Level.DISTRICT:
            up.append((above.full_name, url_for("growth.show", code=above.code)))
        above = above.parent
    return up[::-1]


def periods(today: date) -> list[tuple[str, str]]:
    """Today, then the ends of the last months and of the last years."""
    found = [("", _("today"))]
    month = today.replace(day=1)
    for _at in range(12):
        month = month_before(month)
        end = month_end(month)
        found.append((end.isoformat(), f"{end.day}/{end.month}/{end.year}"))
    years = range(month.year - 1, month.year - 4, -1)
    return found + [(f"{year}-12-31", f"31/12/{year}") for year in years]


def _baselines(campaign: Campaign | None, place: Place) -> dict[Indicator, Baseline]:
    """A province's baseline says nothing about one of its communes."""
    if campaign is None or campaign.place_id != place.id:
        return {}
    return {line.indicator: line for line in campaign.baselines}


def _headline(
    indicator: Indicator,
    totals: dict[Indicator, int],
    baselines: dict[Indicator, Baseline],
    until: date,
) -> Headline:
    baseline = baselines.get(indicator)
    growth = Growth(totals[indicator], _value(baseline))
    return Headline(indicators.definition(indicator, on=until), growth, baseline, until)


def _printed(told: Sequence[Published], baselines: dict[Indicator, Baseline]) -> list[Printed]:
    last = {figure.indicator: figure for figure in told}
    return [
        Printed(
            DEFINITIONS[it],
            Growth(last[it].value, _value(baselines.get(it)), last[it].multiple),
            last[it],
            baselines.get(it),
        )
        for it in indicators.HEADLINES
        if it in last
    ]


def _series(
    told: Sequence[Published], baselines: dict[Indicator, Baseline]
) -> dict[str, Any] | None:
    """Shops as published, dot by dot."""
    figures = [it for it in told if it.indicator is Indicator.SHOP_OPENED and it.value is not None]
    if len(figures) < 2:
        return None
    values = [
        charts.Value(it.on, f"{it.on.day}/{it.on.month}", it.value, it.precision != "day")
        for it in figures
    ]
    base = _value(baselines.get(Indicator.SHOP_OPENED))
    return {
        "values": values,
        "sheets": [
            charts.line(values, words=number, baseline=base, sheet=sheet)
            for sheet in (charts.WIDE, charts.SLIM)
        ],
    }


def _by_day(told: Sequence[Published]) -> list[Told]:
    days: dict[date, Told] = {}
    for figure in told:
        row = days.setdefault(figure.on, Told(figure.on, figure.precision, figure.source, {}))
        row.figures[figure.indicator] = figure
    return list(days.values())


def _waiting_teams(scope: Scope) -> Sequence[Any]:
    return session.execute(drill.waiting_teams(scope, limit=SOME_TEAMS)).all()


def _value(baseline: Baseline | None) -> int | None:
    return baseline.value if baseline else None


def _today() -> date:
    return clock.village_date(clock.now())


FILTERS: dict[str, Callable[..., Any]] = {
    "amount": amount,
    "compact": compact,
    "decimal": decimal,
    "keeper_of": keeper_of,
    "percent": percent,
    "known_as": known_as,
    "share": charts.share_of,
}
