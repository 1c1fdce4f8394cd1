"""The one short step by which a reform happens: communes begin and end, villages go over, and who
answered for them answers for what they became."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select

from storefront import clock
from storefront.campaign import moves
from storefront.campaign.models import Reform, ReformState, Undecided
from storefront.db import session
from storefront.places import actions as places
from storefront.places.models import Place, Relation, Succession
from storefront.reforms import inheriting, journal, preparing
from storefront.reforms import plan as plans
from storefront.reforms.plan import Dividing, Joining, Moving, Plan, Unit, Uniting
from storefront.reforms.sharing import Inherited
from storefront.shops.models import Household


def happen(reform: Reform, *, at: datetime) -> None:
    """All at once, in the caller's deed."""
    plan = journal.plan_of(reform)
    if isinstance(plan, Uniting):
        _unite(plan, reform, at=at)
    else:
        _change_communes(plan, reform, at=at)


def _change_communes(plan: Joining | Dividing | Moving, reform: Reform, *, at: datetime) -> None:
    begun = [_begin_commune(unit, plan, reform) for unit in plans.units(plan)]
    journal.write(reform, begun=[it.id for it in begun])
    if isinstance(plan, Moving):
        _go_over(plan.villages, session.get_one(Place, plan.into), reform)
        _in_force(reform, [], Inherited(), at=at)
    elif isinstance(plan, Joining):
        _join(plan, begun[0], reform, at=at)
    else:
        _divide(plan, begun, reform, at=at)


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
    _go_whole([(old, new) for old in olds], reform)
    inherited = inheriting.join(olds, new, reform, on=clock.village_date(at), at=at)
    _in_force(reform, olds, inherited, at=at)


def _go_whole(pairs: Sequence[tuple[Place, Place]], reform: Reform) -> None:
    _note_moved([it for old, _new in pairs for it in moves.villages_of(old)], reform)
    moves.go_whole(pairs, on=reform.on)
    for old, new in pairs:
        _succeed(old, new, Relation.WHOLE, reform)


def _unite(plan: Uniting, reform: Reform, *, at: datetime) -> None:
    """Places never change what they lie in: communes end, and begin in the new province."""
    today = clock.village_date(at)
    provinces, communes = journal.places(plan.olds), journal.communes_in(plan.olds)
    new = _begin_province(plan.new, provinces, reform)
    inherited = inheriting.unite(provinces, new, reform, on=today, at=at)
    for province in provinces:
        _succeed(province, new, Relation.WHOLE, reform)
    heirs = [_begin_again(old, new, reform) for old in communes]
    pairs = list(zip(communes, heirs, strict=True))
    _go_whole(pairs, reform)
    for old, heir in pairs:
        inherited.add_all(inheriting.join([old], heir, reform, on=today, at=at))
    became = [[old.id, heir.id] for old, heir in pairs]
    journal.write(reform, begun=[*(it.id for it in heirs), new.id], became=became)
    _in_force(reform, [*communes, *provinces], inherited, at=at)


def _begin_province(unit: Unit, olds: Sequence[Place], reform: Reform) -> Place:
    country = session.get_one(Place, olds[0].parent_id)
    at = (olds[0].lat, olds[0].lon) if olds[0].lat and olds[0].lon else None
    return places.begin_province(
        unit.code, unit.name, kind=unit.kind, country=country, on=reform.on, at=at
    )


def _begin_again(old: Place, province: Place, reform: Reform) -> Place:
    at = (old.lat, old.lon) if old.lat and old.lon else None
    return places.begin_commune(
        old.code, old.name, kind=old.kind, province=province, on=reform.on, at=at
    )


def _divide(plan: Dividing, parts: Sequence[Place], reform: Reform, *, at: datetime) -> None:
    old = session.get_one(Place, plan.old)
    weights = [journal.households_in(set(part.villages)) for part in plan.parts]
    for part, place in zip(plan.parts, parts, strict=True):
        _go_over(part.villages, place, reform)
        _succeed(old, place, Relation.PART, reform)
    added = [it.id for it in moves.villages_of(old)]
    while preparing.set_next_apart(reform, added):
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
