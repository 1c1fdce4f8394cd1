"""Going from house to house: whose turn it is, and what came of it."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock
from storefront.accounts.models import Seen
from storefront.accounts.permissions import Permission
from storefront.db import deed
from storefront.rounds import territory
from storefront.rounds.suggesting import next_best
from storefront.shops import queries as shops
from storefront.shops.models import Household
from storefront.visits import actions, plans, queries
from storefront.visits.actions import BadDay, BadNextDay, SentNowhere, Told, TooLate
from storefront.visits.models import BACK, Outcome, Visit, VisitFor
from storefront.web import looking, round_words, visit_words
from storefront.web.doors import door
from storefront.web.forms.draft import Draft
from storefront.web.forms.visits import PlanForm, VisitForm
from storefront.web.people import me

bp = Blueprint("visits", __name__, url_prefix="/team")

VISIT = Permission.VISIT_WRITE
SHOWN = 300


@bp.get("/visits")
@door(VISIT)
def index() -> str:
    """Whom to go to next and why, on a screen or on paper. Of one village: every house."""
    tomorrow = clock.village_date(clock.now()) + timedelta(days=1)
    return whom_next(Draft(PlanForm, {"day": tomorrow}), request.args.get("village", ""))


def whom_next(draft: Draft[PlanForm], asked: str = "") -> str:
    at = clock.now()
    today = clock.village_date(at)
    villages = territory.villages_of(me(), on=today)
    village = territory.village_for(asked, me(), on=today) if asked else None
    whole = [village] if village else villages
    stops, many = next_best(whole, but=me(), at=at, limit=SHOWN, all_of_them=bool(village))
    looking.listed(Seen.VISITS, [it.household for it in stops])
    return render_template(
        "visits/index.html",
        stops=stops,
        more_stops=many - len(stops),
        waiting=many if not village else sum(bool(it.reasons) for it in stops),
        village=village,
        villages=villages,
        days=plans.days(villages, since=today),
        draft=draft,
        last=today + plans.AHEAD,
        today=today,
        words=visit_words,
        why=round_words,
        leads=bool(me().places_where(Permission.SHOP_OPEN, on=today)),
    )


@bp.get("/households/<code>/visits/new")
@door(VISIT)
def new(code: str) -> str:
    household = to_visit(code)
    today = clock.village_date(clock.now())
    usual = {"outcome": Outcome.DONE.value, "purpose": VisitFor.HELP.value, "day": today}
    return _page(household, Draft(VisitForm, usual))


@bp.post("/households/<code>/visits")
@door(VISIT)
def write_down(code: str) -> ResponseReturnValue:
    draft = Draft.read(VisitForm)
    if draft.ok:
        _write_down(code, draft)
    if not draft.ok:
        return _page(to_visit(code), draft), 422
    flash(_("Written down. The household sees it too."))
    return redirect(url_for("households.show", code=code) + "#visits")


@bp.post("/households/<code>/visits/<int:number>/withdrawal")
@door(VISIT)
def withdraw(code: str, number: int) -> ResponseReturnValue:
    try:
        with deed():
            household = to_visit(code)
            visit = queries.of_one(number, household) or abort(404)
            actions.withdraw(visit, by=me(), at=clock.now())
    except TooLate:
        flash(_("Only who wrote it takes it back, and within a day."), "wait")
    else:
        flash(_("Taken back. It stays in the history and is not counted."))
    return redirect(url_for("households.show", code=code) + "#visits")


def to_visit(code: str) -> Household:
    """Somebody else's house, where this person may go."""
    today = clock.village_date(clock.now())
    household = shops.household_for(code, me(), VISIT, on=today)
    if household is None or not actions.may_visit(me(), household, on=today):
        abort(404)
    return household


def _write_down(code: str, draft: Draft[VisitForm]) -> Visit | None:
    told = Told(**dict(draft.data))
    try:
        with deed():
            return actions.write_down(to_visit(code), told, by=me(), at=clock.now())
    except (BadDay, BadNextDay, SentNowhere) as refusal:
        draft.errors |= why_not(refusal)
    return None


def why_not(refusal: BadDay | BadNextDay | SentNowhere) -> dict[str, str]:
    """At its field."""
    if isinstance(refusal, SentNowhere):
        return {"next_step": _("Say who goes on with it.")}
    if isinstance(refusal, BadNextDay):
        return {"next_on": _("A day to come, within a year.")}
    words = _("A day of the last %(days)s, since the house is in the book.", days=BACK.days)
    return {"day": words}


def _page(household: Household, draft: Draft[VisitForm]) -> str:
    today = clock.village_date(clock.now())
    return render_template(
        "visits/new.html",
        household=household,
        draft=draft,
        words=visit_words,
        first=actions.first_day(household, today),
        today=today,
    )
