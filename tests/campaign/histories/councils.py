"""How communes are changed in a history: by the plans staff enter, and noted in the record."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from itertools import count
from typing import Any
from unittest.mock import patch

from sqlalchemy import select

from storefront.accounts.models import Person
from storefront.campaign.models import Reform, ReformKind, ReformState
from storefront.db import deed, session
from storefront.jobs import Job
from storefront.places.models import Place
from storefront.reforms import actions, carrying, checking, queries
from storefront.reforms.checking import DoesNotFit
from storefront.reforms.plan import Dividing, Joining, Moving, Part, Plan, Unit, Uniting
from storefront.reforms.retelling import TOLD_TO
from tests.campaign.histories.record import day_of
from tests.campaign.histories.world import World

_codes, _decisions = count(10_000), count(1)
MANY = 100
"""Households that one deed may move here: all of them, or none."""
UNDER_WAY = (
    ReformState.WAITING, ReformState.UNDER_WAY, ReformState.SETTLING, ReformState.GOING_BACK
)  # fmt: skip


class Council:
    """One reform, and the record's own words of it."""

    def __init__(self, world: World, reform: Reform, plan: Plan) -> None:
        self.world, self.number, self.on = world, reform.id, reform.on
        self.is_ahead = reform.on > day_of(world.at)
        self.is_one = isinstance(plan, Joining)
        self.became: dict[str, str] | None = None
        """Commune by commune, where provinces became one."""
        self.was: dict[str, str] = {}
        """The villages that went over, and from which communes."""
        self.ended: list[str] = []
        self.begun: list[str] = []
        self.is_seen = self.is_back = False
        self.told_to = 0
        self.now: dict[str, str] = {}

    @property
    def reform(self) -> Reform:
        return session.get_one(Reform, self.number)

    @property
    def is_under_way(self) -> bool:
        return self.reform.state in UNDER_WAY and not self.is_to_come

    @property
    def is_to_come(self) -> bool:
        """Decided, and its day is not there yet."""
        return self.reform.state is ReformState.WAITING and day_of(self.world.at) < self.on

    def not_in_time(self) -> Iterator[str]:
        """A worker is asked for it from its day on, and on no day before."""
        if self.is_ahead and self.reform.state is ReformState.WAITING:
            due = select(Job.payload).where(Job.kind == carrying.JOB, Job.due_at <= self.world.at)
            is_due = {"reform": self.number} in session.scalars(due).all()
            if is_due is self.is_to_come:
                yield f"the change of {self.on}: due is {is_due} at {self.world.at}"

    def step(self) -> bool:
        with deed(), _any_code():
            goes_on = carrying.step(self.reform, at=self.world.at)
        self.note()
        return goes_on

    def finish(self) -> None:
        while self.step():
            pass

    def note(self) -> None:
        """What the record is to hear of, as soon as it can be seen."""
        reform, journal = self.reform, self.reform.journal
        if reform.applied_at and not self.is_seen:
            self._happened(journal)
        if journal.get("returned") and not self.is_back:
            self._never_happened()
        if reform.state is ReformState.TAKEN_BACK:
            self.world.forget(self.begun)
        if journal.get(TOLD_TO, 0) != self.told_to:
            self.told_to = journal[TOLD_TO]
            if self.told_to:
                self._told_anew()

    def _happened(self, journal: dict[str, Any]) -> None:
        self.is_seen, names = True, self.world.names
        self.ended = [names[it] for it in journal["ended"]]
        self.begun = [self.world.adopt(it) for it in reversed(journal["begun"])]
        if "became" in journal:
            self.became = {names[old]: names[new] for old, new in journal["became"]}
        self.world.gone |= {*self.ended}
        for old in self.ended:
            self.world.record.heirs[old] = self._heirs(old)
        communes = self.world.record.commune_of
        for village, old in journal["moved"]:
            place = session.get_one(Place, village)
            self.was[names[village]] = names[old]
            communes[names[village]] = self.world.names[place.parent_id or 0]
        self.now = {village: communes[village] for village in self.was}
        self.world.record.lay(self.now, since=self.on)

    def _heirs(self, old: str) -> list[str]:
        if self.became is None:
            return self.begun
        return [self.became[old]] if old in self.became else []

    def _never_happened(self) -> None:
        self.is_back, self.told_to = True, 0
        for old in self.ended:
            del self.world.record.heirs[old]
        self.world.gone -= {*self.ended}
        self.world.gone |= {*self.begun}
        self.world.record.commune_of.update(self.was)
        self.world.record.lay(self.was, since=self.on)

    def _told_anew(self) -> None:
        record, today = self.world.record, day_of(self.world.at)
        if self.became is not None:
            pairs = self.became.items()
            back = {new: old for old, new in pairs}
            record.goes_along(back if self.is_back else self.became, self.on)
        elif self.is_back:
            record.told_anew(set(self.now.values()), self.was, self.on, today)
        else:
            otherwise = self.begun[0] if self.is_one else None
            before = set(self.was.values()) | {*self.ended}
            record.told_anew(before, self.now, self.on, today, otherwise)


def _any_code() -> Any:
    """A province's code has two digits, and histories have more provinces."""
    return patch.object(checking, "OF_PROVINCE", re.compile("[0-9]+"))


class Councils:
    world: World

    def _enter(self, kind: ReformKind, one: int, other: int, on: date, *, at_once: bool) -> None:
        """What does not fit is refused, and nothing happens."""
        plan, province = self._plan(kind, one, other)
        try:
            with deed(), patch.object(actions, "MANY", MANY if at_once else -1), _any_code():
                reform = actions.enter(
                    kind, plan, province, decision=f"{next(_decisions)}/NQ-UBTVQH15", on=on,
                    by=session.get_one(Person, self.world.council), at=self.world.at,
                )  # fmt: skip
                council = Council(self.world, reform, plan)
        except DoesNotFit:
            return
        self.world.councils.append(council)
        council.note()

    def _plan(self, kind: ReformKind, one: int, other: int) -> tuple[Plan, Place]:
        """Of what stands."""
        world, standing = self.world, self.world.standing
        here, there = (standing[it % len(standing)] for it in (one, other))
        old, into = world.place(here), world.place(there)
        inside = sorted(it for it, home in world.record.commune_of.items() if home == here)
        villages = [world.places[it] for it in inside]
        provinces = [world.record.province_of[it] for it in (here, there)]
        province = world.place(provinces[1])
        plans: dict[ReformKind, Callable[[], Plan]] = {
            ReformKind.MERGE: lambda: Joining((old.id, into.id), self._unit()),
            ReformKind.RENAME: lambda: Joining((old.id,), self._unit()),
            ReformKind.MOVE: lambda: Moving(tuple(villages[:1]), into.id),
            ReformKind.UNITE: lambda: Uniting(
                tuple(dict.fromkeys(world.places[it] for it in provinces)), self._unit()
            ),
            ReformKind.SPLIT: lambda: Dividing(
                old.id,
                (
                    Part(self._unit(), tuple(villages[:1])),
                    Part(self._unit(), tuple(villages[1:])),
                ),
            ),
        }
        return plans[kind](), province

    def _unit(self) -> Unit:
        number = next(_codes)
        return Unit(f"{number}", "xã", f"Mới {number}")

    def _take_back(self, council: Council) -> None:
        with deed():
            reform = council.reform
            can = reform.state in (ReformState.IN_FORCE, ReformState.WAITING)
            if not can or queries.hindrances(reform, at=self.world.at):
                return
            by = session.get_one(Person, self.world.council)
            actions.take_back(reform, by=by, at=self.world.at)
        council.note()

    def under_way(self) -> list[Council]:
        return [it for it in self.world.councils if it.is_under_way]

    def to_come(self) -> list[Council]:
        return [it for it in self.world.councils if it.is_to_come]

    def in_force(self) -> list[Council]:
        return [it for it in self.world.councils if it.reform.state is ReformState.IN_FORCE]
