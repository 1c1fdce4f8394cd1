"""What stands behind the figures as CSV, Excel and PDF: targets, baselines, and the dictionary."""

from __future__ import annotations

from decimal import Decimal

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront.accounts.permissions import Permission
from storefront.campaign import baselines, indicators, queries, targets
from storefront.campaign.definition import Unit
from storefront.campaign.models import TargetKind
from storefront.campaign.targets import Standing
from storefront.reports.papers import Cell
from storefront.reports.row_by_row import Row
from storefront.web import goals, growth_views, tables, target_words
from storefront.web import growth_asked as asking
from storefront.web.doors import door
from storefront.web.figures import decimal, percent
from storefront.web.people import me
from storefront.web.tables import KINDS, Sheet
from storefront.web.today import asked_on

bp = Blueprint("goal_tables", __name__, url_prefix="/growth")


@bp.get(f"/<code>/targets.<{KINDS}:kind>")
@door(Permission.CAMPAIGN_READ)
def undertaken(code: str, kind: str) -> ResponseReturnValue:
    scope = asking.scope(code)
    standings = targets.standings(scope)
    untold = goals.untold(scope, standings)
    heads = [
        _("Target"),
        _("Told as"),
        _("Decision or plan"),
        _("Who answers"),
        _("State"),
        _("To be reached by"),
        _("Goal"),
        _("Reached"),
        _("By now"),
        _("At this rate"),
        _("at worst"),
        _("at best"),
    ]
    rows = [_target(it, is_told=it.target.id not in untold) for it in standings]
    back = growth_views.address("goals.show", scope)
    place = scope.place.full_name
    return tables.sent(
        Sheet(_("Targets"), place, scope.until, heads, rows, words=5, back=back), kind
    )


def _target(it: Standing, *, is_told: bool) -> Row:
    target, likely = it.target, it.projection
    state = target_words.states()[it.state.value] if is_told else "…"
    words = [_(it.definition.name), target_words.kinds()[target.kind], target.source, target.owner]
    ahead = [likely.middle, likely.low, likely.high] if likely else [None] * 3
    numbers = [it.value, it.expected, *ahead]
    return [
        *words,
        f"{state}: {target.why_dropped}" if target.why_dropped else state,
        target.due_on,
        _cell(target.kind, target.goal),
        *(_cell(target.kind, number) if is_told else "…" for number in numbers),
    ]


def _cell(kind: TargetKind, value: Decimal | None) -> Cell:
    """Counts and ranks stay numbers."""
    if value is None:
        return None
    if kind in (TargetKind.COUNT, TargetKind.RANK):
        return int(value)
    return f"×{decimal(value, 2)}" if kind is TargetKind.MULTIPLE else percent(value, 1)


@bp.get(f"/<code>/baselines.<{KINDS}:kind>")
@door(Permission.CAMPAIGN_READ)
def sources(code: str, kind: str) -> ResponseReturnValue:
    scope = asking.scope(code)
    campaign = queries.campaign_for(scope.place, on=scope.until)
    heads = [_("Indicator"), _("Source"), _("State"), _("Day"), _("Value"), _("Declared multiple")]
    names = growth_views.DEFINITIONS
    rows: list[Row] = [
        [
            _(names[it.indicator].name),
            it.source,
            _("used by a report") if it.used_at else _("not used yet"),
            it.on,
            it.value,
            f"×{decimal(it.multiple, 3)}" if it.multiple is not None else None,
        ]
        for it in baselines.all_of(campaign, scope.place)
    ]
    back = growth_views.address("goals.sources", scope)
    place = scope.place.full_name
    return tables.sent(
        Sheet(_("Baselines"), place, scope.until, heads, rows, words=3, back=back), kind
    )


@bp.get(f"/dictionary.<{KINDS}:kind>")
@door(Permission.CAMPAIGN_READ)
def dictionary(kind: str) -> ResponseReturnValue:
    place = queries.first_place_to_read(me(), on=asked_on()) or abort(404)
    heads = [
        _("Indicator"),
        _("Question"),
        _("Counted"),
        _("As a share of"),
        _("Left out"),
        _("Unit"),
        _("Which way"),
        _("Pillar of the DTI"),
        _("Source"),
        _("In force from"),
        _("Version"),
    ]
    rows: list[Row] = [
        [
            _(it.name),
            _(it.question),
            _(it.numerator),
            _(it.denominator) if it.denominator else None,
            _(it.exclusions),
            it.unit.value if it.unit is Unit.DONG else _(it.unit.value),
            _(it.direction.value),
            _(it.pillar.value),
            _(it.source),
            it.since,
            it.version,
        ]
        for it in indicators.DEFINITIONS
    ]
    title = _("What each number means")
    sheet = Sheet(title, place.full_name, asked_on(), heads, rows, words=9)
    return tables.sent(sheet, kind)
