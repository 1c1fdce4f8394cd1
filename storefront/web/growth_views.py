"""What every growth page needs: where we are, and names fit for whoever is looking."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from storefront.accounts.permissions import Permission
from storefront.campaign import indicators
from storefront.campaign.hiding import Hidden
from storefront.campaign.indicators import Unit
from storefront.campaign.ranking import Line
from storefront.campaign.scope import Geography, Scope, month_before, month_end
from storefront.campaign.telling import Told
from storefront.facts.models import Indicator
from storefront.places.models import Level, Place
from storefront.shops.models import Household
from storefront.web import causes, charts
from storefront.web import growth_asked as asking
from storefront.web.figures import amount, compact, decimal, percent
from storefront.web.people import me
from storefront.web.today import asked_on

DEFINITIONS = indicators.COUNTED


def frame(scope: Scope, *, by: Indicator | None = None) -> dict[str, Any]:
    """What every page about a place needs: where we are, until when, as then or as now, and ways
    on (`at`) that keep all that was chosen."""
    by = by or asking.indicator()
    chosen = {"of": None if by is asking.USUAL else by.value}
    return {
        "scope": scope,
        "by": by,
        "definitions": DEFINITIONS,
        "steps": steps(scope, chosen),
        "at": lambda endpoint, **more: address(endpoint, scope, **(chosen | more)),
        "address": place_address,
        "counted_from": sorted(asking.bases()),
        "periods": periods(scope),
        "geographies": Geography,
        "hides": not knows(scope.place),
        "visits": me().may(Permission.VISIT_WRITE, at=scope.place, on=scope.today),
        "may_bring": me().may(Permission.ROLL_BRING, at=scope.place, on=scope.today),
        "watches": me().may(Permission.LOOKS_READ, at=scope.place, on=scope.today),
    }


def known_as(household: Household) -> str:
    """By name to those who may know it, to others by initials."""
    return _named(household.keeper.name, household.honorific, household.village.path)


def keeper_of(row: Any) -> str:
    """The same, of a row that was read; of one who did not agree to be in reports, nothing."""
    return _named(row.keeper, row.honorific, row.path) if row.household else ""


def _named(name: str, honorific: str, path: str) -> str:
    return f"{honorific} {name}" if is_named(path) else initials(name)


def is_named(path: str) -> bool:
    """Whether the person looking may know households living there by name."""
    return path.startswith(_known_paths())


def knows(place: Place) -> bool:
    """Whether the person looking works at a place; to others small numbers are not told."""
    return is_named(place.path)


def who_knows() -> Callable[[Place], bool]:
    """The same for many places: the person's own are looked up once."""
    paths = _known_paths()
    return lambda place: place.path.startswith(paths)


def _known_paths() -> tuple[str, ...]:
    """Found out once a request: pages ask it of every row."""
    known: tuple[str, ...] | None = request.environ.get(_KNOWN)
    if known is None:
        places = me().places_where(Permission.HOUSEHOLD_READ, on=asked_on())
        known = request.environ[_KNOWN] = tuple(place.path for place in places)
    return known


_KNOWN = "storefront.known_paths"


def each(endpoint: str) -> Callable[[str], str]:
    """The addresses of many things of a kind, by their codes: put together once."""
    pattern = url_for(endpoint, code=_CODE)
    return lambda code: pattern.replace(_CODE, code)


_CODE = "CODE"


def in_order(lines: Sequence[Line], cells: Mapping[int, Told], by: Indicator) -> list[Line]:
    """Highest first; then those whose number may not be told, by name and without rank: their
    place among the others would tell it."""
    shut = [it for it in lines if isinstance(cells[it.place.id].of(by), Hidden)]
    last = [replace(it, rank=None, moved=None) for it in shut]
    gone = {it.place.id for it in shut}
    told = [it for it in lines if it.place.id not in gone]
    known = [it for it in told if it.total(by)]
    nothing = [it for it in told if not it.total(by)]
    return [*known, *sorted(last, key=lambda it: it.place.folded), *nothing]


def is_readable(place: Place) -> bool:
    return me().may(Permission.CAMPAIGN_READ, at=place, on=asked_on())


def initials(name: str) -> str:
    return ".".join(word[0] for word in name.split()) + "."


def place_address(place: Place, today: date) -> str:
    """Its code; with its first day when it is gone and the code may mean another place."""
    return place.code if place.stood_on(today) else f"{place.code}@{place.valid_from}"


def address(endpoint: str, scope: Scope, place: Place | None = None, **more: Any) -> str:
    """A page about the same period and geography; of the same place, counted from the same
    baselines: another place has its own."""
    where = place or scope.place
    to = scope.until.isoformat() if scope.until != scope.today else None
    kept = {
        "code": place_address(where, scope.today),
        "to": to,
        "geo": "then" if not scope.is_now else None,
        "base": sorted(asking.bases()) if where is scope.place else None,
    }
    return url_for(endpoint, **(kept | more))


def steps(scope: Scope, chosen: Mapping[str, str | None]) -> list[tuple[str, str | None]]:
    """The way up, as far as the person may go."""
    place = scope.place
    up: list[tuple[str, str | None]] = [(place.full_name, None)]
    above = place.parent if place.level is Level.COMMUNE else None
    while above is not None and is_readable(above):
        if above.level is not Level.DISTRICT:
            up.append((above.full_name, address("growth.show", scope, above, **chosen)))
        above = above.parent
    return up[::-1]


def periods(scope: Scope) -> list[tuple[str, str]]:
    """Today, then the ends of the last months and of the last years, and the day that was asked
    for if it is none of these."""
    found = [("", _("today"))]
    month = scope.today.replace(day=1)
    for _at in range(12):
        month = month_before(month)
        end = month_end(month)
        found.append((end.isoformat(), f"{end.day}/{end.month}/{end.year}"))
    years = range(month.year - 1, month.year - 4, -1)
    found += [(f"{year}-12-31", f"31/12/{year}") for year in years]
    asked = scope.until.isoformat()
    if scope.until != scope.today and asked not in dict(found):
        found.insert(1, (asked, f"{scope.until.day}/{scope.until.month}/{scope.until.year}"))
    return found


FILTERS: dict[str, Callable[..., Any]] = {
    "amount": amount,
    "cause": causes.cause,
    "cell": lambda value: amount(value, Unit.SHOPS),
    "compact": compact,
    "decimal": decimal,
    "keeper_of": keeper_of,
    "percent": percent,
    "known_as": known_as,
    "month_end": month_end,
    "share": charts.share_of,
}
