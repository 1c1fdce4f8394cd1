"""The teams go from house to house: mostly when a shop opens, and again every few months."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from storefront.demo import names
from storefront.demo.book import Book
from storefront.demo.chance import Chance
from storefront.demo.counting import trace
from storefront.demo.farms import Farm
from storefront.demo.rows import DAY, HOUR, TO_VILLAGE, stamp, village_day
from storefront.demo.size import Span
from storefront.facts.models import Indicator
from storefront.shops.models import Met
from storefront.visits.counting import lately
from storefront.visits.models import Outcome, Signal, VisitFor

KNOWN = 0.7
"""How often a team that has done its work also makes sure who keeps the shop."""
FORGOTTEN = 0.08
"""The share of the houses to which nobody ever goes."""
_OUTCOMES = (Outcome.DONE, Outcome.NOBODY_HOME, Outcome.LATER, Outcome.REFUSED)
_HOW_OFTEN = (74, 15, 8, 3)
_PURPOSES, _WHAT_FOR = tuple(VisitFor), (45, 25, 20, 10)
_NOTES = {
    Outcome.DONE: ("Chụp lại ảnh, sửa giá cùng nhà.", "Đã chỉ cách nhận đơn.", "Mọi việc ổn.", ""),
    Outcome.NOBODY_HOME: ("Cả nhà đi nương.", ""),
    Outcome.LATER: ("Nhà đang bận mùa, hẹn sau.", ""),
    Outcome.REFUSED: ("Gia đình chưa muốn bán qua mạng.", ""),
}


def call(farms: Iterable[Farm], span: Span, book: Book, chance: Chance) -> None:
    calling = _Calling(span, book, chance)
    for farm in farms:
        calling.call_at(farm)


class _Calling:
    def __init__(self, span: Span, book: Book, chance: Chance) -> None:
        self._span, self._book, self._chance = span, book, chance
        self._turns: Counter[tuple[int, Indicator]] = Counter()

    def call_at(self, farm: Farm) -> None:
        if self._chance.of(FORGOTTEN):
            return
        met: list[tuple[int, date]] = []
        first = True
        for at in self._moments(farm):
            commune, day = farm.village.commune_at(at), date.fromisoformat(village_day(at))
            outcome = self._visit(farm, at, commune, day)
            self._count(farm, Indicator.VISITS, at, commune, day)
            if outcome is Outcome.NOBODY_HOME:
                continue
            met.append((commune, day))
            if outcome is Outcome.DONE and farm.met is None and self._chance.of(KNOWN):
                self._make_sure(farm, at, commune, day)
            if first:
                self._count(farm, Indicator.HOUSEHOLDS_REACHED, at, commune, day)
            first = False
        for (commune, day), amount in lately(met).items():
            if amount:
                self._count(farm, Indicator.REACHED_90, farm.opened, commune, day, amount)

    def _moments(self, farm: Farm) -> Iterator[int]:
        """By daylight, on days apart, and none to come."""
        at = farm.opened + self._chance.between(1, 20) * DAY
        while True:
            midnight = at - (at + TO_VILLAGE) % DAY
            when = midnight + self._chance.between(7 * 60, 17 * 60) * 60
            if when > self._span.now - HOUR:
                return
            yield when
            at = when + self._chance.between(40, 260) * DAY

    def _visit(self, farm: Farm, at: int, commune: int, day: date) -> Outcome:
        outcome = self._chance.weighed(_OUTCOMES, _HOW_OFTEN)
        again = outcome is not Outcome.DONE or self._chance.of(0.15)
        next_on = day + timedelta(days=self._chance.between(7, 40)) if again else None
        self._book.visits.add(
            (
                self._book.visits.next_id(),
                farm.id,
                commune,
                str(day),
                self._chance.pick(farm.helpers.people),
                self._chance.weighed(_PURPOSES, _WHAT_FOR).value,
                outcome.value,
                self._chance.pick(_NOTES[outcome]),
                self._chance.weighed((Signal.GOOD, Signal.PARTIAL), (8, 2)).value,
                str(next_on) if next_on else None,
                stamp(at),
            )
        )
        trace(self._book, farm, "visit.write", at, day=str(day), outcome=outcome.value)
        return outcome

    def _make_sure(self, farm: Farm, at: int, commune: int, day: date) -> None:
        how = self._chance.weighed(tuple(Met), (70, 20, 7, 3))
        by, head = self._chance.pick(farm.helpers.people), names.a_villager(self._chance, born=1968)
        vouched = head.full if how is Met.VILLAGE_HEAD else None
        number = self._book.checks.next_id()
        self._book.checks.add(
            (number, farm.id, commune, str(day), how.value, vouched, by, stamp(at))
        )
        farm.met, farm.met_at = (str(day), how.value), at
        farm.changed = max(farm.changed, at)
        self._count(farm, Indicator.SHOP_VERIFIED, at, commune, day)
        trace(self._book, farm, "identity.confirm", at, day=str(day))

    def _count(
        self, farm: Farm, indicator: Indicator, at: int, commune: int, day: date, amount: int = 1
    ) -> None:
        """As facts.actions.set_right does."""
        turn = self._turns[farm.id, indicator]
        self._turns[farm.id, indicator] += 1
        self._book.facts.add(
            (
                self._book.facts.next_id(),
                indicator.value,
                f"{farm.id}:{turn}",
                farm.id,
                commune,
                str(day),
                amount,
                stamp(at),
            )
        )
