"""What a reform would come to, before anybody presses: counted, and nothing is changed."""

from __future__ import annotations

import enum
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import func, or_, select

from storefront import clock
from storefront.accounts.models import Posting
from storefront.campaign import sums
from storefront.campaign.models import Baseline
from storefront.campaign.queries import campaigns_of, scope_of
from storefront.campaign.scope import Geography, Scope
from storefront.db import session
from storefront.facts.models import Fact, Indicator
from storefront.orders.models import Order, OrderState
from storefront.places.models import Level, Place
from storefront.reforms import journal
from storefront.reforms.actions import MANY
from storefront.reforms.plan import Dividing, Joining, Moving, Plan, Uniting
from storefront.shops.models import Household, Shop
from storefront.teams.models import Team

SHOWN = (
    Indicator.HOUSEHOLD_REGISTERED,
    Indicator.SHOP_OPENED,
    Indicator.ACCOUNT_DECLARED,
    Indicator.ORDER_COMPLETED,
    Indicator.REVENUE,
)
OPEN = (OrderState.PLACED, OrderState.CONFIRMED, OrderState.SENT)

NOTHING = sums.Sum(0)

Totals = Counter[Indicator]


class Unknown(enum.StrEnum):
    """What nobody can tell."""

    LATE = "late"
    """Counted since the day it is in force: it goes along, as then too."""
    BASELINES = "baselines"
    """Not every commune has the same baselines, or they cannot be added."""
    SHARED = "shared"
    """Baselines and targets of a divided commune are shared out by households."""
    VILLAGES = "villages"
    """Whose the baselines of a village were that goes over."""
    DIVIDED = "divided"
    """Households of a village that is itself divided."""
    NAMESAKE = "namesake"
    """The province has another commune of that name."""
    NAMESAKES = "namesakes"
    """Communes of several provinces have one name."""
    CAMPAIGNS = "campaigns"
    """Campaigns of provinces that become one began on different days."""


@dataclass(frozen=True, slots=True)
class Line:
    name: str
    was: tuple[str, ...]
    """Old names that it is shown with."""
    totals: Totals


@dataclass(frozen=True)
class Preview:
    villages: int
    households: int
    shops: int
    teams: int
    postings: int
    orders: int
    """Open ones."""
    before: list[Line]
    after: list[Line]
    then: list[Line]
    """As then, before."""
    provinces: Sequence[Place]
    """All that it touches."""
    together: Totals
    """Of these."""
    unknown: Mapping[Unknown, int] = field(default_factory=dict)
    """Each with how many it is about."""

    @property
    def is_large(self) -> bool:
        return self.households > MANY


def preview(plan: Plan, province: Place, *, on: date, today: date) -> Preview:
    touched = _touched(plan)
    around = {number for it in (province, *touched) for number in it.ids}
    wanted = select(Place).where(Place.id.in_(around), Place.level == Level.PROVINCE)
    provinces = session.scalars(wanted.order_by(Place.id)).all()
    villages = _villages(plan)
    now = _totals(touched, province, Geography.NOW, today)
    before = [Line(it.full_name, (), now[it.id]) for it in touched]
    then = _totals(touched, province, Geography.THEN, today)
    counts = _counts(villages, [*journal.reach(plan), *(it.id for it in touched)], today)
    return Preview(
        villages=len(villages),
        **counts,
        before=before,
        after=_after(plan, touched, now, today),
        then=[Line(it.full_name, (), then[it.id]) for it in touched],
        provinces=provinces,
        together=_provinces(provinces, Geography.NOW, today),
        unknown=_unknown(plan, touched, villages, province, on=on),
    )


def _touched(plan: Plan) -> list[Place]:
    """The communes or provinces whose figures change."""
    if isinstance(plan, Joining | Uniting):
        ids = set(plan.olds)
    elif isinstance(plan, Dividing):
        ids = {plan.old}
    else:
        inside = select(Place.parent_id).where(Place.id.in_(plan.villages))
        ids = {plan.into, *(it for it in session.scalars(inside) if it)}
    wanted = select(Place).where(Place.id.in_(ids)).order_by(Place.folded, Place.code)
    return list(session.scalars(wanted))


def _villages(plan: Plan) -> list[int]:
    if isinstance(plan, Moving):
        return list(plan.villages)
    olds = (plan.old,) if isinstance(plan, Dividing) else journal.reach(plan)
    inside = select(Place.id).where(Place.parent_id.in_(olds), Place.level == Level.VILLAGE)
    return list(session.scalars(inside))


def _counts(villages: Sequence[int], touched: Sequence[int], today: date) -> dict[str, int]:
    living = select(Household.id).where(Household.village_id.in_(villages))
    shops = select(Shop.id).where(Shop.household_id.in_(living))
    wanted = {
        "households": living,
        "shops": shops,
        "teams": select(Team.id).where(Team.place_id.in_(villages), Team.ended_on.is_(None)),
        "postings": select(Posting.id).where(
            Posting.place_id.in_({*villages, *touched}),
            or_(Posting.to_day.is_(None), Posting.to_day > today),
        ),
        "orders": select(Order.id).where(Order.shop_id.in_(shops), Order.state.in_(OPEN)),
    }
    return {
        name: session.scalar(select(func.count()).select_from(ids.subquery())) or 0
        for name, ids in wanted.items()
    }


def _totals(
    places: Sequence[Place], province: Place, geography: Geography, today: date
) -> dict[int, Totals]:
    communes = [it for it in places if it.level is Level.COMMUNE]
    if not communes:
        return {it.id: _provinces([it], geography, today) for it in places}
    scope = Scope(province, communes, today, geography, today)
    found = sums.by_commune(scope, Indicator.SHOP_OPENED)
    return {
        it.id: Counter({of: found.get(it.id, {}).get(of, NOTHING).total for of in SHOWN})
        for it in communes
    }


def _provinces(provinces: Sequence[Place], geography: Geography, today: date) -> Totals:
    scopes = (scope_of(it, until=today, geography=geography, today=today) for it in provinces)
    found = [it for scope in scopes for it in sums.by_commune(scope, SHOWN[0]).values()]
    return Counter({of: sum(it[of].total for it in found if of in it) for of in SHOWN})


def _after(
    plan: Plan, touched: Sequence[Place], now: Mapping[int, Totals], today: date
) -> list[Line]:
    if isinstance(plan, Joining | Uniting):
        was = tuple(it.full_name for it in touched if it.full_name != plan.new.full_name)
        return [Line(plan.new.full_name, was, _together(now.values()))]
    villages = _by_village(_villages(plan), today)
    if isinstance(plan, Dividing):
        old = touched[0].full_name
        return [
            Line(
                part.unit.full_name,
                (old,) if part.unit.full_name != old else (),
                _together(villages[it] for it in part.villages),
            )
            for part in plan.parts
        ]
    return [Line(it.full_name, (), _moved(it, plan, now[it.id], villages)) for it in touched]


def _moved(commune: Place, plan: Moving, now: Totals, villages: Mapping[int, Totals]) -> Totals:
    after = Counter(now)
    homes = select(Place.id, Place.parent_id).where(Place.id.in_(plan.villages))
    for village, home in session.execute(homes):
        if commune.id == plan.into:
            after.update(villages[village])
        elif commune.id == home:
            after.subtract(villages[village])
    return after


def _together(totals: Iterable[Totals]) -> Totals:
    added: Totals = Counter()
    for it in totals:
        added.update(it)
    return added


def _by_village(villages: Sequence[int], today: date) -> dict[int, Totals]:
    """From the facts themselves: sums are kept by commune."""
    added = func.sum(Fact.amount)
    wanted = (
        select(Household.village_id, Fact.indicator, added)
        .join(Household, Household.id == Fact.household_id)
        .where(Household.village_id.in_(villages), Fact.indicator.in_(SHOWN), Fact.day <= today)
        .group_by(Household.village_id, Fact.indicator)
    )
    found: dict[int, Totals] = defaultdict(Counter)
    for village, indicator, amount in session.execute(wanted):
        found[village][indicator] = int(amount)
    return found


def _unknown(
    plan: Plan, touched: Sequence[Place], villages: Sequence[int], province: Place, *, on: date
) -> dict[Unknown, int]:
    found = {
        Unknown.LATE: _late(villages, on),
        Unknown.NAMESAKE: _namesakes(plan, touched, province),
        Unknown.NAMESAKES: _alike(plan),
    }
    told = session.scalars(select(Baseline).where(Baseline.place_id.in_([it.id for it in touched])))
    is_of_all = isinstance(plan, Uniting)  # their campaigns become one too
    same = Counter(
        (is_of_all or it.campaign_id, it.indicator, it.on) for it in told if it.value is not None
    )
    if isinstance(plan, Uniting):
        found[Unknown.CAMPAIGNS] = len(_beginnings(touched)) - 1
    if isinstance(plan, Joining | Uniting):
        found[Unknown.BASELINES] = sum(times < len(touched) for times in same.values())
    elif isinstance(plan, Dividing):
        found[Unknown.SHARED] = len(same)
        living = select(func.count()).select_from(Household)
        found[Unknown.DIVIDED] = (
            session.scalar(living.where(Household.village_id.in_(plan.divided))) or 0
        )
    else:
        found[Unknown.VILLAGES] = len(same)
    return {it: times for it, times in found.items() if times > 0}


def _beginnings(provinces: Iterable[Place]) -> set[date]:
    """Of the campaigns that go on as one."""
    newest = (it for province in provinces for it in campaigns_of(province)[:1])
    return {it.began_on for it in newest if it.ended_on is None}


def _late(villages: Sequence[int], on: date) -> int:
    living = select(Household.id).where(Household.village_id.in_(villages))
    since = (
        select(func.count())
        .select_from(Fact)
        .where(Fact.household_id.in_(living), Fact.written_at >= clock.start_of(on))
    )
    return session.scalar(since) or 0


def _alike(plan: Plan) -> int:
    """How many communes have a name that another one brings along."""
    if not isinstance(plan, Uniting):
        return 0
    names = Counter(it.full_name for it in journal.communes_in(plan.olds))
    return sum(times for times in names.values() if times > 1)


def _namesakes(plan: Plan, touched: Sequence[Place], province: Place) -> int:
    if isinstance(plan, Moving | Uniting):
        return 0
    units = [plan.new] if isinstance(plan, Joining) else [it.unit for it in plan.parts]
    alike = (
        select(func.count())
        .select_from(Place)
        .where(
            Place.parent_id == province.id,
            Place.level == Level.COMMUNE,
            Place.valid_to.is_(None),
            Place.id.not_in([it.id for it in touched]),
            Place.name.in_([it.name for it in units]),
        )
    )
    return session.scalar(alike) or 0
