"""The campaign as the press told it: how many shops and accounts there were on which day.

The first and last numbers are known to one; those of the days between lie on straight lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from storefront import clock
from storefront.campaign import actions, figures, history, queries
from storefront.campaign.models import Campaign
from storefront.campaign.scope import Geography
from storefront.demo.book import Book
from storefront.demo.calendar import days_with_weights
from storefront.demo.chance import Chance
from storefront.demo.dealing import Deal, Dealing
from storefront.demo.farms import Farm
from storefront.demo.founding import Calendar
from storefront.demo.rows import seconds
from storefront.demo.size import FULL_SHOPS, Size, Span
from storefront.demo.trade import TRACED, Trade
from storefront.facts.models import Indicator
from storefront.places.models import Place

TRIAL = timedelta(days=14)
"""Two weeks in which shops were opened before anybody counted."""
SHOPS, ACCOUNTS, REVENUE = (
    Indicator.SHOP_OPENED,
    Indicator.ACCOUNT_DECLARED,
    Indicator.REVENUE,
)
TRIAL_ORDERS = 120
"""With all shops."""
COUNTED_HERE = "Đếm từ chính các hộ trong phiên chợ này, ngày {day:%d/%m/%Y}."

Point = tuple[int, int]
"""A moment in seconds, and how many there were by then."""


@dataclass(frozen=True, slots=True)
class Press:
    """What was published, made smaller in proportion where the market is."""

    began_on: date
    shops: tuple[Point, ...]
    accounts: tuple[Point, ...]
    multiple: int
    """Of revenue."""
    orders_before: int
    until: datetime

    @classmethod
    def of(cls, province_code: str, shops: int = FULL_SHOPS) -> Press:
        beginning = history.beginning_of(province_code)
        if beginning is None:
            raise LookupError(f"Nothing was published of {province_code}.")
        told = history.published_in(province_code)
        last = max(it.on for it in told)
        share = shops / FULL_SHOPS
        return cls(
            beginning.began_on,
            _points(told, SHOPS, beginning.began_on, share),
            _points(told, ACCOUNTS, beginning.began_on, share),
            next(int(it.multiple or 0) for it in told if it.on == last and it.indicator is REVENUE),
            max(round(TRIAL_ORDERS * share), 30),
            clock.start_of(last + timedelta(days=1)),
        )

    @property
    def size(self) -> Size:
        return Size(self.shops[-1][1], 0, self.accounts[-1][1])

    @property
    def span(self) -> Span:
        first = self.shops[0][0]
        return Span(first, first, seconds(self.until))

    def wanted(self, before: int) -> int:
        """In the middle of what is printed as the same multiple."""
        return before * (2 * self.multiple + 1) // 2

    @property
    def launched(self) -> int:
        """The end of the day on which it began."""
        return self.shops[1][0]


def _points(
    told: Sequence[history.Figure], it: Indicator, began: date, share: float
) -> tuple[Point, ...]:
    """Values are rounded so that multiples of the first are printed as of all."""
    known = {figure.on: figure.value for figure in told if figure.indicator is it and figure.value}
    base = max(round(known[began] * share), 30)
    first = (seconds(clock.start_of(began - TRIAL)), 0)
    values = [(day, value * base // known[began]) for day, value in sorted(known.items())]
    ends = [(seconds(clock.start_of(day + timedelta(days=1))), value) for day, value in values]
    return (first, *ends)


def spread(points: Sequence[Point], chance: Chance) -> Iterator[int]:
    """A moment for each, the oldest first."""
    for (start, before), (end, until) in pairwise(points):
        many = until - before
        for nth in range(many):
            yield start + int((end - start - 1) * (nth + chance.roll()) / many)


def calendar(press: Press, chance: Chance) -> Calendar:
    return Calendar(spread(press.shops, chance), spread(press.accounts, chance))


class Till(Dealing):
    """Remembers what has been earned, and what of it before the campaign began."""

    def __init__(self, book: Book, press: Press) -> None:
        super().__init__(book, traced_since=press.span.now - TRACED)
        self._launched = press.launched
        self.before = self.earned = 0

    def count(self, deal: Deal, indicator: Indicator, cause: str, amount: int, at: int) -> None:
        super().count(deal, indicator, cause, amount, at)
        if indicator is REVENUE:
            self.earned += amount
            self.before += amount if at < self._launched else 0


def sell(trade: Trade, till: Till, farms: list[Farm], press: Press) -> None:
    """Some orders until the day it began; then, day by day, as many as the multiple takes."""
    days = days_with_weights(farms, press.span)
    _share_out(trade, [it for it in days if it[0] < press.launched], press.orders_before)
    after = [it for it in days if it[0] >= press.launched]
    mean = max(till.before // press.orders_before, 1)
    left = sum(weight for _day, weight in after)
    for day, weight in after:
        missing = press.wanted(till.before) - till.earned
        trade.order_on(day, max(int(missing / mean * weight / left), 0))
        left -= weight
    while till.earned < press.wanted(till.before):
        trade.order_on(after[-1][0], 1)


def _share_out(trade: Trade, days: Sequence[tuple[int, float]], orders: int) -> None:
    whole, so_far, given = sum(weight for _day, weight in days), 0.0, 0
    for day, weight in days:
        so_far += weight
        until_now = round(orders * so_far / whole)
        trade.order_on(day, until_now - given)
        given = until_now


def launch(province: Place, press: Press, *, today: date) -> Campaign:
    """Its baselines are counted from the households themselves, as they stood when it began."""
    known = history.beginning_of(province.code)
    assert known  # noqa: S101  the press told of it
    scope = queries.scope_of(province, until=press.began_on, geography=Geography.NOW, today=today)
    counted = figures.figures(scope, known.baselines)
    baselines = {
        it: history.Start(COUNTED_HERE.format(day=press.began_on), counted[it].value)
        for it in known.baselines
    }
    begun = actions.start_campaign(
        province, name=known.name, began_on=press.began_on, baselines=baselines
    )
    actions.import_published(begun, history.published_in(province.code))
    return begun
