"""The plan of a day: which houses, in which villages, and who means to go."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from itertools import groupby
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock
from storefront.accounts.models import Seen
from storefront.accounts.permissions import Permission
from storefront.db import deed
from storefront.places.models import Place
from storefront.rounds import territory
from storefront.rounds.suggesting import of_homes
from storefront.visits import plans, signals
from storefront.visits.plans import BadPlanDay, NoPlan
from storefront.web import looking, plan_words, round_words, visit_words
from storefront.web.doors import door
from storefront.web.filters import day as written_day
from storefront.web.forms.draft import Draft
from storefront.web.forms.visits import MoveDayForm, MoveForm, PlanForm
from storefront.web.people import me
from storefront.web.visits import to_visit, whom_next

bp = Blueprint("visit_plans", __name__, url_prefix="/team")

VISIT = Permission.VISIT_WRITE
WHOLE = "mine"
"""Not of one house."""


@bp.get("/visits/days")
@door(VISIT)
def show() -> str:
    return _page(_day(request.args.get("day", "")))


def _page(asked: date, draft: Draft[Any] | None = None) -> str:
    """With what was typed for one house, or for the whole day, if that was no good."""
    at = clock.now()
    today = clock.village_date(at)
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
        mine=sum(it.by_id == me().id and it.ended_at is None for it in planned),
        draft=draft,
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
    if not draft.typed["house"] or "house" in draft.errors:
        draft.refuse("house", plan_words.no_house())
    if draft.ok:
        _plan(draft)
    if not draft.ok:
        if "day" in draft.errors:
            draft.refuse("day", plan_words.not_that_day())
        return whom_next(draft, str(draft.typed["village"])), 422
    return redirect(url_for(".show", day=draft.data.day.isoformat()))


def _plan(draft: Draft[PlanForm]) -> None:
    codes = sorted(set(draft.data.house))[: plans.MOST]
    try:
        with deed():
            homes = [to_visit(code) for code in codes]
            done = plans.plan(homes, draft.data.day, by=me(), at=clock.now())
            plan_words.say(done)
    except BadPlanDay:
        draft.refuse("day", plan_words.not_that_day())


@bp.post("/households/<code>/plan")
@door(VISIT)
def move(code: str) -> ResponseReturnValue:
    home, draft = to_visit(code), Draft.read(MoveForm)
    before = plans.open_at([home]).get(home.id)
    try:
        if draft.ok:
            with deed():
                plans.move(to_visit(code), draft.data.day, by=me(), at=clock.now())
    except BadPlanDay:
        draft.refuse("day", plan_words.not_that_day())
    except NoPlan:
        before = None
    if before is None:
        flash(plan_words.no_plan(), "wait")
        return redirect(url_for("visits.index"))
    if not draft.ok:
        return _page(before.day, _at_the_box(draft, code)), 422
    flash(_("Moved to %(day)s.", day=written_day(draft.data.day)))
    return redirect(url_for(".show", day=draft.data.day.isoformat()))


@bp.post("/visits/days/moved")
@door(VISIT)
def move_mine() -> ResponseReturnValue:
    """It rains, and nobody goes anywhere today."""
    draft = Draft.read(MoveDayForm)
    of = _day(str(draft.typed["of"]))
    try:
        if draft.ok:
            with deed():
                to = draft.data.day
                many = plans.move_mine(_villages(), of, to, by=me(), at=clock.now())
                plan_words.say_moved(many, to)
    except BadPlanDay:
        draft.refuse("day", plan_words.not_that_day())
    except NoPlan:
        flash(plan_words.no_plan(), "wait")
    if not draft.ok:
        return _page(of, _at_the_box(draft, WHOLE)), 422
    return redirect(url_for(".show", day=draft.data.day.isoformat()))


@bp.post("/visits/days/withdrawal")
@door(VISIT)
def drop_mine() -> ResponseReturnValue:
    of = _day(request.form.get("of", ""))
    try:
        with deed():
            many = plans.drop_mine(_villages(), of, by=me(), at=clock.now())
            plan_words.say_dropped(many)
    except NoPlan:
        flash(plan_words.no_plan(), "wait")
    return redirect(url_for(".show", day=of.isoformat()))


@bp.post("/households/<code>/plan/withdrawal")
@door(VISIT)
def drop(code: str) -> ResponseReturnValue:
    try:
        with deed():
            plans.drop(to_visit(code), by=me(), at=clock.now())
    except NoPlan:
        flash(plan_words.no_plan(), "wait")
    else:
        flash(_("Taken out of the plan."))
    return redirect(url_for("visits.index"))


def _day(written: str) -> date:
    """The one that was asked for; else today."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        return clock.village_date(clock.now())


def _villages() -> Collection[Place]:
    return territory.villages_of(me(), on=clock.village_date(clock.now()))


def _at_the_box(draft: Draft[Any], key: str) -> Draft[Any]:
    """A page has many boxes for a day: its fault stands at the one that was used."""
    draft.errors = {f"day-{key}": plan_words.not_that_day()}
    return draft
