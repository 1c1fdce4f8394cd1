"""Facts whose commune had become another by their day, told anew: some are added, none changed.

A reform may be entered days after it came into force. What was counted since its day goes over as
then too: each such fact is taken out of the commune where it was counted and put, on the same day,
where it belongs. What was set aside of a fact goes with it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from sqlalchemy import select

from storefront import clock
from storefront.db import session
from storefront.facts.models import Fact, Indicator, Unfolded
from storefront.rows import put, put_all_once

MOVED = "moved:"
TOGETHER = 100

Belongs = Callable[[int, date, int], int | None]
"""Of a household, on a day, in a commune: the commune to which that belongs, or nothing."""


@dataclass
class _Told:
    """A fact, and where it is told to be."""

    row: Any
    commune_id: int
    turn: int = 0


def restate(
    households: Sequence[int], belongs: Belongs, *,
    since: date, at: datetime, but: Collection[Indicator] = (),
) -> None:  # fmt: skip
    """Facts of these households that were counted on a day or later. Doing it again adds none."""
    told = _told(households, since)
    rows = (
        row
        for it in told.values()
        if it.row.indicator not in but
        and (day := _counted_on(it, told)) >= since
        and (to := belongs(it.row.household_id, day, it.commune_id)) not in (None, it.commune_id)
        for row in _moved(it, to, at=at)
    )
    while some := list(islice(rows, TOGETHER)):
        ids = put_all_once(Fact, *some, unless=("indicator", "cause"))
        put(Unfolded, *({"fact_id": number} for number in ids))


def commune_of(fact: Fact) -> int:
    """Where it is told to be."""
    moved = select(Fact.commune_id).where(
        Fact.household_id == fact.household_id,
        Fact.indicator == fact.indicator,
        Fact.day == fact.day,
        Fact.cause.startswith(f"{MOVED}{fact.id}:"),
        Fact.cause.endswith(":in"),
    )
    return session.scalar(moved.order_by(Fact.id.desc()).limit(1)) or fact.commune_id


def _told(households: Sequence[int], since: date) -> dict[int, _Told]:
    """By number, those that are told by themselves."""
    columns = (
        Fact.id, Fact.indicator, Fact.cause, Fact.household_id, Fact.commune_id, Fact.day,
        Fact.amount, Fact.written_at,
    )  # fmt: skip
    wanted = select(*columns).where(Fact.household_id.in_(households), Fact.day >= since)
    told: dict[int, _Told] = {}
    for row in session.execute(wanted.order_by(Fact.id)):
        if not row.cause.startswith(MOVED):
            told[row.id] = _Told(row, row.commune_id)
        elif row.cause.endswith(":in"):
            _moved_word, number, turn, _way = row.cause.split(":")
            told[int(number)].commune_id, told[int(number)].turn = row.commune_id, int(turn)
    return told


def _counted_on(it: _Told, told: dict[int, _Told]) -> date:
    """When the deed was done: an activity that ends next month was counted today, and a visit of
    yesterday may be written down today."""
    word, _colon, rest = it.row.cause.partition("aside:")
    aside_of = told.get(int(rest.split(":")[0])) if rest and not word else None
    row = (aside_of or it).row
    day: date = row.day
    return min(clock.village_date(row.written_at), day)


def _moved(it: _Told, to: int | None, *, at: datetime) -> Iterator[dict[str, Any]]:
    for way, commune_id, times in (("out", it.commune_id, -1), ("in", to, 1)):
        yield {
            "indicator": it.row.indicator,
            "cause": f"{MOVED}{it.row.id}:{it.turn + 1}:{way}",
            "household_id": it.row.household_id,
            "commune_id": commune_id,
            "day": it.row.day,
            "amount": it.row.amount * times,
            "written_at": at,
        }
