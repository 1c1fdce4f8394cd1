"""How many complaints there were, of what kind, and whether houses answered within their day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import func, select

from storefront import clock
from storefront.complaints.clocks import ANSWER_WITHIN
from storefront.complaints.models import Complaint, ComplaintStep, Desk, Stepped, Trouble
from storefront.db import session

ANSWERS = (Stepped.ACCEPTED, Stepped.OFFERED, Stepped.REFUSED)
QUARTERS = 8


@dataclass(slots=True)
class Quarter:
    year: int
    number: int
    many: int = 0
    in_time: int = 0
    """Of those whose time is over, or who have their answer."""
    late: int = 0
    kinds: Counter[Trouble] = field(default_factory=Counter)


def quarters(*, at: datetime) -> Sequence[Quarter]:
    """The newest first, as many as were begun; those without a complaint as well."""
    today = clock.village_date(at)
    told = {(it.year, it.number): it for it in _empty(today)}
    for opened, trouble, answered in _rows(since=min(told)):
        day = clock.village_date(opened)
        quarter = told[day.year, _quarter(day)]
        quarter.many += 1
        quarter.kinds[trouble] += 1
        until = opened + ANSWER_WITHIN[Desk.HOUSEHOLD]
        if answered and answered <= until:
            quarter.in_time += 1
        elif answered or until < at:
            quarter.late += 1
    return list(told.values())


def _rows(*, since: tuple[int, int]) -> Sequence[tuple[datetime, Trouble, datetime | None]]:
    year, number = since
    first = (
        select(func.min(ComplaintStep.at))
        .where(ComplaintStep.complaint_id == Complaint.id, ComplaintStep.what.in_(ANSWERS))
        .scalar_subquery()
    )
    wanted = select(Complaint.opened_at, Complaint.trouble, first)
    begun = clock.start_of(date(year, number * 3 - 2, 1))
    found = session.execute(wanted.where(Complaint.opened_at >= begun))
    return [(opened, trouble, answered) for opened, trouble, answered in found]


def _empty(today: date) -> list[Quarter]:
    last = today.year * 4 + _quarter(today) - 1
    return [Quarter(it // 4, it % 4 + 1) for it in range(last, last - QUARTERS, -1)]


def _quarter(day: date) -> int:
    return (day.month - 1) // 3 + 1
