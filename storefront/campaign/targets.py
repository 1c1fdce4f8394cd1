"""Targets: what a place undertook, where it stands, and where it will be at this rate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal

from sqlalchemy import select

from storefront.accounts import actions as accounts
from storefront.accounts.models import Person
from storefront.campaign import baselines, figures, indicators, queries, sums
from storefront.campaign.course import Course, Projection, State, projected
from storefront.campaign.definition import Definition, Direction
from storefront.campaign.figures import Figures
from storefront.campaign.growth import percent_of
from storefront.campaign.models import Target, TargetKind
from storefront.campaign.ranking import ranked
from storefront.campaign.scope import Scope, month_before, month_end, months_until
from storefront.db import session
from storefront.facts.models import Indicator
from storefront.places.models import Level, Place

MONTHS = 6
"""How many whole months a run-rate is taken from."""


@dataclass(frozen=True, slots=True)
class Undertaken:
    indicator: str
    kind: TargetKind
    goal: Decimal
    due_on: date
    owner: str
    source: str


@dataclass(frozen=True, slots=True)
class Standing:
    target: Target
    definition: Definition
    value: Decimal | None
    state: State
    expected: Decimal | None
    projection: Projection | None

    @property
    def reached(self) -> Decimal | None:
        """In percent of the goal, one decimal, cut off. Where less is better there is none."""
        backwards = (
            self.target.kind is TargetKind.RANK or self.definition.direction is Direction.DOWN
        )
        if backwards or self.value is None or not self.target.goal:
            return None
        return (self.value * 100 / self.target.goal).quantize(Decimal("0.1"), ROUND_DOWN)


def undertake(scope: Scope, wanted: Undertaken, *, by: Person, at: datetime) -> Target:
    """From where the place stands today."""
    target = Target(
        place_id=scope.place.id,
        began_on=scope.today,
        set_by_id=by.id,
        set_at=at,
        **{name: getattr(wanted, name) for name in wanted.__dataclass_fields__},
    )
    target.began_at = value_of(target, scope, figures.figures(scope))
    session.add(target)
    session.flush()
    accounts.trace("target.set", f"target:{target.id}", actor=by, at=at)
    return target


def drop(target: Target, *, why: str, on: date, by: Person, at: datetime) -> None:
    """It will not be carried out; it stays on the list, as such."""
    target.dropped_on, target.why_dropped = on, why
    accounts.trace("target.drop", f"target:{target.id}", actor=by, at=at)


def of_place(place: Place) -> Sequence[Target]:
    wanted = select(Target).where(Target.place_id == place.id)
    return session.scalars(wanted.order_by(Target.due_on, Target.id)).all()


def of_places(place_ids: Sequence[int]) -> Mapping[int, list[Target]]:
    """The same of several places at once, by place."""
    found: dict[int, list[Target]] = defaultdict(list)
    wanted = select(Target).order_by(Target.due_on, Target.id)
    if place_ids:
        for it in session.scalars(wanted.where(Target.place_id.in_(place_ids))):
            found[it.place_id].append(it)
    return found


def standings(scope: Scope, found: Figures | None = None) -> list[Standing]:
    """All of them, the one due first first. `found` are the figures of the scope, if known."""
    targets = of_place(scope.place)
    if targets and found is None:
        found = figures.figures(scope)
    return [_standing(it, scope, found or {}) for it in targets]


def _standing(target: Target, scope: Scope, found: Figures) -> Standing:
    definition = indicators.definition(indicators.known(target.indicator), on=scope.until)
    course, value = _course(target, definition), value_of(target, scope, found)
    return Standing(
        target,
        definition,
        value,
        course.state(value, scope.until),
        course.expected(scope.until),
        _projection(target, scope, value),
    )


def _course(target: Target, definition: Definition) -> Course:
    is_rank = target.kind is TargetKind.RANK
    return Course(
        target.goal,
        target.began_on,
        target.due_on,
        target.began_at,
        less_is_better=is_rank or definition.direction is Direction.DOWN,
        dropped_on=target.dropped_on,
    )


def value_of(target: Target, scope: Scope, found: Figures) -> Decimal | None:
    """Where it stands, in the unit of its kind; nothing where nobody can tell."""
    figure = found[indicators.known(target.indicator)]
    if target.kind is TargetKind.COUNT:
        return None if figure.value is None else Decimal(figure.value)
    if target.kind is TargetKind.RATIO:
        return figure.share
    indicator = next((it for it in Indicator if it == target.indicator), None)
    if indicator is None:
        return None
    if target.kind is TargetKind.MULTIPLE:
        return _multiple(scope, indicator, figure.value)
    if target.kind is TargetKind.COVERAGE:
        return _coverage(scope, indicator)
    return _rank(scope, indicator)


def _multiple(scope: Scope, indicator: Indicator, value: int | None) -> Decimal | None:
    """Hidden where the baseline is too small to be a base."""
    told = baselines.of(queries.campaign_for(scope.place, on=scope.until), scope.place).get(
        indicator
    )
    growth = baselines.growth(value, told)
    return None if growth.is_too_small else growth.ratio


def _coverage(scope: Scope, indicator: Indicator) -> Decimal | None:
    counted = figures.by_commune(scope, (indicator,))
    reached = sum(bool(it[indicator].value) for it in counted.values())
    return percent_of(reached, len(scope.communes))


def _rank(scope: Scope, indicator: Indicator) -> Decimal | None:
    """Of a commune in its province; nobody here knows the other provinces."""
    above = scope.place.parent
    while above is not None and above.level is not Level.PROVINCE:
        above = above.parent
    if scope.place.level is not Level.COMMUNE or above is None:
        return None
    around = queries.scope_of(
        above, until=scope.until, geography=scope.geography, today=scope.today
    )
    lines = ranked(queries.lines(around, indicator), indicator)
    rank = next((it.rank for it in lines if it.place.id == scope.place.id), None)
    return None if rank is None else Decimal(rank)


def _projection(target: Target, scope: Scope, value: Decimal | None) -> Projection | None:
    """Only of counts that deeds add to: a ratio has no run-rate."""
    indicator = next((it for it in Indicator if it == target.indicator), None)
    if target.kind is not TargetKind.COUNT or value is None or indicator is None:
        return None
    months = sums.by_month(scope, indicator).get(indicator, {})
    whole = months_until(_last_whole_month(scope), count=MONTHS)
    begun = [months.get(it, 0) for it in whole if it >= min(months, default=scope.until)]
    return projected(value, begun, day=scope.until, due_on=target.due_on)


def _last_whole_month(scope: Scope) -> date:
    """The month of the day itself only once it is over."""
    is_over = scope.until == month_end(scope.until) and scope.until < scope.today
    return scope.month if is_over else month_before(scope.until)
