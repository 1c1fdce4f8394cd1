"""Baselines and targets of a commune that became another.

Of several they are added, where every one of them has one; of a divided commune they are shared
out by households, and say so. What cannot be added is not carried over, nor is what stood against
a campaign where there is none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from storefront.campaign import queries
from storefront.campaign.models import Baseline, Campaign, Reform, Target, TargetKind
from storefront.db import session
from storefront.places.models import Place
from storefront.reforms.plan import shares


@dataclass
class Inherited:
    """What was made and what was changed, for the journal."""

    made: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    followed: list[tuple[str, int, int]] = field(default_factory=list)
    """Table, row, and the place it was held at before."""

    def add(self, thing: Any) -> None:
        session.add(thing)
        session.flush()
        self.made[thing.__tablename__].append(thing.id)

    def add_all(self, more: Inherited) -> None:
        for name, ids in more.made.items():
            self.made[name] += ids
        self.followed += more.followed


def go_on(olds: Sequence[Place], new: Place, to: Inherited, *, at: datetime) -> None:
    """The campaigns of provinces that become one go on as one. Those that ended stay where they
    were."""
    newest = [it for old in olds for it in queries.campaigns_of(old)[:1]]
    running = [it for it in newest if it.ended_on is None]
    if running:
        name = " + ".join(dict.fromkeys(it.name for it in running))[:120]
        to.add(Campaign(place_id=new.id, name=name, began_on=running[0].began_on, changed_at=at))


def add(olds: Sequence[Place], new: Place, reform: Reform, to: Inherited, *, at: datetime) -> None:
    for same in _told_of_all(Baseline, olds, lambda it: _told(it, new)):
        _add_baselines(same, new, reform, to)
    goals_of_all = _told_of_all(Target, olds, _goal if len(olds) > 1 else lambda it: it.id)
    for goals in goals_of_all:
        _add_targets(goals, new, reform, to, at=at)


def share(
    old: Place, parts: Sequence[Place], weights: Sequence[int], reform: Reform, to: Inherited,
    *, at: datetime,
) -> None:  # fmt: skip
    for told in session.scalars(_of(Baseline, old)):
        _share_baseline(told, parts, weights, reform, to)
    for goal in session.scalars(_of(Target, old)):
        _share_target(goal, parts, weights, reform, to, at=at)


def _of(model: Any, place: Place) -> Any:
    return select(model).where(model.place_id == place.id).order_by(model.id)


def _told(it: Baseline, new: Place) -> Any:
    return _campaign(it, new), it.indicator, it.on


def _campaign(told: Baseline, place: Place) -> int | None:
    """That of the place: in another province it is another, if there is any. One of the country
    stays."""
    if told.campaign.place.contains(place):
        return told.campaign_id
    there = queries.campaign_for(place, on=told.on)
    return there.id if there else None


def _goal(it: Target) -> Any:
    return it.indicator, it.kind, it.due_on


def _told_of_all(model: Any, olds: Sequence[Place], key: Callable[[Any], Any]) -> list[list[Any]]:
    """Only what every one of them has: the sum of some would be a lie about all."""
    by_key: dict[Any, dict[int, Any]] = defaultdict(dict)
    for old in olds:
        for it in session.scalars(_of(model, old)):
            by_key[key(it)][old.id] = it
    return [list(each.values()) for each in by_key.values() if len(each) == len(olds)]


def _add_baselines(told: list[Baseline], new: Place, reform: Reform, to: Inherited) -> None:
    values = [it.value for it in told]
    alone = len(told) == 1
    if not alone and None in values:
        return
    value = told[0].value if alone else sum(it for it in values if it is not None)
    multiple = told[0].multiple if alone else None
    is_estimate = any(it.is_estimate for it in told)
    _tell(told[0], new, value, multiple, _sum(told, reform), is_estimate, to)


def _share_baseline(
    told: Baseline, parts: Sequence[Place], weights: Sequence[int], reform: Reform, to: Inherited
) -> None:
    if told.value is None:
        return
    for part, weight, value in zip(parts, weights, shares(told.value, weights), strict=True):
        source = f"{reform.decision}: {told.source} × {weight}/{sum(weights)}"
        _tell(told, part, value, None, source, True, to)


def _tell(
    told: Baseline, place: Place, value: int | None, multiple: Decimal | None, source: str,
    is_estimate: bool, to: Inherited,
) -> None:  # fmt: skip
    campaign_id = _campaign(told, place)
    if campaign_id is None:
        return
    to.add(
        Baseline(
            campaign_id=campaign_id,
            place_id=place.id,
            indicator=told.indicator,
            value=value,
            multiple=multiple,
            on=told.on,
            source=source,
            is_estimate=is_estimate,
            entered_by_id=told.entered_by_id,
        )
    )


def _sum(told: Sequence[Baseline | Target], reform: Reform) -> str:
    return f"{reform.decision}: {' + '.join(dict.fromkeys(it.source for it in told))}"


_SAME_FOR_ALL = (TargetKind.RATIO, TargetKind.MULTIPLE)


def _add_targets(
    goals: list[Target], new: Place, reform: Reform, to: Inherited, *, at: datetime
) -> None:
    first = goals[0]
    goal, began_at = first.goal, first.began_at
    if any(it.dropped_on for it in goals):
        return
    if len(goals) > 1:
        began = [it.began_at for it in goals]
        began_at = None
        if first.kind is TargetKind.COUNT:
            goal = sum((it.goal for it in goals), Decimal(0))
            began_at = None if None in began else sum((it for it in began if it), Decimal(0))
        elif first.kind not in _SAME_FOR_ALL or len({it.goal for it in goals}) > 1:
            return
    owner = ", ".join(dict.fromkeys(it.owner for it in goals))[:120]
    _undertake(first, new, goal, began_at, owner, _sum(goals, reform), to, at=at)


def _share_target(
    goal: Target, parts: Sequence[Place], weights: Sequence[int], reform: Reform, to: Inherited,
    *, at: datetime,
) -> None:  # fmt: skip
    if goal.dropped_on:
        return
    goals = [goal.goal] * len(parts)
    if goal.kind is TargetKind.COUNT:
        goals = [Decimal(it) for it in shares(int(goal.goal), weights)]
    elif goal.kind not in _SAME_FOR_ALL:
        return
    for part, weight, wanted in zip(parts, weights, goals, strict=True):
        source = f"{reform.decision}: {goal.source}"
        if goal.kind is TargetKind.COUNT:
            source += f" × {weight}/{sum(weights)}"
        _undertake(goal, part, wanted, None, goal.owner, source, to, at=at)


def _undertake(
    like: Target, place: Place, goal: Decimal, began_at: Decimal | None, owner: str, source: str,
    to: Inherited, *, at: datetime,
) -> None:  # fmt: skip
    to.add(
        Target(
            place_id=place.id,
            indicator=like.indicator,
            kind=like.kind,
            goal=goal,
            began_on=like.began_on,
            began_at=began_at,
            due_on=like.due_on,
            owner=owner,
            source=source,
            set_by_id=like.set_by_id,
            set_at=at,
        )
    )
