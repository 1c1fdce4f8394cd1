"""Whatever happens to households, every way of adding up gives the same sum."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from hypothesis.stateful import run_state_machine_as_test as run
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute

from storefront.campaign import folding, moves, sums
from storefront.campaign.queries import scope_of
from storefront.campaign.scope import Geography
from storefront.db import deed, session
from storefront.facts.models import Fact, Indicator
from storefront.places.models import Place
from storefront.shops.models import Household
from tests.village import (
    a_commune,
    a_commune_goes_over,
    a_household,
    a_province,
    a_team,
    a_village,
    a_village_goes_over,
    counted,
)

TODAY = date(2026, 3, 31)
EDGES = [
    datetime(2023, 12, 31, 16, 59, 59, tzinfo=UTC),
    datetime(2023, 12, 31, 17, 0, 0, tzinfo=UTC),
    datetime(2024, 2, 28, 17, 0, 0, tzinfo=UTC),
    datetime(2024, 2, 29, 16, 59, 59, tzinfo=UTC),
    datetime(2024, 2, 29, 17, 0, 0, tzinfo=UTC),
    datetime(2026, 3, 31, 16, 59, 59, tzinfo=UTC),
]


class History(RuleBasedStateMachine):
    """A province of three communes, two years, and everything that can happen in between."""

    @initialize()
    def begin(self) -> None:
        folding.fold_all(at=EDGES[0])  # what the history before this one left
        with deed():
            self.province = a_province()
            self.communes = [a_commune(name, inside=self.province) for name in "ABC"]
            self.villages = [a_village(inside=it) for it in self.communes for _ in range(2)]
            teams = [a_team(it) for it in self.villages[:4]]
            self.households = [
                a_household(village=it, team=team)
                for it, team in zip(self.villages, [*teams, None, None], strict=True)
            ]
            self.theirs = Fact.household_id.in_([it.id for it in self.households])

    @rule(who=st.integers(0, 5), at=st.sampled_from(EDGES), amount=st.integers(-9, 99))
    def sell_or_give_back(self, who: int, at: datetime, amount: int) -> None:
        with deed():
            counted(Indicator.REVENUE, self._household(who), amount=amount, at=at)

    @rule(who=st.integers(0, 5), to=st.integers(0, 5))
    def move_house(self, who: int, to: int) -> None:
        with deed():
            village = session.get_one(Place, self.villages[to].id)
            moves.move_household(self._household(who), to=village, on=TODAY)

    @rule(which=st.integers(0, 5), into=st.integers(0, 2))
    def move_a_village(self, which: int, into: int) -> None:
        with deed():
            village = session.get_one(Place, self.villages[which].id)
            a_village_goes_over(village, into=self._commune(into), on=TODAY)

    @rule(old=st.integers(0, 2), into=st.integers(0, 2))
    def merge(self, old: int, into: int) -> None:
        if old != into:
            with deed():
                a_commune_goes_over(self._commune(old), into=self._commune(into), on=TODAY)

    @rule(limit=st.integers(1, 5))
    def fold_some(self, limit: int) -> None:
        with deed():
            folding.fold(limit=limit)

    @rule()
    def rebuild(self) -> None:
        with deed():
            folding.rebuild_folds()

    @rule()
    def everything_agrees(self) -> None:
        self.communes_add_up_to_the_province_and_the_province_to_the_facts()
        self.each_commune_agrees_with_its_own_facts()
        self.teams_agree_with_their_facts()
        session.rollback()

    def teardown(self) -> None:
        if hasattr(self, "theirs"):
            self.everything_agrees()

    def communes_add_up_to_the_province_and_the_province_to_the_facts(self) -> None:
        for until in (date(2024, 2, 28), date(2024, 2, 29), TODAY):
            told = self._told(Fact.day <= until)
            for geography in Geography:
                scope = scope_of(self.province, until=until, geography=geography, today=TODAY)
                by_commune = sums.by_commune(scope, Indicator.REVENUE)
                assert sum(it[Indicator.REVENUE].total for it in by_commune.values()) == told
                assert sum(sums.by_month(scope)[Indicator.REVENUE].values()) == told
                before = sum(it[Indicator.REVENUE].before or 0 for it in by_commune.values())
                assert before == self._told(Fact.day < scope.month)

    def each_commune_agrees_with_its_own_facts(self) -> None:
        now, then = self._added(Place.parent_id), self._added(Fact.commune_id)
        for geography, told in ((Geography.NOW, now), (Geography.THEN, then)):
            scope = scope_of(self.province, until=TODAY, geography=geography, today=TODAY)
            found = {
                key: it[Indicator.REVENUE].total
                for key, it in sums.by_commune(scope, Indicator.REVENUE).items()
            }
            assert {k: v for k, v in found.items() if v} == {k: v for k, v in told.items() if v}

    def teams_agree_with_their_facts(self) -> None:
        scope = scope_of(self.province, until=TODAY, geography=Geography.NOW, today=TODAY)
        teams = sums.by_team((Indicator.REVENUE,))
        counted = select(teams.c.team_id, teams.c.revenue).params(sums.given(scope))
        found = dict(session.execute(counted).all())
        told = self._added(Household.team_id)
        told.pop(None, 0)
        assert {k: v for k, v in found.items() if v} == {k: v for k, v in told.items() if v}

    def _told(self, when: ColumnElement[bool]) -> int:
        return int(session.scalar(select(func.sum(Fact.amount)).where(self.theirs, when)) or 0)

    def _added(self, by: InstrumentedAttribute[Any]) -> dict[int | None, int]:
        """The same, from the facts alone."""
        wanted = (
            select(by, func.sum(Fact.amount)).join_from(Fact, Household).join(Household.village)
        )
        rows = session.execute(wanted.where(self.theirs).group_by(by))
        return {key: int(amount) for key, amount in rows}

    def _household(self, which: int) -> Household:
        return session.get_one(Household, self.households[which].id)

    def _commune(self, which: int) -> Place:
        return session.get_one(Place, self.communes[which].id)


def test_facts_folds_and_reports_agree_at_every_moment(app: Flask) -> None:
    run(
        History,
        settings=settings(
            max_examples=12,
            stateful_step_count=15,
            deadline=None,
            phases=[Phase.explicit, Phase.generate],  # shrinking takes minutes, the steps are few
            suppress_health_check=list(HealthCheck),
        ),
    )
