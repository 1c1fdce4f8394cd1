"""The growth table of a place as Excel with charts, and on A4."""

from __future__ import annotations

from flask import Blueprint, Response
from flask_babel import gettext as _

from storefront import clock, text
from storefront.accounts.permissions import Permission
from storefront.campaign import figures, queries, telling
from storefront.campaign.indicators import Unit
from storefront.campaign.ranking import Line, ranked
from storefront.campaign.scope import Scope
from storefront.campaign.telling import Told
from storefront.facts.models import Indicator
from storefront.places.models import Level
from storefront.reports import paper, workbook
from storefront.reports.figures import ANNEX
from storefront.reports.models import FileKind
from storefront.reports.papers import Cell, Chart, Paper, Table
from storefront.web import growth_asked as asking
from storefront.web.doors import door
from storefront.web.figures import told_cell
from storefront.web.filters import day
from storefront.web.growth_views import DEFINITIONS, in_order, knows
from storefront.web.languages import language
from storefront.web.private import private
from storefront.web.report_papers import TYPES

bp = Blueprint("growth_sheets", __name__, url_prefix="/growth")


@bp.get("/<code>/communes.<any(xlsx, pdf):kind>")
@door(Permission.CAMPAIGN_READ)
def communes(code: str, kind: str) -> Response:
    scope = asking.scope(code)
    it = paper_of(scope)
    body = workbook.workbook(it) if kind == "xlsx" else paper.pdf(it)
    name = f"{text.slug(_('communes'))}-{text.slug(scope.place.name)}-{scope.until}.{kind}"
    answer = Response(body, mimetype=TYPES[FileKind(kind)])
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return private(answer)


def paper_of(scope: Scope) -> Paper:
    """In the language of whoever asks: it is a working paper, not a report."""
    now, then = _("Places as they are now."), _("Places as they were on the day.")
    return Paper(
        lang=language(),
        code="",
        at=clock.start_of(scope.until),
        serial=str(_("Counted until %(day)s.", day=day(scope.until))),
        title=str(_("Growth since the launch")),
        place=scope.place.full_name,
        facts=[(str(_("Places")), str(now if scope.is_now else then))],
        results=_together(scope),
        notes=[],
        opinions=[],
        signer=("", ""),
        annex=_by_commune(scope) if scope.place.level is not Level.COMMUNE else None,
        charts=[Chart(str(_(DEFINITIONS[it].name)), column) for it, column in _CHARTED.items()],
        page_words=str(_("Page")),
    )


_CHARTED = {it: 1 + ANNEX.index(it) for it in (Indicator.SHOP_OPENED, Indicator.REVENUE)}


def _together(scope: Scope) -> Table:
    """Of a commune seen from outside, only what may be told."""
    lines = queries.lines(scope, ANNEX[0])
    seen = telling.lines(scope, lines, knows=knows)
    whole = telling.whole(scope, lines, seen, knows=knows)
    is_away = scope.place.level is Level.COMMUNE and not knows(scope.place)
    told = {
        it: figure
        for it, figure in figures.figures(scope).items()
        if not is_away or (isinstance(it, Indicator) and isinstance(whole.of(it), int))
    }
    rows: list[list[Cell]] = [
        [
            _(figure.definition.name),
            "₫" if figure.definition.unit is Unit.DONG else _(figure.definition.unit.value),
            figure.value,
        ]
        for figure in told.values()
        if figure.why is None
    ]
    heads = [_("Indicator"), _("Unit"), _("Cumulated")]
    return Table(str(_("Results")), heads, rows, words=2)


def _by_commune(scope: Scope) -> Table:
    """In the order of the page, with rank and movement at the end."""
    by = asking.indicator()
    lines = ranked(queries.lines(scope, by), by)
    told = telling.lines(scope, lines, knows=knows)
    rows: list[list[Cell]] = [
        [line.place.full_name, *_counted(line, told[line.place.id]), *rank_of(line)]
        for line in in_order(lines, told, by)
    ]
    whole = telling.whole(scope, lines, told, knows=knows)
    sums = [told_cell(whole.of(it), DEFINITIONS[it].unit) for it in ANNEX]
    heads = [_("Commune"), *(_(DEFINITIONS[it].name) for it in ANNEX), *rank_heads()]
    return Table(str(_("Commune by commune")), heads, rows, [_("Together"), *sums, None, None])


def _counted(line: Line, told: Told) -> list[Cell]:
    if not line.has_data:
        return [None] * len(ANNEX)
    return [told_cell(told.of(it), DEFINITIONS[it].unit) for it in ANNEX]


def rank_heads() -> list[str]:
    return [_("Rank"), _("Places up since last month, down below zero")]


def rank_of(line: Line) -> list[Cell]:
    if line.rank is not None:
        return [line.rank, line.moved]
    return [_("none under 30 households") if line.is_too_few else _("not ranked"), None]
