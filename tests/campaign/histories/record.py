"""What really happened, kept outside the market and counted by rules of its own.

Nothing here asks the database or the market's arithmetic: a day is seven hours east of London, a
month is the first seven letters of a day, and every amount remembers whose it was and where they
lived at that moment.
"""

from __future__ import annotations

from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from storefront.facts.models import HELD, Indicator

SEVEN_HOURS = timedelta(hours=7)
THIRTY_DAYS = timedelta(days=30)
NINETY_DAYS = timedelta(days=90)
A_DAY = timedelta(days=1)
COUNTED, WAITS, LEFT_OUT = "counted", "waits", "left out"
READY = {Indicator.SHOP_OPENED, Indicator.PRODUCT_LISTED, Indicator.ACCOUNT_DECLARED}
OF_AN_ORDER = {
    Indicator.ORDER_PLACED, Indicator.ANSWER_DUE, Indicator.ANSWER_SOON, Indicator.ORDER_COMPLETED,
    Indicator.REVENUE, Indicator.REVENUE_CASHLESS, Indicator.REVENUE_GATEWAY,
}  # fmt: skip
"""What waits with an order that somebody looks at."""

Sums = Counter[tuple[str, Indicator]]
"""By commune and indicator."""


class When(NamedTuple):
    """Until which day, and in which geography."""

    until: date
    as_now: bool

    def __str__(self) -> str:
        return f"until {self.until} as {'now' if self.as_now else 'then'}"


def day_of(at: datetime) -> date:
    return (at + SEVEN_HOURS).date()


@dataclass
class Entry:
    what: Indicator
    home: str
    commune: str
    """Where they lived then."""
    day: date
    amount: int
    order: str | None = None
    standing: str = COUNTED
    written: date = date.min
    """The day on which it was done: an activity is of days to come too."""


@dataclass
class Money:
    """Of one order or bill, as its buyer and its keeper know it."""

    home: str
    goods: int
    has_ended: bool = False
    net: int = 0
    cashless: int = 0
    gateway: int = 0
    earned: int = 0

    @property
    def ways(self) -> dict[Indicator, int]:
        return {
            Indicator.REVENUE: self.earned,
            Indicator.REVENUE_CASHLESS: min(self.cashless, self.earned),
            Indicator.REVENUE_GATEWAY: min(self.gateway, self.earned),
        }


@dataclass
class Call:
    """Somebody of a team was at the door."""

    home: str
    day: date
    commune: str
    met: bool
    is_withdrawn: bool = False


@dataclass
class Served:
    """Somebody is in a team."""

    membership: int
    team: str
    since: date
    until: date | None = None


@dataclass
class Sure:
    """Somebody made sure who keeps a shop."""

    home: str
    day: date
    commune: str
    until: date | None = None
    """It was taken back."""


@dataclass
class Doubt:
    """Somebody looks at some orders of a household."""

    home: str
    key: str
    orders: set[str]
    state: str = WAITS
    """Or counted after all, or left out."""


class Record:
    def __init__(self, provinces: dict[str, str], communes: dict[str, str]) -> None:
        self.province_of = provinces
        """By commune."""
        self.commune_of = communes
        """By village, and changing."""
        self.heirs: dict[str, list[str]] = {}
        """What communes that ended became."""
        self.village_of: dict[str, str] = {}
        """By household, and changing."""
        self.team_of: dict[str, str | None] = {}
        self.entries: list[Entry] = []
        self.money: dict[str, Money] = {}
        self.doubts: list[Doubt] = []
        self._once: set[tuple[Indicator, str]] = set()
        self._active_until: dict[tuple[Indicator, str], date] = {}
        self._opened: dict[str, date] = {}
        self._sold: dict[str, list[date]] = defaultdict(list)
        self._baskets: dict[str, set[str]] = defaultdict(set)
        self.calls: list[Call] = []
        self.sure: list[Sure] = []
        self.served: list[Served] = []
        self._evenings: dict[date, dict[str, str]] = {}
        """Where each household lived when a day was over."""
        self._nights: dict[date, dict[str, str]] = {}
        """In which village."""

    def lives(self, home: str) -> str:
        return self.commune_of[self.village_of[home]]

    # --- what households do -----------------------------------------------------------------

    def registered(self, home: str, village: str, team: str | None, at: datetime) -> None:
        self.village_of[home], self.team_of[home] = village, team
        self._note(Indicator.HOUSEHOLD_REGISTERED, home, at)

    def opened(self, home: str, at: datetime) -> None:
        self._opened[home] = day_of(at)
        self._note(Indicator.SHOP_OPENED, home, at)
        self._is_ready(home, at)

    def listed(self, home: str, at: datetime) -> None:
        self._note(Indicator.PRODUCT_LISTED, home, at)
        self._first(Indicator.ACTIVE_2022, home, home, at)
        self._is_ready(home, at)

    def declared(self, home: str, kind: Indicator, at: datetime) -> None:
        self._first(Indicator.ACCOUNT_DECLARED, home, home, at)
        self._first(kind, home, home, at)
        self._is_ready(home, at)

    def _is_ready(self, home: str, at: datetime) -> None:
        if {it.what for it in self.entries if it.home == home} >= READY:
            self._first(Indicator.SHOP_READY, home, home, at)

    # --- who is visited ---------------------------------------------------------------------

    def night_falls(self, day: date) -> None:
        self._evenings[day] = {home: self.lives(home) for home in self.village_of}
        self._nights[day] = dict(self.village_of)

    def lived(self, home: str, day: date, today: date) -> str | None:
        """On a day that is over where it was at its end, or at the end of the last one before."""
        if day == today:
            return self.lives(home)
        evenings = [it for it in self._evenings if it <= day]
        return self._evenings[max(evenings)].get(home) if evenings else None

    def lay(self, communes: dict[str, str], *, since: date) -> None:
        """From a day on these villages lay in these communes, whatever was thought."""
        for day, evening in self._evenings.items():
            for home, village in self._nights[day].items():
                if day >= since and village in communes:
                    evening[home] = communes[village]

    def told_anew(
        self, before: set[str], now: dict[str, str], since: date, today: date,
        otherwise: str | None = None,
    ) -> None:  # fmt: skip
        """What was done since a day in communes that were is of what its village lay in."""
        for it in self.entries:
            if it.written >= since and it.commune in before:
                it.commune = (
                    self._village_on(it.home, it.written, today, now, otherwise) or it.commune
                )
        for call in self.calls:
            if call.day >= since and call.commune in before:
                found = self._village_on(call.home, call.day, today, now, otherwise)
                call.commune = found or call.commune
        for check in self.sure:
            if check.day >= since and check.commune in before:
                found = self._village_on(check.home, check.day, today, now, otherwise)
                check.commune = found or check.commune

    def goes_along(self, communes: dict[str, str], since: date) -> None:
        """What was done since a day in these communes is of others."""
        for entry in self.entries:
            if entry.written >= since:
                entry.commune = communes.get(entry.commune, entry.commune)
        done: list[Call | Sure] = [*self.calls, *self.sure]
        for it in done:
            if it.day >= since:
                it.commune = communes.get(it.commune, it.commune)

    def _village_on(
        self, home: str, day: date, today: date, now: dict[str, str], otherwise: str | None
    ) -> str | None:
        """Where it slept that day, or else the night before."""
        nights = sorted(it for it in self._nights if it < day)
        evening = self.village_of if day >= today else self._nights.get(day, {})
        morning = self._nights[nights[-1]] if nights else {}
        slept = (evening.get(home), morning.get(home))
        return next((now[it] for it in slept if it in now), otherwise)

    def visited(self, home: str, day: date, commune: str, *, met: bool) -> Call:
        call = Call(home, day, commune, met)
        self.calls.append(call)
        return call

    def _of_visits(self) -> Iterator[Entry]:
        """Worked out of all visits that stand, each time anew."""
        for home in self.village_of:
            some = [it for it in self.calls if it.home == home and not it.is_withdrawn]
            some.sort(key=lambda it: it.day)
            for it in some:
                yield Entry(Indicator.VISITS, home, it.commune, it.day, 1)
            met = [it for it in some if it.met]
            for it in met[:1]:
                yield Entry(Indicator.HOUSEHOLDS_REACHED, home, it.commune, it.day, 1)
            for before, it in zip([None, *met], met, strict=False):
                begins = max(before.day + NINETY_DAYS, it.day) if before else it.day
                if begins < it.day + NINETY_DAYS:
                    yield Entry(Indicator.REACHED_90, home, it.commune, begins, 1)
                    yield Entry(Indicator.REACHED_90, home, it.commune, it.day + NINETY_DAYS, -1)

    def opened_on(self, home: str) -> date:
        return self._opened[home]

    def _of_checks(self) -> Iterator[Entry]:
        for it in self.sure:
            yield Entry(Indicator.SHOP_VERIFIED, it.home, it.commune, it.day, 1)
            if it.until:
                yield Entry(Indicator.SHOP_VERIFIED, it.home, it.commune, it.until, -1)

    def verified_on(self, day: date) -> int:
        """By the meaning."""
        stand = {
            it.home for it in self.sure if it.day <= day and (it.until is None or day < it.until)
        }
        return len(stand)

    def members_on(self, day: date) -> int:
        """Beside those who were there from the beginning."""
        return sum(it.since <= day and (it.until is None or day < it.until) for it in self.served)

    def reached_on(self, day: date) -> int:
        """How many met somebody in the ninety days until then: by the meaning."""
        recent = {
            it.home
            for it in self.calls
            if it.met and not it.is_withdrawn and day - NINETY_DAYS < it.day <= day
        }
        return len(recent)

    # --- orders -----------------------------------------------------------------------------

    def placed(self, order: str, home: str, goods: int, at: datetime) -> None:
        self.money[order] = Money(home, goods)
        self._note(Indicator.ORDER_PLACED, home, at, order=order)
        if self._first(Indicator.FIRST_ORDER, home, home, at):
            self._first(Indicator.ACTIVE_2022, home, home, at)

    def answered(self, order: str, placed: datetime, at: datetime) -> None:
        home = self.money[order].home
        if self._first(Indicator.ANSWER_DUE, order, home, at, order=order) and at - placed <= A_DAY:
            self._first(Indicator.ANSWER_SOON, order, home, at, order=order)

    def left_unanswered(self, order: str, at: datetime) -> None:
        self._first(Indicator.ANSWER_DUE, order, self.money[order].home, at, order=order)

    def done(self, order: str, buyer: str, basket: str, sent_to: str | None, at: datetime) -> None:
        home = self.money[order].home
        self._note(Indicator.ORDER_COMPLETED, home, at, order=order)
        self._keeps_alive(home, at)
        self._baskets[buyer].add(basket)
        elsewhere = sent_to is not None and not self._is_near(home, sent_to)
        if self._first(Indicator.BUYER_NEW, buyer, home, at) and elsewhere:
            self._first(Indicator.BUYER_OUTSIDE, buyer, home, at)
        if len(self._baskets[buyer]) > 1:
            self._first(Indicator.BUYER_REPEAT, buyer, home, at)

    def _is_near(self, home: str, sent_to: str) -> bool:
        there = {self.province_of[it] for it in self._became(sent_to)}
        return self.province_of[self.lives(home)] in there

    def _became(self, commune: str) -> set[str]:
        heirs = self.heirs.get(commune)
        return set().union(*map(self._became, heirs)) if heirs else {commune}

    def _keeps_alive(self, home: str, at: datetime) -> None:
        day, opened = day_of(at), self._opened[home]
        if self._sold[home] and min(self._sold[home]) < day:
            self._first(Indicator.SOLD_AGAIN, home, home, at)
        self._sold[home].append(day)
        next_year = date(day.year + 1 + day.month // 12, day.month % 12 + 1, 1)
        ends = {Indicator.ACTIVE_30: day + THIRTY_DAYS, Indicator.ACTIVE_SEASON: next_year}
        for what, until in ends.items():
            known = self._active_until.get((what, home))
            begins = max(known, day) if known else day
            if begins < until:
                self._write(what, home, begins, 1, done=day)
                self._write(what, home, until, -1, done=day)
                self._active_until[what, home] = until
        months = (day.year - opened.year) * 12 + day.month - opened.month
        survived = {3: Indicator.SURVIVED_3, 6: Indicator.SURVIVED_6, 12: Indicator.SURVIVED_12}
        if months in survived:
            self._first(survived[months], home, home, at)

    def active_on(self, day: date) -> int:
        """How many sold in the thirty days until then: by the meaning, not by the making."""
        recent = (day - THIRTY_DAYS, day)
        return sum(any(recent[0] < it <= recent[1] for it in sold) for sold in self._sold.values())

    # --- money ------------------------------------------------------------------------------

    def billed(self, bill: str, home: str, total: int) -> None:
        self.money[bill] = Money(home, total)

    def came(self, order: str, amount: int, way: str, at: datetime) -> None:
        """In cash, by the bank or by a gateway."""
        it, before = self.money[order], self.money[order].ways
        it.net += amount
        it.cashless += amount if way != "cash" else 0
        it.gateway += amount if way == "gateway" else 0
        self._earns(order, before, at)

    def went_back(self, order: str, amount: int, at: datetime) -> None:
        before = self.money[order].ways
        self.money[order].net -= amount
        self._earns(order, before, at)

    def reached(self, home: str, at: datetime) -> None:
        """Money came to their account."""
        self._first(Indicator.ACCOUNT_RECEIVED, home, home, at)

    def ended(self, order: str) -> None:
        self.money[order].has_ended = True

    def opened_again(self, order: str, at: datetime) -> None:
        it, before = self.money[order], self.money[order].ways
        it.has_ended = False
        self._earns(order, before, at)

    def ended_again(self, order: str, earned: int, at: datetime) -> None:
        it, before = self.money[order], self.money[order].ways
        it.has_ended, it.earned = True, earned
        self._earns(order, before, at)

    def _earns(self, order: str, before: dict[Indicator, int], at: datetime) -> None:
        it = self.money[order]
        it.earned = min(it.net, it.earned if it.has_ended else it.goods)
        for what, amount in it.ways.items():
            if amount != before[what]:
                self._note(what, it.home, at, amount=amount - before[what], order=order)

    # --- who is looked at -------------------------------------------------------------------

    def doubted(self, home: str, key: str, orders: Iterable[str]) -> None:
        known = next((it for it in self.doubts if (it.home, it.key) == (home, key)), None)
        if known is None:
            self.doubts.append(known := Doubt(home, key, set()))
        known.orders |= set(orders)
        self.settled(home)

    def decided(self, doubt: Doubt, state: str) -> None:
        doubt.state = state
        self.settled(doubt.home)

    def settled(self, home: str) -> None:
        mine = [it for it in self.entries if it.home == home]
        states: dict[int, set[str]] = defaultdict(set)
        for doubt in self.doubts:
            if doubt.home != home:
                continue
            for it in mine:
                if it.order in doubt.orders and it.what in OF_AN_ORDER:
                    states[id(it)].add(doubt.state)
        for it in mine:
            it.standing = _worst(states[id(it)])
        self._first_order_waits(mine)

    def _first_order_waits(self, mine: list[Entry]) -> None:
        """While no order counts; and a second sale while they count on one day only."""
        self._waits(mine, Indicator.FIRST_ORDER, Indicator.ORDER_PLACED, 1)
        self._waits(mine, Indicator.SOLD_AGAIN, Indicator.ORDER_COMPLETED, 2)

    def _waits(self, mine: list[Entry], what: Indicator, on: Indicator, days: int) -> None:
        orders = [it for it in mine if it.what is on]
        if len({it.day for it in orders if it.standing == COUNTED}) < days:
            for it in mine:
                if it.what is what:
                    it.standing = _worst({order.standing for order in orders})

    # --- adding up --------------------------------------------------------------------------

    def sums(self, when: When, *, since: date | None = None) -> Sums:
        """Commune by commune."""
        found: Sums = Counter()
        for it in self.told():
            if it.day <= when.until and (since is None or since <= it.day):
                found[self.lives(it.home) if when.as_now else it.commune, it.what] += it.amount
        return Counter({key: amount for key, amount in found.items() if amount})

    def told(self) -> Iterator[Entry]:
        """Entries under the indicator in which they are at the moment."""
        for it in self.entries:
            if it.standing == COUNTED:
                yield it
            elif it.standing == WAITS:
                yield Entry(HELD[it.what], it.home, it.commune, it.day, it.amount, it.order)
        yield from self._of_visits()
        yield from self._of_checks()

    def survivors(self, when: When, places: set[str]) -> Counter[tuple[str, str]]:
        """Of shops that opened in one month how many sold so many months later, of all months of
        which that later one is over."""
        opened: Counter[int] = Counter()
        sold: dict[str, Counter[int]] = defaultdict(Counter)
        for it in self._of(places, when):
            if it.what is Indicator.SHOP_OPENED:
                opened[_month(it.day)] += it.amount
            elif it.what.startswith("survived"):
                sold[it.what.value][_month(it.day)] += it.amount
        over = _month(when.until + A_DAY) - 1
        found: Counter[tuple[str, str]] = Counter()
        for after in (3, 6, 12):
            name = f"survived_{after}"
            due = [it for it in opened if it + after <= over]
            found[name, "whole"] = sum(opened[it] for it in due)
            found[name, "value"] = sum(sold[name][it + after] for it in due)
        return found

    def spread(self, when: When, places: set[str], largest: int) -> Counter[tuple[str, str]]:
        """What the largest shops earned of all, and what the middle one did."""
        earned: Counter[str] = Counter()
        for it in self._of(places, when):
            if it.what is Indicator.REVENUE:
                earned[it.home] += it.amount
        shops = sorted((it for it in earned.values() if it > 0), reverse=True)
        middle = shops[(len(shops) - 1) // 2 : len(shops) // 2 + 1]
        found: Counter[tuple[str, str]] = Counter()
        found["top", "value"], found["top", "whole"] = sum(shops[:largest]), sum(shops)
        found["median", "value"] = sum(middle) // len(middle) if middle else 0
        return found

    def _of(self, places: set[str], when: When) -> Iterator[Entry]:
        for it in self.told():
            if (
                it.day <= when.until
                and (self.lives(it.home) if when.as_now else it.commune) in places
            ):
                yield it

    def earned(self) -> Counter[tuple[str, date]]:
        """Revenue by household and day, whoever looks at it."""
        found: Counter[tuple[str, date]] = Counter()
        for it in self.entries:
            if it.what is Indicator.REVENUE:
                found[it.home, it.day] += it.amount
        return Counter({key: amount for key, amount in found.items() if amount})

    def days(self) -> list[date]:
        """On which anything was counted, with those around them and the ends of their months."""
        days = {it.day for it in self.entries}
        ends = {it.replace(day=monthrange(it.year, it.month)[1]) for it in days}
        return sorted(days | {it - A_DAY for it in days} | ends)

    # --- writing down -----------------------------------------------------------------------

    def _first(
        self, what: Indicator, of: str, home: str, at: datetime, *, order: str | None = None
    ) -> bool:
        if (what, of) in self._once:
            return False
        self._once.add((what, of))
        self._note(what, home, at, order=order)
        return True

    def _note(
        self, what: Indicator, home: str, at: datetime, *, amount: int = 1, order: str | None = None
    ) -> None:
        self._write(what, home, day_of(at), amount, order)

    def _write(
        self, what: Indicator, home: str, day: date, amount: int, order: str | None = None,
        *, done: date | None = None,
    ) -> None:  # fmt: skip
        entry = Entry(what, home, self.lives(home), day, amount, order, written=done or day)
        self.entries.append(entry)


def _month(day: date) -> int:
    return day.year * 12 + day.month


def _worst(states: set[str]) -> str:
    return next((it for it in (WAITS, LEFT_OUT) if it in states), COUNTED)
