"""What waits for somebody at a place, a team or a household, and for how long already.

Orders nobody answered for a day are among the early warnings; a household's own page also names
those of today.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, or_, select

from storefront import clock
from storefront.db import Moment, session
from storefront.orders.models import Order, OrderState
from storefront.payments.models import CaseState, PaymentCase
from storefront.places.models import Place
from storefront.screening.models import EarlyWarning, Suspect, SuspectState
from storefront.shops.models import Household, Shop


class Task(enum.StrEnum):
    WARNING = "warning"
    CASE = "case"
    SUSPECT = "suspect"
    ORDER = "order"


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many open tasks, and since when the oldest of them."""

    many: int
    since: date

    def age(self, today: date) -> int:
        return max((today - self.since).days, 0)


def of_communes(ids: Iterable[int], *, at: datetime) -> dict[int, Waiting]:
    return _together(Place.parent_id, EarlyWarning.village_id, list(ids), at)


def of_teams(ids: Iterable[int], *, at: datetime) -> dict[int, Waiting]:
    return _together(Household.team_id, None, list(ids), at)


def of_households(ids: Iterable[int], *, at: datetime) -> dict[int, Waiting]:
    return _together(Household.id, None, list(ids), at)


def one_by_one(home: Household, *, at: datetime) -> list[tuple[Task, date]]:
    """The open tasks of a household, the oldest first."""
    wanted: list[tuple[Task, Select[Any]]] = [
        (
            Task.WARNING,
            select(EarlyWarning.since).where(EarlyWarning.household_id == home.id, _open(at)),
        ),
        (
            Task.CASE,
            select(PaymentCase.opened_at).where(_case(PaymentCase.household_id == home.id)),
        ),
        (
            Task.SUSPECT,
            select(Suspect.opened_at).where(
                Suspect.household_id == home.id, Suspect.state == SuspectState.OPEN
            ),
        ),
        (
            Task.ORDER,
            select(Order.placed_at)
            .join(Shop, Shop.id == Order.shop_id)
            .where(Shop.household_id == home.id, Order.state == OrderState.PLACED),
        ),
    ]
    found = [(task, _day(since)) for task, some in wanted for since in session.scalars(some)]
    return sorted(found, key=lambda it: it[1])


def _together(key: Any, by_village: Any, ids: Sequence[int], at: datetime) -> dict[int, Waiting]:
    found: dict[int, Waiting] = {}
    for wanted in _by(key, by_village):
        rows = session.execute(wanted, {"ids": ids, "at": at})
        for number, many, since in rows:
            known, day = found.get(number), _day(since)
            found[number] = (
                Waiting(known.many + many, min(known.since, day)) if known else Waiting(many, day)
            )
    return found


@cache
def _by(key: Any, by_village: Any) -> list[Select[Any]]:
    """Written once: they are asked at every look at some pages."""
    these = key.in_(bindparam("ids", expanding=True))
    all_of_them = (_warnings(key, by_village), _cases(key), _suspects(key))
    return [wanted.where(these).group_by(key) for wanted in all_of_them]


def _warnings(key: Any, by_village: Any) -> Select[Any]:
    wanted = select(key, func.count(), func.min(EarlyWarning.since)).select_from(EarlyWarning)
    if by_village is None:
        wanted = wanted.join(Household, Household.id == EarlyWarning.household_id)
    else:
        wanted = wanted.join(Place, Place.id == by_village)
    return wanted.where(_open(bindparam("at", type_=Moment())))


def _cases(key: Any) -> Select[Any]:
    return (
        select(key, func.count(), func.min(PaymentCase.opened_at))
        .select_from(PaymentCase)
        .join(Household, Household.id == PaymentCase.household_id)
        .join(Place, Place.id == Household.village_id)
        .where(_case())
    )


def _suspects(key: Any) -> Select[Any]:
    return (
        select(key, func.count(), func.min(Suspect.opened_at))
        .select_from(Suspect)
        .join(Household, Household.id == Suspect.household_id)
        .join(Place, Place.id == Household.village_id)
        .where(Suspect.state == SuspectState.OPEN)
    )


def _open(at: Any) -> Any:
    quiet = or_(EarlyWarning.quiet_until.is_(None), EarlyWarning.quiet_until < at)
    return EarlyWarning.ended_at.is_(None) & quiet


def _case(*also: Any) -> Any:
    wanted = PaymentCase.state == CaseState.OPEN
    for one in also:
        wanted = wanted & one
    return wanted


def _day(since: date | datetime) -> date:
    return clock.village_date(since) if isinstance(since, datetime) else since
