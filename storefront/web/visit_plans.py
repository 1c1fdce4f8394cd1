"""The plan of a day: which houses, in which villages, and who means to go."""

from __future__ import annotations

from datetime import date
from itertools import groupby

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from storefront import clock
from storefront.accounts.models import Seen
from storefront.accounts.permissions import Permission
from storefront.db import deed
from storefront.rounds import territory
from storefront.rounds.suggesting import of_homes
from storefront.visits import plans, signals
from storefront.visits.models import PlannedVisit
from storefront.visits.plans import BadPlanDay, NoPlan, Planned
from storefront.web import looking, round_words, visit_words
from storefront.web.doors import door
from storefront.web.filters import day as written_day
from storefront.web.forms.draft import Draft
from storefront.web.forms.visits import MoveForm, PlanForm
from storefront.web.people import me
from storefront.web.visits import to_visit

bp = Blueprint("visit_plans", __name__, url_prefix="/team")

VISIT = Permission.VISIT_WRITE


@bp.get("/visits/days")
@door(VISIT)
def show() -> str:
    at = clock.now()
    today = clock.village_date(at)
    asked = _day(request.args.get("day", ""), today)
    villages = territory.villages_of(me(), on=today)
    planned = plans.of_day(villages, asked)
    homes = [it.household for it in planned]
    looking.listed(Seen.VISITS, homes)
    return render_template(
        "visits/day.html",
        day=asked,
        today=today,
        last=today + plans.AHEAD,
        groups=[(it, list(rows)) for it, rows in groupby(planned, lambda it: it.household.village)],
        many=len(planned),
        reached=sum(it.visit is not None for it in planned),
        stops=of_homes(homes, at=at),
        marks=signals.standing({it.village for it in homes}),
        days=plans.days(villages, since=today),
        words=visit_words,
        why=round_words,
        leads=bool(me().places_where(Permission.SHOP_OPEN, on=today)),
    )


@bp.post("/visits/days")
@door(VISIT)
def plan() -> ResponseReturnValue:
    draft = Draft.read(PlanForm)
    if not draft.ok:
        flash(_not_that_day() if "day" in draft.errors else _no_house(), "wait")
        return redirect(url_for("visits.index"))
    codes = sorted(set(draft.data.house))[: plans.MOST]
    if not codes:
        flash(_no_house(), "wait")
        return redirect(url_for("visits.index"))
    try:
        with deed():
            homes = [to_visit(code) for code in codes]
            done = plans.plan(homes, draft.data.day, by=me(), at=clock.now())
            _say(done)
    except BadPlanDay:
        flash(_not_that_day(), "wait")
        return redirect(url_for("visits.index"))
    return redirect(url_for(".show", day=draft.data.day.isoformat()))


@bp.post("/households/<code>/plan")
@door(VISIT)
def move(code: str) -> ResponseReturnValue:
    draft = Draft.read(MoveForm)
    if not draft.ok:
        flash(_not_that_day(), "wait")
        return redirect(url_for("visits.index"))
    try:
        with deed():
            plans.move(to_visit(code), draft.data.day, by=me(), at=clock.now())
    except BadPlanDay:
        flash(_not_that_day(), "wait")
    except NoPlan:
        flash(_no_plan(), "wait")
    else:
        flash(_("Moved to %(day)s.", day=written_day(draft.data.day)))
        return redirect(url_for(".show", day=draft.data.day.isoformat()))
    return redirect(url_for("visits.index"))


@bp.post("/households/<code>/plan/withdrawal")
@door(VISIT)
def drop(code: str) -> ResponseReturnValue:
    try:
        with deed():
            plans.drop(to_visit(code), by=me(), at=clock.now())
    except NoPlan:
        flash(_no_plan(), "wait")
    else:
        flash(_("Taken out of the plan."))
    return redirect(url_for("visits.index"))


def _say(done: Planned) -> None:
    if done.made:
        many = len(done.made)
        flash(ngettext("%(num)s house is planned.", "%(num)s houses are planned.", many))
    for it in done.taken:
        flash(_taken(it), "wait")


def _taken(it: PlannedVisit) -> str:
    words = _(
        "%(house)s is planned already: %(name)s goes on %(day)s.",
        house=it.household.keeper.name,
        name=it.by.name,
        day=written_day(it.day),
    )
    return str(words)


def _not_that_day() -> str:
    return str(_("A day from today on, within two months."))


def _no_house() -> str:
    return str(_("Choose at least one house."))


def _no_plan() -> str:
    return str(_("It is in no plan any more: somebody was there, or took it out."))


def _day(written: str, usual: date) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return usual
