"""Entering a reform, deciding what it leaves open, and taking it back.

A small one is one deed. A large one is carried out by the worker, step by step, and is seen all at
once: see carrying.py.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from storefront import clock, jobs
from storefront.accounts import actions as accounts
from storefront.accounts.models import Person
from storefront.accounts.permissions import Permission
from storefront.campaign import moves
from storefront.campaign.models import Reform, ReformKind, ReformState, Undecided
from storefront.db import deed, session
from storefront.places.models import Place
from storefront.reforms import carrying, journal, retelling
from storefront.reforms import plan as plans
from storefront.reforms.checking import DoesNotFit, Why, check
from storefront.reforms.plan import Plan
from storefront.shops.models import Household
from storefront.shops.wording import reword_village

MANY = 500
"""Households that one deed may move without keeping others waiting."""


def enter(
    kind: ReformKind, plan: Plan, province: Place, *,
    decision: str, on: date, by: Person, at: datetime,
) -> Reform:  # fmt: skip
    """Raises DoesNotFit. From its day on it is in force; a large one soon after. The province is
    that in which it ends up; whoever enters it may do so in all that it touches."""
    _refuse_strangers(plan, province, by, on=clock.village_date(at))
    check(kind, plan, province, on=on)
    reform = Reform(
        place=province, kind=kind, state=ReformState.WAITING, decision=decision, on=on,
        plan=plans.kept(plan), journal={}, entered_at=at, changed_at=at, entered_by=by,
    )  # fmt: skip
    session.add(reform)
    session.flush()
    detail = {"kind": kind, "decision": decision, "on": on.isoformat(), "plan": reform.plan}
    accounts.trace("reform.enter", f"reform:{reform.id}", actor=by, detail=detail, at=at)
    if on > clock.village_date(at):
        jobs.enqueue(carrying.JOB, {"reform": reform.id}, at=clock.start_of(on))
    else:
        _go_on_now_or_soon(reform, journal.reach(plan), at=at)
    return reform


def _refuse_strangers(plan: Plan, province: Place, by: Person, *, on: date) -> None:
    for place in (province, *journal.places(plans.named(plan))):
        if not by.may(Permission.REFORMS_ENTER, at=place, on=on):
            raise DoesNotFit(Why.NOT_HERE)


def _go_on_now_or_soon(reform: Reform, places: set[int], *, at: datetime) -> None:
    if journal.households_in(places) <= MANY:
        while carrying.step(reform, at=at):
            pass
    else:
        jobs.enqueue(carrying.JOB, {"reform": reform.id}, at=at)


def decide(undecided: Undecided, village: Place, *, by: Person, at: datetime) -> None:
    """A household of a divided village belongs to this one: its own, or one of another part."""
    household = session.get_one(Household, undecided.household_id)
    reform = session.get_one(Reform, undecided.reform_id)
    if household.village_id != village.id:
        moves.move_household(household, to=village, on=reform.on)
        retelling.of_household(household.id, reform, at=at)
    session.delete(undecided)
    detail = {"reform": reform.id, "village": village.code}
    accounts.trace(
        "reform.decide", f"household:{household.code}", actor=by, for_id=household.keeper_id,
        detail=detail, at=at,
    )  # fmt: skip
    reform.changed_at = at


def take_back(reform: Reform, *, by: Person, at: datetime) -> None:
    """Whoever asks has looked whether anything depends on it: see queries.hindrances."""
    detail = {"state": reform.state}
    accounts.trace("reform.take_back", f"reform:{reform.id}", actor=by, detail=detail, at=at)
    if reform.state is ReformState.WAITING:
        reform.state, reform.changed_at = ReformState.TAKEN_BACK, at
        return
    reform.state, reform.done = ReformState.GOING_BACK, 0
    reform.total = len(journal.moved(reform))
    _go_on_now_or_soon(reform, {village for village, _old in journal.moved(reform)}, at=at)


def reword(payload: dict[str, Any], /, *, at: datetime) -> None:
    """The worker's job: buyers find the goods of a village by what lies around it now."""
    with deed():
        village = session.get_one(Place, payload["village"])
        moves.catch_up(village)
        reword_village(village, at=at)
