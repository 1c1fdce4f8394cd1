"""Histories in which communes change only by the plans that staff enter: merged, divided, renamed,
villages moved, to other provinces too; of today or of a day that is past; carried out at once or
step by step, with everything else between the steps; and taken back within a day."""

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
