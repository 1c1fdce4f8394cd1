"""Entering a reform, carrying it out village by village, and taking it back.

A small one is one deed. A large one is carried out by the worker, each village in a deed of its
own: the new commune begins first and the old one ends last, so that whatever is asked in between,
every village lies in one that stands and every sum is whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from storefront import clock, jobs
from storefront.accounts import actions as accounts
from storefront.accounts.models import Person
from storefront.campaign import actions as campaign
from storefront.campaign.models import Reform, ReformKind, ReformState, Undecided
from storefront.db import deed, session
from storefront.places import actions as places
from storefront.places.models import Place, Relation, Succession
from storefront.reforms import inheriting
from storefront.reforms import plan as plans
from storefront.reforms.checking import DoesNotFit, check
from storefront.reforms.inheriting import Inherited
from storefront.reforms.plan import Dividing, Joining, Moving, Plan, Unit
from storefront.shops.models import Household
from storefront.shops.wording import reword_village

JOB = "reform"
WORDS = "reform_words"
MANY = 500
"""Households that one deed may move without keeping others waiting."""


def enter(
    kind: ReformKind, plan: Plan, province: Place, *,
    decision: str, on: date, by: Person, at: datetime,
) -> Reform:  # fmt: skip
    """Raises DoesNotFit. From its day on it is in force; a large one soon after."""
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
        jobs.enqueue(JOB, {"reform": reform.id}, at=clock.start_of(on))
    else:
        _go_on_now_or_soon(reform, plans.named(plan), at=at)
    return reform


def _go_on_now_or_soon(reform: Reform, places_: set[int], *, at: datetime) -> None:
    if households_in(places_) <= MANY:
        while step(reform, at=at):
            pass
    else:
        jobs.enqueue(JOB, {"reform": reform.id}, at=at)


def households_in(places_: set[int]) -> int:
    """Living in these villages, or in villages of these communes."""
    villages = select(Place.id).where(Place.id.in_(places_) | Place.parent_id.in_(places_))
    counted = select(func.count()).select_from(Household)
    return session.scalar(counted.where(Household.village_id.in_(villages))) or 0


def work(payload: dict[str, Any], /, *, at: datetime) -> None:
    """The worker's job: one step, one deed, until it is done. Whoever takes over goes on."""
    while _step_in_a_deed(payload["reform"], at=at):
        pass


def _step_in_a_deed(number: int, *, at: datetime) -> bool:
    with deed():
        reform = session.get(Reform, number, with_for_update=True)
        return reform is not None and step(reform, at=at)


def step(reform: Reform, *, at: datetime) -> bool:
    """Whether there is another. In the caller's deed, under a lock on the reform."""
    reform.changed_at = at
    if reform.state is ReformState.WAITING:
        return _begin(reform, at=at)
    if reform.state is ReformState.UNDER_WAY:
        return _move_next(reform, at=at)
    if reform.state is ReformState.GOING_BACK:
        return _return_next(reform, at=at)
    return False


def _begin(reform: Reform, *, at: datetime) -> bool:
    plan = _plan(reform)
    try:
        check(reform.kind, plan, reform.place, on=reform.on, but=reform)
    except DoesNotFit as refusal:
        reform.state, reform.refused = ReformState.REFUSED, refusal.why
        return False
    begun = [_begin_commune(unit, plan, reform) for unit in plans.units(plan)]
    _write(reform, begun=[it.id for it in begun], moved=[])
    reform.state = ReformState.UNDER_WAY
    if isinstance(plan, Joining) and households_in(set(plan.olds)) <= MANY:
        _relabel(reform, plan, begun[0])
    reform.total = len(reform.journal["moved"]) or len(_to_move(plan))
    reform.done = len(reform.journal["moved"])
    return True


def _begin_commune(unit: Unit, plan: Plan, reform: Reform) -> Place:
    olds = _places(plans.named(plan))
    like = next((it for it in olds if it.code == unit.code), olds[0])
    is_placed = isinstance(plan, Joining) or like.code == unit.code
    at = (like.lat, like.lon) if is_placed and like.lat and like.lon else None
    return places.begin_commune(
        unit.code, unit.name, kind=unit.kind, province=reform.place, on=reform.on, at=at
    )


def _relabel(reform: Reform, plan: Joining, new: Place) -> None:
    """The sums of whole communes go over at once, with all villages."""
    moved = []
    for old in _places(plan.olds):
        moved += [[village.id, old.id] for village in campaign.villages_of(old)]
        campaign.merge_commune(old, into=new, on=reform.on)
    _write(reform, moved=moved)


def _move_next(reform: Reform, *, at: datetime) -> bool:
    plan, moved = _plan(reform), reform.journal["moved"]
    waiting = [it for it in _to_move(plan) if it[0] not in {village for village, _from in moved}]
    if not waiting:
        _settle(reform, plan, at=at)
        return False
    village_id, nth = waiting[0]
    village = session.get_one(Place, village_id)
    into = plan.into if isinstance(plan, Moving) else reform.journal["begun"][nth]
    _write(reform, moved=[*moved, [village.id, village.parent_id]])
    campaign.move_village(village, into=session.get_one(Place, into), on=reform.on)
    reform.done += 1
    return True


def _to_move(plan: Plan) -> list[tuple[int, int]]:
    """Each village, and into which of the parts."""
    if isinstance(plan, Moving):
        return [(village, 0) for village in plan.villages]
    if isinstance(plan, Joining):
        return [(it.id, 0) for old in _places(plan.olds) for it in campaign.villages_of(old)]
    return [(village, nth) for nth, part in enumerate(plan.parts) for village in part.villages]


def _settle(reform: Reform, plan: Plan, *, at: datetime) -> None:
    if isinstance(plan, Moving):
        _in_force(reform, [], Inherited(), at=at)
    elif isinstance(plan, Joining):
        _settle_joined(reform, plan, at=at)
    else:
        _settle_divided(reform, plan, at=at)


def _settle_joined(reform: Reform, plan: Joining, *, at: datetime) -> None:
    olds, (new,) = _places(plan.olds), _places(reform.journal["begun"])
    for old in olds:
        _succeed(old, new, Relation.WHOLE, reform)
    inherited = inheriting.join(olds, new, reform, on=_today(at), at=at)
    _in_force(reform, olds, inherited, at=at)


def _settle_divided(reform: Reform, plan: Dividing, *, at: datetime) -> None:
    old, parts = session.get_one(Place, plan.old), _places(reform.journal["begun"])
    for part in parts:
        _succeed(old, part, Relation.PART, reform)
    weights = [households_in({part.id}) for part in parts]
    inherited = inheriting.divide(old, parts, weights, reform, on=_today(at), at=at)
    _in_force(reform, [old], inherited, at=at)
    _ask_about(plan.divided, reform)


def _ask_about(villages: Sequence[int], reform: Reform) -> None:
    living = select(Household.id).where(Household.village_id.in_(villages))
    ids = session.scalars(living).all()
    session.add_all(Undecided(household_id=it, reform_id=reform.id) for it in ids)
    _write(reform, undecided=len(ids))


def _succeed(old: Place, new: Place, relation: Relation, reform: Reform) -> None:
    session.add(
        Succession(
            old_id=old.id, new_id=new.id, on=reform.on, relation=relation, source=reform.decision
        )
    )


def _in_force(
    reform: Reform, ended: Sequence[Place], inherited: Inherited, *, at: datetime
) -> None:
    for old in ended:
        old.valid_to = reform.on
    _write(
        reform,
        ended=[it.id for it in ended],
        made=dict(inherited.made),
        followed=[list(it) for it in inherited.followed],
    )
    reform.state, reform.applied_at = ReformState.IN_FORCE, at
    _trace("reform.apply", reform, at=at)
    _reword(reform, at=at)


def decide(undecided: Undecided, village: Place, *, by: Person, at: datetime) -> None:
    """A household of a divided village belongs to this one: its own, or one of another part."""
    household = session.get_one(Household, undecided.household_id)
    reform = session.get_one(Reform, undecided.reform_id)
    if household.village_id != village.id:
        campaign.move_household(household, to=village, on=reform.on)
    session.delete(undecided)
    detail = {"reform": reform.id, "village": village.code}
    accounts.trace(
        "reform.decide", f"household:{household.code}", actor=by, for_id=household.keeper_id,
        detail=detail, at=at,
    )  # fmt: skip
    reform.changed_at = at


def reword(payload: dict[str, Any], /, *, at: datetime) -> None:
    """The worker's job: buyers find the goods of a village by what lies around it now."""
    with deed():
        village = session.get_one(Place, payload["village"])
        campaign.gather(village)
        reword_village(village, at=at)


def _reword(reform: Reform, *, at: datetime) -> None:
    for village_id, _from in reform.journal["moved"]:
        jobs.enqueue(WORDS, {"village": village_id}, at=at)


def take_back(reform: Reform, *, by: Person, at: datetime) -> None:
    """Whoever asks has looked whether anything depends on it: see queries.hindrances."""
    detail = {"state": reform.state}
    accounts.trace("reform.take_back", f"reform:{reform.id}", actor=by, detail=detail, at=at)
    if reform.state is ReformState.WAITING:
        reform.state, reform.changed_at = ReformState.TAKEN_BACK, at
        return
    reform.state = ReformState.GOING_BACK
    for old in _places(reform.journal.get("ended", [])):
        old.valid_to = None
    session.flush()
    _go_on_now_or_soon(reform, {village for village, _from in reform.journal["moved"]}, at=at)


def _return_next(reform: Reform, *, at: datetime) -> bool:
    returned = reform.journal.get("returned", [])
    left = [it for it in reform.journal["moved"] if it[0] not in returned]
    if not left:
        _forget(reform, at=at)
        return False
    village_id, old_id = left[0]
    village, old = (session.get_one(Place, it) for it in (village_id, old_id))
    campaign.return_village(village, to=old, on=reform.on)
    _write(reform, returned=[*returned, village_id])
    reform.done -= 1
    return True


def _forget(reform: Reform, *, at: datetime) -> None:
    """All that it made is gone again; a commune in which something was counted meanwhile has
    stood on no day."""
    inheriting.unfollow(reform.journal.get("followed", []))
    inheriting.forget(reform)
    for commune in _places(reform.journal["begun"]):
        inheriting.never_began(commune)
    reform.state = ReformState.TAKEN_BACK
    _trace("reform.taken_back", reform, at=at)
    _reword(reform, at=at)


def _trace(verb: str, reform: Reform, *, at: datetime) -> None:
    accounts.trace(
        verb, f"reform:{reform.id}", actor=reform.entered_by, detail={"villages": reform.total},
        at=at,
    )  # fmt: skip


def _write(reform: Reform, **known: Any) -> None:
    reform.journal = {**reform.journal, **known}


def _plan(reform: Reform) -> Plan:
    return plans.read(reform.kind, reform.plan)


def _places(ids: Any) -> list[Place]:
    found = {it.id: it for it in session.scalars(select(Place).where(Place.id.in_(list(ids))))}
    return [found[it] for it in (sorted(ids) if isinstance(ids, set) else ids)]


def _today(at: datetime) -> date:
    return clock.village_date(at)
