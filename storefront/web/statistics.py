"""What everybody may know of the campaign: a page, a picture, and the same for machines."""

from __future__ import annotations

import json
from csv import writer
from io import StringIO
from typing import Any

from flask import Blueprint, Response, current_app, g, render_template, request, url_for
from flask_babel import gettext as _

from storefront import addresses, clock
from storefront.campaign import queries
from storefront.campaign.hiding import FEWEST, Cell, Hidden
from storefront.campaign.queries import Pulse
from storefront.reports import public
from storefront.reports.public import BY_COMMUNE, Statistics, Total
from storefront.spreadsheets.harmless import harmless
from storefront.web import statistics_picture
from storefront.web.described import File, described
from storefront.web.display import my_home
from storefront.web.doors import PUBLIC, door
from storefront.web.figures import amount
from storefront.web.filters import day, number
from storefront.web.growth_views import DEFINITIONS
from storefront.web.languages import language
from storefront.web.page_cache import kept, kept_for, remembered
from storefront.web.people import is_signed_in
from storefront.web.statistics_told import PlaceTold, StatisticsTold, TotalTold, Value

bp = Blueprint("statistics", __name__)

VERSION = 1
"""Of the interface. What it says today it goes on saying; more may come beside it."""


def _pulse() -> str:
    return str(_beat())


def _beat() -> Pulse:
    """Felt once a request."""
    if "pulse" not in g:
        g.pulse = queries.pulse()
    found: Pulse = g.pulse
    return found


@bp.get("/statistics")
@door(PUBLIC)
def show() -> Response:
    """Who is signed in reads the same under a header of their own."""
    if not is_signed_in():
        return _to_strangers()
    today = clock.village_date(clock.now())
    return kept_for("statistics", my_home(), today, pulse=_beat(), view=_page)


@kept(_pulse)
def _to_strangers() -> str:
    return remembered(_beat(), _page)


def _page() -> str:
    told = told_now()
    return render_template(
        "statistics/show.html",
        told=told,
        counted_at=_beat().newest,
        told_as=shown,
        columns=[DEFINITIONS[it] for it in BY_COMMUNE],
        fewest=FEWEST,
        address=f"{addresses.market()}/statistics.png",
    )


@bp.get("/statistics/api")
@door(PUBLIC)
def interface() -> str:
    """How machines read the same."""
    return render_template(
        "statistics/api.html",
        address=f"{addresses.market()}/api/v1/statistics",
        description=f"{addresses.market()}{url_for('openapi.show', lang=language())}",
        example=json.dumps(_example(), ensure_ascii=False, indent=2),
        fewest=FEWEST,
    )


@bp.get("/api/v1/statistics")
@door(PUBLIC)
@described(
    "The open figures of the campaign.",
    {200: StatisticsTold},
    hears=("If-None-Match",),
    refuses=(304,),
)
def for_machines() -> Response:
    body = json.dumps(_said(told_now()), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return _open(Response(body + "\n", mimetype="application/json"))


@bp.get("/api/v1/statistics.csv")
@door(PUBLIC)
@described(
    "The open figures by commune, as a sheet in the reader's language.",
    {200: File("text/csv")},
    hears=("If-None-Match",),
    refuses=(304,),
)
def sheet() -> Response:
    told, out = told_now(), StringIO()
    lines = writer(out)
    names = [_(DEFINITIONS[it].name) for it in BY_COMMUNE]
    lines.writerow([_("Code"), _("Commune"), *names])
    for row in told.rows if told else ():
        cells = [_plainly(cell) for cell in row.cells]
        lines.writerow([harmless(it) for it in (row.place.code, row.place.full_name, *cells)])
    return _open(Response("\ufeff" + out.getvalue(), mimetype="text/csv"))


@bp.get("/statistics.png")
@door(PUBLIC)
def picture() -> Response:
    """To share: 1200 × 630, as other sites show it beside a link."""
    body = statistics_picture.drawn(*_on_the_picture(told_now()))
    return _open(Response(body, mimetype="image/png"))


def shown(cell: Cell, definition: Any) -> str:
    if cell is Hidden.SMALL:
        return f"<{FEWEST}"
    if cell is Hidden.WITH_IT:
        return "…"
    return amount(cell, definition.unit) if isinstance(cell, int) else "–"


def told_now() -> Statistics | None:
    today = clock.village_date(clock.now())
    scope = queries.scope_today(current_app.config["SETTINGS"].province_code, today=today)
    return public.statistics(scope) if scope else None


def _said(told: Statistics | None) -> StatisticsTold:
    counted_at = _beat().newest
    return {
        "version": VERSION,
        "as_of": told.on.isoformat() if told else None,
        "counted_at": counted_at.isoformat() if counted_at else None,
        "geography": "now",
        "place": _place(told.place) if told else None,
        "totals": [_of_total(it) for it in told.totals] if told else [],
        "communes": [
            {
                **_place(row.place),
                "values": {
                    it.value: _value(cell) for it, cell in zip(BY_COMMUNE, row.cells, strict=True)
                },
            }
            for row in (told.rows if told else ())
        ],
    }


def _of_total(it: Total) -> TotalTold:
    """The exact ratio as text: a number would lose its end."""
    return {
        "indicator": it.definition.indicator.value,
        "definition_version": it.definition.version,
        "unit": "dong" if it.definition.unit.value == "₫" else it.definition.unit.value,
        "value": _value(it.cell),
        "baseline": it.growth.baseline,
        "multiple": it.growth.multiple,
        "ratio": str(it.growth.ratio) if it.growth.multiple is not None else None,
    }


def _place(place: Any) -> PlaceTold:
    return {"code": place.code, "since": place.valid_from.isoformat(), "name": place.full_name}


def _value(cell: Cell) -> Value:
    return cell.value if isinstance(cell, Hidden) else cell


def _plainly(cell: Cell) -> int | str | None:
    if cell is Hidden.SMALL:
        return f"<{FEWEST}"
    return "…" if cell is Hidden.WITH_IT else cell


def _example() -> StatisticsTold:
    """What an answer looks like, with numbers of the press."""
    return {
        "version": VERSION,
        "as_of": "2021-10-13",
        "counted_at": "2021-10-13T03:00:00+00:00",
        "geography": "now",
        "place": {"code": "20", "since": "2004-01-01", "name": "…"},
        "totals": [
            {
                "indicator": "shop_opened",
                "definition_version": 1,
                "unit": "shops",
                "value": 68311,
                "baseline": 1000,
                "multiple": 68,
                "ratio": "68.311",
            }
        ],
        "communes": [
            {
                "code": "06463",
                "since": "2025-07-01",
                "name": "…",
                "values": {"shop_opened": 812, "account_declared": "small"},
            }
        ],
    }


def _on_the_picture(told: Statistics | None) -> tuple[str, str, tuple[tuple[str, str, str], ...]]:
    title = str(_("Digital shops of farm households"))
    if told is None:
        return title, "", ()
    name = told.place.full_name
    under = f"{name[0].upper()}{name[1:]} · {day(told.on)} · {addresses.market()}/statistics"
    return title, under, tuple(_on_a_line(it) for it in told.headlines)


def _on_a_line(it: Total) -> tuple[str, str, str]:
    """Number, what it is, and what it is measured by: a multiple never stands alone."""
    beside = ""
    if it.growth.multiple is not None and it.growth.baseline is not None:
        spoken = {"number": number(it.growth.multiple), "base": number(it.growth.baseline)}
        beside = str(_("%(number)s times the baseline of %(base)s", **spoken))
    return shown(it.cell, it.definition), str(_(it.definition.name)), beside


def _open(answer: Response) -> Response:
    """Anybody's program may read it; one that has it already is told so."""
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Content-Language"] = language()
    answer.cache_control.no_cache = True
    answer.vary.add("Cookie")
    answer.add_etag()
    answer.make_conditional(request)
    return answer
