"""What was counted since the day of a reform belongs, as then too, to what it became.

Households are asked for in order, some a step, so that a worker who takes over knows how far it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import select

from storefront.campaign.models import Reform
from storefront.db import session
from storefront.facts import restating
from storefront.facts.models import Fact, Indicator
from storefront.facts.restating import Belongs
from storefront.reforms import journal
from storefront.reforms.plan import Joining, Moving, Uniting
from storefront.shops.models import Household, Residence
from storefront.visits import counting
from storefront.visits.models import IdentityCheck, Visit

TOGETHER = 200
WORKED_OUT = frozenset(
    {Indicator.VISITS, Indicator.HOUSEHOLDS_REACHED, Indicator.REACHED_90, Indicator.SHOP_VERIFIED}
)
"""Anew, of the visits and checks themselves."""
TOLD_TO = "told_to"
"""In the journal: the last household of which it is told anew."""


def next_households(reform: Reform, *, is_back: bool = False, at: datetime) -> bool:
    """Whether there were any."""
    olds, news = _olds(reform), _news(reform)
    before, after = (news, olds) if is_back else (olds, news)
    ids = _counted_in(before, since=reform.on, behind=reform.journal.get(TOLD_TO, 0))
    if ids:
        belongs = _belonging(ids, reform, before, after, is_back=is_back)
        _retell(ids, belongs, since=reform.on, at=at)
        journal.write(reform, **{TOLD_TO: ids[-1]})
    return bool(ids)


def _belonging(
    ids: Sequence[int], reform: Reform, before: list[int], after: list[int], *, is_back: bool
) -> Belongs:
    plan = journal.plan_of(reform)
    if isinstance(plan, Uniting):
        return _by_commune(reform, is_back=is_back)
    is_one = isinstance(plan, Joining) and not is_back
    return _by_residence(ids, reform, before, after, otherwise=after[0] if is_one else None)


def _by_commune(reform: Reform, *, is_back: bool) -> Belongs:
    """Each commune of a province became one other."""
    pairs = reform.journal["became"]
    became = {now: old for old, now in pairs} if is_back else dict(pairs)
    return lambda _household_id, _day, commune_id: became.get(commune_id)


def of_household(household_id: int, reform: Reform, *, at: datetime) -> None:
    """One of a divided village, of which somebody has said to which part it belongs."""
    parts = _news(reform)
    belongs = _by_residence([household_id], reform, parts, parts)
    _retell([household_id], belongs, since=reform.on, at=at)


def _retell(households: Sequence[int], belongs: Belongs, *, since: date, at: datetime) -> None:
    restating.restate(households, belongs, since=since, at=at, but=WORKED_OUT)
    visits = select(Visit).where(Visit.household_id.in_(households), Visit.day >= since)
    for number in _go_over(session.scalars(visits).all(), belongs):
        counting.count(session.get_one(Household, number), at=at)
    checks = select(IdentityCheck).where(
        IdentityCheck.household_id.in_(households), IdentityCheck.day >= since
    )
    for number in _go_over(session.scalars(checks).all(), belongs):
        counting.count_checks(session.get_one(Household, number), at=at)


def _go_over(deeds: Sequence[Visit | IdentityCheck], belongs: Belongs) -> list[int]:
    """Of which households something is of another commune now."""
    whose = set()
    for it in deeds:
        if to := belongs(it.household_id, it.day, it.commune_id):
            it.commune_id = to
            whose.add(it.household_id)
    session.flush()
    return sorted(whose)


def _olds(reform: Reform) -> list[int]:
    return sorted({old for _village, old in journal.moved(reform)} | {*reform.journal["ended"]})


def _news(reform: Reform) -> list[int]:
    plan = journal.plan_of(reform)
    return [plan.into] if isinstance(plan, Moving) else list(reform.journal["begun"])


def _counted_in(communes: Collection[int], *, since: date, behind: int) -> Sequence[int]:
    wanted = select(Fact.household_id).where(
        Fact.commune_id.in_(communes),
        Fact.indicator.in_(tuple(Indicator)),  # the index has it before the day
        Fact.day >= since,
        Fact.household_id > behind,
    )
    return session.scalars(wanted.distinct().order_by(Fact.household_id).limit(TOGETHER)).all()


def _by_residence(
    households: Sequence[int], reform: Reform, before: Collection[int], after: Collection[int],
    *, otherwise: int | None = None,
) -> Belongs:  # fmt: skip
    """Where a household lived at the end of the day, if that is a village that went over; or else
    in the morning."""
    villages = [village for village, _old in journal.moved(reform)]
    wanted = select(Residence).where(
        Residence.household_id.in_(households),
        Residence.village_id.in_(villages),
        Residence.commune_id.in_(after),
    )
    lived: dict[int, list[Residence]] = defaultdict(list)
    for it in session.scalars(wanted.order_by(Residence.from_day.desc(), Residence.id.desc())):
        lived[it.household_id].append(it)

    def belongs(household_id: int, day: date, commune_id: int) -> int | None:
        if commune_id not in before:
            return None
        there = (
            it.commune_id
            for it in lived[household_id]
            if it.from_day <= day and (it.to_day is None or day <= it.to_day)
        )
        return next(there, otherwise)

    return belongs
