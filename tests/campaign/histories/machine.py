"""The rules: what households, buyers, banks, officers, councils and the worker do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from storefront.campaign import folding, moves
from storefront.db import deed, session
from storefront.payments.deciding import UNDO_WITHIN
from storefront.shops.models import Household
from tests.campaign.histories.checks import at_every_step, at_the_end
from tests.campaign.histories.record import (
    COUNTED,
    LEFT_OUT,
    WAITS,
    Call,
    Doubt,
    Served,
    Sure,
    day_of,
)
from tests.campaign.histories.trade import Trade, a_phone
from tests.campaign.histories.world import (
    COMMUNES,
    KINDS,
    MOMENTS,
    VILLAGES,
    WITH_TEAM,
    Deal,
    Home,
    World,
    leave,
)
from tests.village import a_commune_goes_over, a_village_goes_over

MOST_HOMES, MOST_DEALS = 5, 10
PAID = ("not yet", "by the bank", "in cash", "by a gateway")


def one(kind: str) -> st.SearchStrategy[Any]:
    """One of those that the history at hand has."""
    return st.runner().flatmap(lambda it: st.sampled_from(getattr(it, kind)()))


def given_some(kind: str) -> Callable[[Any], Any]:
    return precondition(lambda it: bool(it.has_begun and getattr(it, kind)()))


class Choices(Trade):
    has_begun = False

    def sellers(self) -> list[Home]:
        return [it for it in self.world.homes.values() if it.shop and it.products and it.account]

    def without_shop(self) -> list[Home]:
        return [it for it in self.world.homes.values() if not it.shop]

    def shops(self) -> list[Home]:
        return [it for it in self.world.homes.values() if it.shop]

    def without_account(self) -> list[Home]:
        return [it for it in self.world.homes.values() if not it.account]

    def homes(self) -> list[Home]:
        return list(self.world.homes.values())

    def room(self) -> list[Home]:
        return self.sellers() if len(self.world.deals) < MOST_DEALS else []

    def orders(self) -> list[Deal]:
        return [it for it in self.world.deals.values() if not it.is_bill]

    def payable(self) -> list[Deal]:
        return [
            it
            for it in self.world.deals.values()
            if it.by_bank and not it.is_word and not it.attempts
        ]

    def open_for_word(self) -> list[Deal]:
        """Something is due, and nothing was given back."""
        return [
            it
            for it in self.world.deals.values()
            if not it.has_ended
            and not it.is_word
            and it.transfers == 0
            and self.world.record.money[it.name].net == 0
            and not self.world.record.money[it.name].earned
        ]

    def for_gateway(self) -> list[Deal]:
        return [it for it in self.open_for_word() if it.by_bank and not it.is_bill]

    def at_gateway(self) -> list[Deal]:
        return [it for it in self.orders() if it.attempts]

    def rich(self) -> list[Deal]:
        return [it for it in self.world.deals.values() if self.world.record.money[it.name].net > 0]

    def movable(self) -> list[tuple[Deal, str]]:
        ahead = {"placed": ["confirm", "cancel"], "confirmed": ["hand_over", "cancel"]}
        return [(it, what) for it in self.orders() for what in ahead.get(it.state, [])]

    def placed(self) -> list[Deal]:
        return [it for it in self.orders() if it.state == "placed" and it.revived is None]

    def unpaid(self) -> list[Deal]:
        return [it for it in self.placed() if it in self.for_gateway() and not it.attempts]

    def late(self) -> list[Deal]:
        return [it for it in self.orders() if it.has_ended and self._is_late(it)]

    def _is_late(self, deal: Deal) -> bool:
        return deal.name in self.came_late and self.world.record.money[deal.name].net > 0

    def revived(self) -> list[Deal]:
        """In time to be taken back."""
        since = self.world.at - UNDO_WITHIN
        return [
            it
            for it in self.orders()
            if it.revived is not None and it.state == "placed" and it.waits_since >= since
        ]

    def doubts(self) -> list[Doubt]:
        return self.world.record.doubts

    def fresh_calls(self) -> list[tuple[int, Call]]:
        """Those that may still be taken back."""
        return [
            (number, call)
            for number, written, call in self.world.calls
            if not call.is_withdrawn and self.world.at < written + timedelta(days=1)
        ]

    def sure(self) -> list[Sure]:
        return [it for it in self.world.record.sure if it.until is None]

    def serving(self) -> list[Served]:
        """Who may leave today."""
        today = day_of(self.world.at)
        return [it for it in self.world.record.served if it.until is None and it.since < today]

    def standing_pairs(self) -> list[tuple[str, str]]:
        return [(a, b) for a in self.world.standing for b in self.world.standing if a != b]

    came_late: set[str]


class History(Choices, RuleBasedStateMachine):
    seen: ClassVar[list[str]] = []
    """All that did not agree in any history so far."""

    def __init__(self) -> None:
        super().__init__()
        self.world, self.came_late = World(), set()
        self.holds, self.was_recounted = True, False

    @initialize()
    def three_households_begin(self) -> None:
        for village in ("P1a", "P2b", "Q1a"):
            home = self.world.register(village)
            self.world.open_shop(home)
            self.world.list_goods(home)
            self.world.declare_account(home, "970415")
        for deal in self._buy(self.homes()[:2], 2, a_phone(), "Q1", by_bank=True):
            self._pay(deal, "by the bank")
        self.has_begun = True

    # --- households -------------------------------------------------------------------------

    @precondition(lambda self: self.has_begun and len(self.world.homes) < MOST_HOMES)
    @rule(village=st.sampled_from(VILLAGES))
    def registers(self, village: str) -> None:
        self.world.register(village)

    @given_some("without_shop")
    @rule(home=one("without_shop"))
    def opens_a_shop(self, home: Home) -> None:
        self.world.open_shop(home)

    @given_some("shops")
    @rule(home=one("shops"))
    def lists_goods(self, home: Home) -> None:
        self.world.list_goods(home)

    @given_some("without_account")
    @rule(home=one("without_account"), bank=st.sampled_from(sorted(KINDS)))
    def declares_an_account(self, home: Home, bank: str) -> None:
        self.world.declare_account(home, bank)

    # --- visits -----------------------------------------------------------------------------

    @given_some("homes")
    @rule(home=one("homes"), back=st.sampled_from((0, 0, 1, 2, 7)), met=st.booleans())
    def the_team_calls(self, home: Home, back: int, met: bool) -> None:
        self.world.visit(home, back, met=met)

    @given_some("fresh_calls")
    @rule(chosen=one("fresh_calls"))
    def that_was_a_mistake(self, chosen: tuple[int, Call]) -> None:
        self.world.take_back(*chosen)

    @given_some("shops")
    @rule(home=one("shops"), back=st.sampled_from((0, 0, 1, 7)))
    def somebody_makes_sure_who_it_is(self, home: Home, back: int) -> None:
        self.world.make_sure(home, back)

    @given_some("sure")
    @rule(sure=one("sure"))
    def that_is_taken_back(self, sure: Sure) -> None:
        self.world.doubt_it(sure)

    @precondition(lambda self: self.has_begun)
    @rule(team=st.sampled_from(WITH_TEAM), back=st.sampled_from((0, 1, 31)))
    def somebody_joins_a_team(self, team: str, back: int) -> None:
        self.world.join(team, back)

    @given_some("serving")
    @rule(served=one("serving"))
    def somebody_leaves_a_team(self, served: Served) -> None:
        self.world.part(served)

    # --- buyers and money -------------------------------------------------------------------

    @given_some("room")
    @rule(
        home=one("room"),
        other=one("room"),
        many=st.integers(1, 3),
        same_buyer=st.booleans(),
        to=st.sampled_from((None, *COMMUNES)),
        paid=st.sampled_from(PAID),
    )
    def buys(
        self, home: Home, other: Home, many: int, same_buyer: bool, to: str | None, paid: str
    ) -> None:
        """From one household or two, by a new buyer or the last one, and pays or does not yet."""
        known = [it.buyer for it in self.orders()]
        phone = known[-1] if same_buyer and known else a_phone()
        homes = {it.name: it for it in (home, other)}.values()
        for deal in self._buy(homes, many, phone, to, by_bank=paid != "in cash"):
            self._pay(deal, paid)

    @given_some("room")
    @rule(home=one("room"), many=st.integers(1, 3), paid=st.sampled_from(PAID[:3]))
    def is_called_by_telephone(self, home: Home, many: int, paid: str) -> None:
        self._pay(self._bill(home, many), paid)

    def _pay(self, deal: Deal, how: str) -> None:
        if how == "by the bank":
            self._transfer(deal, deal.goods, 1)
        elif how == "by a gateway":
            self._open_gateway(deal)
            self._collect(deal)
        elif how == "in cash":
            self._keeper_says(deal, cash=True)

    @given_some("payable")
    @rule(
        deal=one("payable"),
        part=st.sampled_from((1, 1, 2)),
        more=st.sampled_from((0, 0, 5_000)),
        times=st.integers(1, 2),
    )
    def transfers(self, deal: Deal, part: int, more: int, times: int) -> None:
        if deal.has_ended:
            self.came_late.add(deal.name)
        self._transfer(deal, deal.goods // part + more, times)

    @given_some("for_gateway")
    @rule(deal=one("for_gateway"))
    def goes_to_the_gateway(self, deal: Deal) -> None:
        self._open_gateway(deal)

    @given_some("at_gateway")
    @rule(deal=one("at_gateway"))
    def the_gateway_collects(self, deal: Deal) -> None:
        if deal.has_ended:
            self.came_late.add(deal.name)
        self._collect(deal)

    @given_some("open_for_word")
    @rule(deal=one("open_for_word"), cash=st.booleans())
    def a_keeper_says_it_came(self, deal: Deal, cash: bool) -> None:
        self._keeper_says(deal, cash=cash)

    @given_some("rich")
    @rule(deal=one("rich"), part=st.sampled_from((1, 2)), cash=st.booleans())
    def gives_back(self, deal: Deal, part: int, cash: bool) -> None:
        self._give_back(deal, self.world.record.money[deal.name].net // part, cash=cash)

    @given_some("movable")
    @rule(chosen=one("movable"))
    def goods_move_on(self, chosen: tuple[Deal, str]) -> None:
        self._move_on(*chosen)

    @given_some("placed")
    @rule(deal=one("placed"))
    def a_buyer_cancels(self, deal: Deal) -> None:
        self._cancel_by_buyer(deal)

    @given_some("unpaid")
    @rule(deal=one("unpaid"), has_expired=st.booleans())
    def is_paid_too_late(self, deal: Deal, has_expired: bool) -> None:
        if has_expired and self.world.at < MOMENTS[-1]:
            self.time_passes(3)
        if not deal.has_ended:
            self._cancel_by_buyer(deal)
        self.came_late.add(deal.name)
        self._transfer(deal, deal.goods, 1)

    @given_some("late")
    @rule(deal=one("late"))
    def a_keeper_opens_it_again(self, deal: Deal) -> None:
        if self._may_open_again(deal):
            self._open_again(deal)

    @given_some("revived")
    @rule(deal=one("revived"))
    def a_keeper_takes_that_back(self, deal: Deal) -> None:
        self._end_again(deal)

    # --- who is looked at -------------------------------------------------------------------

    @given_some("orders")
    @rule(deal=one("orders"), key=st.sampled_from(("k1", "k2", "k3")))
    def the_screen_holds_it_out(self, deal: Deal, key: str) -> None:
        mine = (it for it in self.doubts() if (it.home, it.key) == (deal.home, key))
        known = next(mine, None)
        if known is None or known.state == WAITS:
            self._look_into(self.world.homes[deal.home], key, [deal])

    @given_some("doubts")
    @rule(doubt=one("doubts"), state=st.sampled_from((COUNTED, LEFT_OUT, WAITS)))
    def somebody_decides(self, doubt: Doubt, state: str) -> None:
        if (doubt.state == WAITS) != (state == WAITS):
            self._decide(doubt, state)

    # --- councils and time ------------------------------------------------------------------

    @given_some("homes")
    @rule(home=one("homes"), to=st.sampled_from(VILLAGES))
    def a_household_moves(self, home: Home, to: str) -> None:
        with deed():
            household = session.get_one(Household, home.household)
            moves.move_household(household, to=self.world.place(to), on=day_of(self.world.at))
        self.world.record.village_of[home.name] = to

    @precondition(lambda self: self.has_begun)
    @rule(village=st.sampled_from(VILLAGES), into=st.sampled_from(COMMUNES))
    def a_village_moves(self, village: str, into: str) -> None:
        if into in self.world.standing:
            with deed():
                place, there = self.world.place(village), self.world.place(into)
                a_village_goes_over(place, into=there, on=day_of(self.world.at))
            self.world.record.commune_of[village] = into

    @given_some("standing_pairs")
    @rule(pair=one("standing_pairs"))
    def communes_merge(self, pair: tuple[str, str]) -> None:
        old, new = pair
        if len(self.world.standing) < 3:
            return
        with deed():
            gone, into = self.world.place(old), self.world.place(new)
            a_commune_goes_over(gone, into=into, on=day_of(self.world.at))
            gone.valid_to = day_of(self.world.at)
        self.world.gone.add(old)
        communes = self.world.record.commune_of
        for village in [it for it, commune in communes.items() if commune == old]:
            communes[village] = new

    @precondition(lambda self: self.has_begun and self.world.at < MOMENTS[-1])
    @rule(steps=st.integers(1, 3))
    def time_passes(self, steps: int) -> None:
        now = MOMENTS.index(self.world.at)
        self.world.record.night_falls(day_of(self.world.at))
        self.world.at = MOMENTS[min(now + steps, len(MOMENTS) - 1)]
        self._expire()

    # --- the worker -------------------------------------------------------------------------

    @precondition(lambda self: self.has_begun)
    @rule(limit=st.sampled_from((1, 3, 20)))
    def the_worker_folds(self, limit: int) -> None:
        with deed():
            folding.fold(limit=limit)

    @precondition(lambda self: self.has_begun and not self.was_recounted)
    @rule()
    def the_operator_recounts(self) -> None:
        """Once in a history: it is slow."""
        self.was_recounted = True
        with deed():
            folding.recount()

    @invariant()
    def facts_are_what_happened(self) -> None:
        if self.has_begun:
            self._holds(at_every_step(self.world))

    def teardown(self) -> None:
        if self.has_begun and self.holds:
            self._holds(at_the_end(self.world))
        leave(self.world)

    def _holds(self, found: list[str]) -> None:
        self.seen.extend(found)
        self.holds = not found
        assert not found, "; ".join(found[:5])
