"""Histories in which communes change only by the plans that staff enter: merged, divided, renamed,
villages moved, to other provinces too; of today, of a day that is past or of one to come; carried
out at once or step by step, with everything else between the steps; called off before their day,
and taken back within a day afterwards."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from storefront.campaign import folding
from storefront.campaign.models import ReformKind
from tests.campaign.histories.councils import Council, Councils
from tests.campaign.histories.machine import History, given_some, one
from tests.campaign.histories.record import day_of
from tests.campaign.histories.world import MOMENTS


class Plans(History, Councils):
    def __init__(self) -> None:
        super().__init__()
        folding.fold_all(at=self.world.at)  # what histories before left

    def a_village_moves(self, village: str, into: str) -> None:
        """By a plan only."""

    def communes_merge(self, pair: tuple[str, str]) -> None:
        """By a plan only."""

    @precondition(lambda self: self.has_begun and not self.under_way())
    @rule(
        kind=st.sampled_from(ReformKind),
        first=st.integers(0, 7),
        second=st.integers(0, 7),
        ago=st.sampled_from((0, 0, 1, 2, 4)),
        at_once=st.booleans(),
    )
    def a_council_decides(
        self, kind: ReformKind, first: int, second: int, ago: int, at_once: bool
    ) -> None:
        """Of today, or of a day that is past."""
        now = MOMENTS.index(self.world.at)
        on = day_of(MOMENTS[max(now - ago, 0)])
        self._enter(kind, first, second, on, at_once=at_once)

    @precondition(lambda self: self.has_begun and self.world.at < MOMENTS[-1])
    @rule(
        kind=st.sampled_from(ReformKind),
        first=st.integers(0, 7),
        second=st.integers(0, 7),
        ahead=st.integers(1, 4),
    )
    def a_council_decides_ahead(
        self, kind: ReformKind, first: int, second: int, ahead: int
    ) -> None:
        """Of a day to come. A worker who is late then carries it out as of that day."""
        then = min(MOMENTS.index(self.world.at) + ahead, len(MOMENTS) - 1)
        on = day_of(MOMENTS[then])
        if on > day_of(self.world.at):
            self._enter(kind, first, second, on, at_once=False)

    @given_some("to_come")
    @rule(council=one("to_come"))
    def a_council_calls_it_off(self, council: Council) -> None:
        self._take_back(council)

    @given_some("under_way")
    @rule(council=one("under_way"))
    def the_worker_carries_it_on(self, council: Council) -> None:
        council.step()

    @given_some("in_force")
    @rule(council=one("in_force"))
    def a_council_takes_it_back(self, council: Council) -> None:
        self._take_back(council)

    def teardown(self) -> None:
        if self.has_begun and self.holds:
            for council in self.under_way():
                council.finish()
        super().teardown()
