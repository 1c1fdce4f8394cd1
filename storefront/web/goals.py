"""What a place undertook, how it is getting on, and what its growth is counted from."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock
from storefront.accounts.permissions import Permission
from storefront.campaign import baselines, indicators, queries, targets, telling
from storefront.campaign.baselines import AlreadyTold, AlreadyUsed, Told
from storefront.campaign.models import Baseline, Target, TargetKind
from storefront.campaign.scope import Scope
from storefront.campaign.targets import Standing, Undertaken
from storefront.db import deed, session
from storefront.facts.models import Indicator
from storefront.places.models import Level
from storefront.web import behind_figures, target_words
from storefront.web import growth_asked as asking
from storefront.web import growth_views as shown
from storefront.web.doors import door
from storefront.web.forms.draft import Draft
from storefront.web.forms.goals import BaselineForm, DropForm, TargetForm
from storefront.web.people import me

bp = Blueprint("goals", __name__, url_prefix="/growth")


@bp.get("/<code>/targets")
@door(Permission.CAMPAIGN_READ)
def show(code: str) -> ResponseReturnValue:
    return _page(asking.scope(code), Draft(TargetForm), 200)


@bp.post("/<code>/targets")
@door(Permission.CAMPAIGN_EDIT)
def undertake(code: str) -> ResponseReturnValue:
    scope, draft = mine(code), Draft.read(TargetForm)
    if not draft.ok:
        return _page(scope, draft, 422)
    it = draft.data
    wanted = Undertaken(it.what, it.kind, it.goal, it.due_on, it.owner, it.decision)
    with deed():
        targets.undertake(mine(code), wanted, by=me(), at=clock.now())
    flash(_("The target is on the list."))
    return redirect(url_for("goals.show", code=code))


@bp.post("/<code>/targets/<int:number>/end")
@door(Permission.CAMPAIGN_EDIT)
def drop(code: str, number: int) -> ResponseReturnValue:
    draft = Draft.read(DropForm)
    if not draft.ok:
        return _page(mine(code), Draft(TargetForm), 422, why=draft)
    with deed():
        scope, at = mine(code), clock.now()
        target = session.get(Target, number)
        if target is None or target.place_id != scope.place.id:
            abort(404)
        targets.drop(target, why=draft.data.why, on=scope.today, by=me(), at=at)
    flash(_("It stays on the list, as not carried out."))
    return redirect(url_for("goals.show", code=code))


@bp.get("/<code>/baselines")
@door(Permission.CAMPAIGN_READ)
def sources(code: str) -> ResponseReturnValue:
    return _sources(asking.scope(code), Draft(BaselineForm), 200)


@bp.post("/<code>/baselines")
@door(Permission.CAMPAIGN_EDIT)
def enter(code: str) -> ResponseReturnValue:
    scope, draft = mine(code), Draft.read(BaselineForm)
    if draft.ok and draft.data.value is not None and draft.data.value % 1:
        draft.refuse("value", _("Write a whole number."))
    if draft.ok:
        try:
            with deed():
                campaign = queries.campaign_for(scope.place, on=scope.until) or abort(404)
                baselines.enter(campaign, scope.place, _told(draft.data), by=me(), at=clock.now())
        except AlreadyTold:
            draft.refuse("on", _("There is a baseline of this indicator and day."))
    if not draft.ok:
        return _sources(scope, draft, 422)
    flash(_("The baseline is entered."))
    return redirect(url_for("goals.sources", code=code))


@bp.post("/<code>/baselines/<int:number>/removal")
@door(Permission.CAMPAIGN_EDIT)
def take_back(code: str, number: int) -> ResponseReturnValue:
    try:
        with deed():
            scope = mine(code)
            baseline = session.get(Baseline, number)
            if baseline is None or baseline.place_id != scope.place.id:
                abort(404)
            baselines.take_back(baseline, by=me(), at=clock.now())
        flash(_("The baseline is taken back."))
    except AlreadyUsed:
        flash(_("A report was frozen with this baseline: it stays. Enter another one."))
    return redirect(url_for("goals.sources", code=code))


def _told(form: BaselineForm) -> Told:
    value = None if form.value is None else int(form.value)
    return Told(form.indicator, form.on, form.source, value, form.multiple)


def mine(code: str) -> Scope:
    """A place whose figures this person may set."""
    scope = asking.scope(code)
    if not may_edit(scope):
        abort(404)
    return scope


def may_edit(scope: Scope) -> bool:
    return me().may(Permission.CAMPAIGN_EDIT, at=scope.place, on=scope.today)


def _page(
    scope: Scope, draft: Draft[TargetForm], status: int, *, why: Draft[DropForm] | None = None
) -> ResponseReturnValue:
    kinds, standings = target_words.kinds(), targets.standings(scope)
    page = render_template(
        "growth/targets.html",
        **shown.frame(scope),
        standings=standings,
        rows_behind=behind_figures.address_of,
        until=None if scope.until == scope.today else scope.until.isoformat(),
        geo=None if scope.is_now else "then",
        untold=untold(scope, standings),
        draft=draft,
        why=why or Draft(DropForm),
        may_edit=may_edit(scope),
        whats=[(it.indicator.value, _(it.name)) for it in indicators.DEFINITIONS],
        kinds=[(it.value, words) for it, words in kinds.items()],
        kind_words=kinds,
        states=target_words.states(),
    )
    return page, status


def untold(scope: Scope, standings: Sequence[Standing]) -> set[int]:
    """Targets of a commune by which somebody from outside would learn what is not told there."""
    if scope.place.level is not Level.COMMUNE or shown.knows(scope.place):
        return set()
    lines = queries.lines(scope, Indicator.SHOP_OPENED)
    cells = telling.lines(scope, lines, knows=shown.knows)
    told = telling.whole(scope, lines, cells, knows=shown.knows)
    known = {it for it, cell in told.cells.items() if isinstance(cell, int)}
    return {it.target.id for it in standings if not _needs(it) <= known}


def _needs(it: Standing) -> set[object]:
    """A share tells of its whole as well."""
    is_share = it.target.kind is TargetKind.RATIO and it.definition.whole is not None
    return {it.definition.indicator} | ({it.definition.whole} if is_share else set())


def _sources(scope: Scope, draft: Draft[BaselineForm], status: int) -> ResponseReturnValue:
    campaign = queries.campaign_for(scope.place, on=scope.until)
    page = render_template(
        "growth/baselines.html",
        **shown.frame(scope),
        told=baselines.all_of(campaign, scope.place),
        draft=draft,
        may_edit=may_edit(scope) and campaign is not None,
        whats=[(it.value, _(told.name)) for it, told in indicators.COUNTED.items()],
    )
    return page, status
