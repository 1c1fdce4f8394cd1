"""Faults for the histories to find, each in the place of a real function. Nobody else uses them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, time
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import FromClause, Select, case, select, update
from sqlalchemy.orm import aliased

from storefront import clock, rows
from storefront.campaign import folding, moves, rollup
from storefront.campaign.models import Apart, Reform
from storefront.db import session
from storefront.facts import actions as facts
from storefront.facts import setting_aside
from storefront.facts.models import Fact, Indicator
from storefront.places.models import Place
from storefront.reforms import actions as reforms
from storefront.reforms import happening, retelling
from storefront.shops.models import Household


def the_day_is_londons(plant: pytest.MonkeyPatch) -> None:
    """A sale before seven in the morning is counted on the day before."""

    def village_date(at: datetime) -> date:
        return at.astimezone(UTC).date()

    plant.setattr(facts, "clock", SimpleNamespace(village_date=village_date))


def refunds_are_of_the_commune_of_now(plant: pytest.MonkeyPatch) -> None:
    """As then, what was given back goes to where the household lives when it is folded."""
    home, village = aliased(Household), aliased(Place)
    now = (
        select(village.parent_id)
        .join(home, home.village_id == village.id)
        .where(home.id == Fact.household_id)
        .scalar_subquery()
    )
    lives = case((Fact.amount < 0, now), else_=Fact.commune_id)
    for level in rollup.LEVELS:
        if "commune_id" in level.key:
            plant.setitem(level.key, "commune_id", lives)


def a_moved_village_is_missed(plant: pytest.MonkeyPatch) -> None:
    """It goes over, and its sums stay behind."""

    @contextmanager
    def moving(_households: Select[int]) -> Iterator[None]:
        yield

    plant.setattr(folding, "moving", moving)


def a_merger_forgets_the_months(plant: pytest.MonkeyPatch) -> None:
    soundly = folding.merge

    def merge(old: object, *, into: object) -> None:
        whole = rollup.LEVELS
        with pytest.MonkeyPatch.context() as shortly:
            shortly.setattr(rollup, "LEVELS", (whole[0], *whole[2:]))
            soundly(old, into=into)  # type: ignore[arg-type]

    plant.setattr(folding, "merge", merge)


def provinces_are_those_of_now(plant: pytest.MonkeyPatch) -> None:
    """A household that goes over to another province takes its past along, as then too."""
    soundly = rollup._by_province

    def by_province(rows: FromClause) -> rollup.Rows:
        now = rows.c.now_id
        others = (rows.c[name] for name in ("now_id", "indicator", "month", "amount"))
        return soundly(select(now.label("commune_id"), *others).subquery())

    plant.setattr(rollup, "_by_province", by_province)


def a_late_reform_tells_nothing_anew(plant: pytest.MonkeyPatch) -> None:
    """What was counted since its day stays, as then, in a commune that had ended."""

    def next_households(*_what: object, **_how: object) -> bool:
        return False

    plant.setattr(retelling, "next_households", next_households)


def sums_of_provinces_stay_behind(plant: pytest.MonkeyPatch) -> None:
    """Communes go over to another province, and the sums of provinces do not follow."""

    def belong(*_what: object, **_how: object) -> None:
        pass

    plant.setattr(folding, "belong", belong)


def keys_are_left_behind(plant: pytest.MonkeyPatch) -> None:
    """Villages go over, and until their sums are gathered in these belong to nobody."""
    soundly = moves._put_keys

    def put_keys(*what: Any) -> None:
        soundly(*what)
        session.execute(update(Apart).values(commune_id=Apart.place_id))

    plant.setattr(moves, "_put_keys", put_keys)


def what_is_held_out_is_of_today(plant: pytest.MonkeyPatch) -> None:
    """Taken out of the day on which somebody looked, not of the day on which it was counted."""
    soundly = rows.put_once

    def put_once(table: type[Fact], *, unless: tuple[str, ...], **row: object) -> int | None:
        at = row["written_at"]
        assert isinstance(at, datetime)
        return soundly(table, unless=unless, **row | {"day": clock.village_date(at)})

    plant.setattr(setting_aside, "put_once", put_once)


def looked_for_and_then_written(plant: pytest.MonkeyPatch) -> None:
    """A fact is looked for first; two who look at once write it twice. Only for PostgreSQL: on
    SQLite deeds stand in a queue."""
    soundly, both = facts._write, threading.Barrier(2)

    def write(*new: dict[str, Any]) -> bool:
        if not new or new[0]["indicator"] is not Indicator.ACTIVE_30:
            return soundly(*new)
        cause = Fact.cause.startswith(new[0]["cause"])
        known = select(Fact.id).where(Fact.indicator == Indicator.ACTIVE_30, cause)
        is_known = session.scalar(known.limit(1)) is not None
        with suppress(threading.BrokenBarrierError):
            both.wait(timeout=2)
        own = f"{new[0]['cause']}/{threading.get_ident() % 10_000}"
        return False if is_known else soundly(new[0] | {"cause": own})

    plant.setattr(facts, "_write", write)


def a_change_begins_at_londons_midnight(plant: pytest.MonkeyPatch) -> None:
    """What is decided for a day to come waits until seven in the morning."""

    class London:
        village_date = staticmethod(clock.village_date)

        @staticmethod
        def start_of(day: date) -> datetime:
            return datetime.combine(day, time(), UTC)

    plant.setattr(reforms, "clock", London)


def a_worker_who_is_late_makes_the_law_late(plant: pytest.MonkeyPatch) -> None:
    """A change is in force from the day on which it is carried out, not from its own."""
    soundly = happening.happen

    def happen(reform: Reform, *, at: datetime) -> None:
        reform.on = max(reform.on, clock.village_date(at))
        soundly(reform, at=at)

    plant.setattr(happening, "happen", happen)


Plant = Callable[[pytest.MonkeyPatch], None]

FAULTS: dict[Plant, str] = {
    the_day_is_londons: "facts: ",
    refunds_are_of_the_commune_of_now: "as then",
    a_moved_village_is_missed: "as now",
    a_merger_forgets_the_months: "the month sums",
    provinces_are_those_of_now: "the province sums",
    what_is_held_out_is_of_today: "facts: ",
}
"""Each with what the histories say of it."""

OF_PLANS: tuple[Plant, ...] = (
    a_late_reform_tells_nothing_anew, keys_are_left_behind, sums_of_provinces_stay_behind,
    a_change_begins_at_londons_midnight, a_worker_who_is_late_makes_the_law_late,
)  # fmt: skip
"""Found only where communes change by plans."""
