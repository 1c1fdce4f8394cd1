"""Carrying a reform out, and taking it back, step by step.

What takes long shows nothing as now: first the sums of villages that go over are set apart, and at
the end they are gathered in again, a village a step. In between lies one short step by which all of
it happens. A worker that dies is followed by another, who goes on where the last step ended.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select

from storefront import clock, jobs
from storefront.campaign import moves
from storefront.campaign.models import Apart, Reform, ReformState, Undecided
from storefront.db import deed, session
from storefront.places import actions as places
from storefront.places.models import Place, Relation, Succession
from storefront.reforms import forgetting, inheriting, journal, retelling
from storefront.reforms import plan as plans
from storefront.reforms.checking import DoesNotFit, check
from storefront.reforms.plan import Dividing, Joining, Moving, Plan, Unit
from storefront.reforms.sharing import Inherited
from storefront.shops.models import Household

JOB = "reform"
WORDS = "reform_words"
STEPS = 50
"""That one job takes: the next one takes as many."""


def work(payload: dict[str, int], /, *, at: datetime) -> None:
    """The worker's job: each step a deed."""
    number = payload["reform"]
    if all(_step_in_a_deed(number, at=at) for _turn in range(STEPS)):
        with deed():
            jobs.enqueue(JOB, {"reform": number}, at=at)


def _step_in_a_deed(number: int, *, at: datetime) -> bool:
    with deed():
        reform = session.get(Reform, number, with_for_update=True)
        return reform is not None and step(reform, at=at)


def step(reform: Reform, *, at: datetime) -> bool:
    """Whether there is another. In the caller's deed, under a lock on the reform."""
    if reform.state is ReformState.WAITING:
        return _begin(reform)
    if reform.state is ReformState.UNDER_WAY:
        return _set_next_apart(reform, _to_set_apart(reform)) or _switch(reform, at=at)
    if reform.state is ReformState.SETTLING:
        is_under_way = retelling.next_households(reform, at=at) or _gather_next(reform)
        return is_under_way or _settled(reform, at=at)
    if reform.state is ReformState.GOING_BACK:
        return _go_back(reform, at=at)
    return False


# --- preparing --------------------------------------------------------------------------------


def _begin(reform: Reform) -> bool:
    try:
        check(reform.kind, journal.plan_of(reform), reform.place, on=reform.on, but=reform)
    except DoesNotFit as refusal:
        reform.state, reform.refused = ReformState.REFUSED, refusal.why
        return False
    reform.state, reform.total = ReformState.UNDER_WAY, len(_to_set_apart(reform))
    return True


def _to_set_apart(reform: Reform) -> list[int]:
    """Communes that go whole need no setting apart."""
    plan = journal.plan_of(reform)
    if isinstance(plan, Moving):
        return list(plan.villages)
    if isinstance(plan, Dividing):
        return [village for part in plan.parts for village in part.villages]
    return []


def _set_next_apart(reform: Reform, villages: Sequence[int]) -> bool:
    done = set(_apart(villages))
    waiting = [it for it in villages if it not in done]
    if waiting:
        moves.set_apart(session.get_one(Place, waiting[0]))
        reform.done = len(done) + 1
    return bool(waiting)


def _apart(keys: Iterable[int]) -> Sequence[int]:
    wanted = select(Apart.place_id).where(Apart.place_id.in_(list(keys)))
    return session.scalars(wanted.order_by(Apart.place_id)).all()


# --- all at once ------------------------------------------------------------------------------


def _switch(reform: Reform, *, at: datetime) -> bool:
    plan = journal.plan_of(reform)
    begun = [_begin_commune(unit, plan, reform) for unit in plans.units(plan)]
    journal.write(reform, begun=[it.id for it in begun])
    if isinstance(plan, Moving):
        _go_over(plan.villages, session.get_one(Place, plan.into), reform)
        _in_force(reform, [], Inherited(), at=at)
    elif isinstance(plan, Joining):
        _join(plan, begun[0], reform, at=at)
    else:
        _divide(plan, begun, reform, at=at)
    return True


def _begin_commune(unit: Unit, plan: Plan, reform: Reform) -> Place:
    olds = journal.places(sorted(plans.named(plan)))
    like = next((it for it in olds if it.code == unit.code), olds[0])
    is_placed = isinstance(plan, Joining) or like.code == unit.code
    at = (like.lat, like.lon) if is_placed and like.lat and like.lon else None
    return places.begin_commune(
        unit.code, unit.name, kind=unit.kind, province=reform.place, on=reform.on, at=at
    )


def _join(plan: Joining, new: Place, reform: Reform, *, at: datetime) -> None:
    olds = journal.places(plan.olds)
    for old in olds:
        _note_moved(moves.villages_of(old), reform)
        moves.go_whole(old, new, on=reform.on)
        _succeed(old, new, Relation.WHOLE, reform)
    inherited = inheriting.join(olds, new, reform, on=clock.village_date(at), at=at)
    _in_force(reform, olds, inherited, at=at)


def _divide(plan: Dividing, parts: Sequence[Place], reform: Reform, *, at: datetime) -> None:
    old = session.get_one(Place, plan.old)
    weights = [journal.households_in(set(part.villages)) for part in plan.parts]
    for part, place in zip(plan.parts, parts, strict=True):
        _go_over(part.villages, place, reform)
        _succeed(old, place, Relation.PART, reform)
    added = [it.id for it in moves.villages_of(old)]
    while _set_next_apart(reform, added):
        pass
    _go_over(added, inheriting.heir(old, parts, weights), reform)
    inherited = inheriting.divide(old, parts, weights, reform, on=clock.village_date(at), at=at)
    _in_force(reform, [old], inherited, at=at)
    _ask_about(plan.divided, reform)


def _go_over(villages: Sequence[int], into: Place, reform: Reform) -> None:
    going = journal.places(villages)
    _note_moved(going, reform)
    moves.go_over(going, into, on=reform.on)


def _note_moved(villages: Iterable[Place], reform: Reform) -> None:
    before = reform.journal.get("moved", [])
    journal.write(reform, moved=[*before, *([it.id, it.parent_id] for it in villages)])


def _ask_about(villages: Sequence[int], reform: Reform) -> None:
    living = select(Household.id).where(Household.village_id.in_(villages))
    ids = session.scalars(living).all()
    session.add_all(Undecided(household_id=it, reform_id=reform.id) for it in ids)
    journal.write(reform, undecided=len(ids))


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
    journal.write(
        reform,
        ended=[it.id for it in ended],
        made=dict(inherited.made),
        followed=[list(it) for it in inherited.followed],
    )
    reform.state, reform.applied_at, reform.changed_at = ReformState.SETTLING, at, at
    journal.trace("reform.apply", reform, at=at)


# --- afterwards -------------------------------------------------------------------------------


def _gather_next(reform: Reform) -> bool:
    keys = [village for village, _old in journal.moved(reform)] + reform.journal["ended"]
    apart = _apart(keys)
    if apart:
        moves.gather(session.get_one(Place, apart[0]))
    return bool(apart)


def _settled(reform: Reform, *, at: datetime) -> bool:
    reform.state = ReformState.IN_FORCE
    _reword(reform, at=at)
    return False


def _reword(reform: Reform, *, at: datetime) -> None:
    for village, _old in journal.moved(reform):
        jobs.enqueue(WORDS, {"village": village}, at=at)


# --- taking back ------------------------------------------------------------------------------


def _go_back(reform: Reform, *, at: datetime) -> bool:
    villages = [village for village, _old in journal.moved(reform)]
    if not reform.journal.get("returned"):
        return _set_next_apart(reform, villages) or _switch_back(reform, at=at)
    if retelling.next_households(reform, is_back=True, at=at):
        return True
    return _gather_next(reform) or _taken_back(reform, at=at)


def _switch_back(reform: Reform, *, at: datetime) -> bool:
    """A commune that it began has stood on no day."""
    for old in journal.places(reform.journal["ended"]):
        old.valid_to = None
    session.flush()
    for village, home in journal.moved(reform):
        moves.go_back(session.get_one(Place, village), session.get_one(Place, home), on=reform.on)
    forgetting.unfollow(reform.journal["followed"])
    forgetting.forget(reform)
    for commune in journal.places(reform.journal["begun"]):
        commune.valid_to = commune.valid_from
    journal.write(reform, returned=True, **{retelling.TOLD_TO: 0})
    reform.changed_at = at
    return True


def _taken_back(reform: Reform, *, at: datetime) -> bool:
    for commune in journal.places(reform.journal["begun"]):
        forgetting.never_began(commune)
    reform.state = ReformState.TAKEN_BACK
    journal.trace("reform.taken_back", reform, at=at)
    _reword(reform, at=at)
    return False
