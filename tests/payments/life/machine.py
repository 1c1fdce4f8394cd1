"""The rules: what buyers, banks, gateways, keepers and time do."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis import target
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from storefront import tills
from storefront.db import deed, session
from storefront.money import Money
from storefront.orders import actions as orders
from storefront.payments import by_word, deciding, giving_back, refunding, watching, withdrawing
from storefront.payments.models import CaseAction, Means, PaymentAttempt, PaymentRefund
from storefront.payments.provider import Setback
from storefront.payments.refusals import MoreThanCame
from storefront.reconciliation.statement import Line, Statement
from tests.gateway import NAME
from tests.payments.life.checks import wrong
from tests.payments.life.choices import given_some, one, room_for_orders, room_for_transfers
from tests.payments.life.hands import MOODS, Hands, once, part_of
from tests.payments.life.now import Now, OrderNow, Row, look
from tests.payments.life.world import PRICE, STRANGER, Transfer, a_world, leave

BASKETS = ({"A": 1}, {"A": 2}, {"A": 1, "B": 1}, {"A": 2, "B": 1})
WAITS = {
    "a few minutes": timedelta(minutes=4),
    "past the deadline": timedelta(minutes=50),
    "past the grace": timedelta(hours=2),
    "three days": timedelta(days=3),
}
PARTS = ("all", "half", "too much")
WAYS = ("right", "right", "short", "over", "cut", "unknown", "wrong account")


class PaymentLife(Hands, RuleBasedStateMachine):
    village: ClassVar[int]
    seen: ClassVar[list[str]] = []
    """All that did not add up in any history so far."""

    def __init__(self) -> None:
        super().__init__()
        self.world, self.now = a_world(self.village), None
        tills.at_hand()._own[NAME] = self.world.gateway  # type: ignore[index]

    # --- buyers and gateways ----------------------------------------------------------------

    @initialize(basket=st.sampled_from(BASKETS))
    def the_market_opens(self, basket: dict[str, int]) -> None:
        self._place(basket)
        self.now = look(self.world)
        self._try_to_pay(self._now.orders[0], "well")

    @precondition(room_for_orders)
    @rule(basket=st.sampled_from(BASKETS[:3]))
    def places_an_order(self, basket: dict[str, int]) -> None:
        self._place(basket)

    @given_some("to_open")
    @rule(order=one("to_open"), gateway=st.sampled_from(MOODS))
    def tries_to_pay(self, order: OrderNow, gateway: str) -> None:
        self._try_to_pay(order, gateway)

    @given_some("tried")
    @rule(attempt=one("tried"), told=st.sampled_from(("paid", "paid", "not yet", "other")))
    def pays_at_the_gateway(self, attempt: Row, told: str) -> None:
        """The gateway tells at once, only when asked, or of another sum."""
        transaction = self.world.gateway.pay(attempt.row.reference)
        if told != "not yet":
            more = 5_000 if told == "other" else 0
            self._gateway_tells(attempt, transaction, attempt.row.amount + more)

    @given_some("tried")
    @rule(attempt=one("tried"))
    def fails_at_the_gateway(self, attempt: Row) -> None:
        self._settle(Setback(NAME, attempt.row.reference, "24"))

    @given_some("payable")
    @rule(order=one("payable"), cash=st.booleans())
    def a_keeper_says_it_came(self, order: OrderNow, cash: bool) -> None:
        with deed():
            keeper = self.world.keeper(order.home)
            by_word.keeper_received(self._order(order), by=keeper, cash=cash, at=self.world.at)
        if cash:
            self.world.cash[order.home] += order.to_pay
        else:
            self.world.words[order.name, order.to_pay] += 1

    @given_some("spoken")
    @rule(order=one("spoken"))
    def a_keeper_takes_the_word_back(self, order: OrderNow) -> None:
        with deed():
            word = withdrawing.word_on(self._order(order))
            assert word is not None
            keeper, amount = self.world.keeper(order.home), word.amount.dong
            withdrawing.withdraw(word, by=keeper, at=self.world.at)
        if word.means is Means.KEEPER_SAYS_CASH:
            self.world.cash[order.home] -= amount
        else:
            self.world.words[order.name, amount] -= 1

    # --- banks ------------------------------------------------------------------------------

    @precondition(room_for_transfers)
    @rule(
        order=one("known"),
        how=st.sampled_from(WAYS),
        told=st.booleans(),
    )
    def transfers(self, order: OrderNow, how: str, told: bool) -> None:
        amount = (order.to_pay or order.total) + {"short": -5_000, "over": PRICE}.get(how, 0)
        memo = {"cut": order.code[:-1], "unknown": "tien na"}.get(how, f"MBVCB.{order.code}.CT")
        to = order.home
        if how == "wrong account":
            to = STRANGER if order.home == "B" else "B"
        pays = [order.name] if to == order.home and how != "unknown" else []
        transfer = self.world.write_down(to, max(amount, 1_000), memo, pays)
        if told:
            self._told(transfer)

    @precondition(room_for_transfers)
    @given_some("pairs")
    @rule(pair=one("pairs"), exact=st.booleans(), told=st.booleans())
    def pays_two_at_once(self, pair: tuple[OrderNow, OrderNow], exact: bool, told: bool) -> None:
        one, two = pair
        amount = (one.asked + two.asked or PRICE) + (0 if exact else 5_000)
        memo = f"{one.code} {two.code}"
        transfer = self.world.write_down(one.home, amount, memo, [one.name, two.name])
        if told:
            self._told(transfer)

    @given_some("written")
    @rule(transfer=one("written"))
    def a_messenger_tells(self, transfer: Transfer) -> None:
        """For the first time, or again, in any order."""
        self._told(transfer)

    @given_some("told_by_messengers")
    @rule(transfer=one("told_by_messengers"))
    def a_messenger_tells_another_sum(self, transfer: Transfer) -> None:
        """Of money that was told of before."""
        notice = transfer.notice
        self._settle(replace(notice, amount=notice.amount + Money(5_000)))

    @given_some("homes_with_news")
    @rule(home=one("homes_with_news"))
    def a_statement_comes(self, home: str) -> None:
        """All that the account has had, told of or not, read or not."""
        mine = [it for it in self.world.transfers if it.to == home]
        lines = tuple(
            Line(row, it.day, Money(it.amount), it.memo, it.reference)
            for row, it in enumerate(mine, start=1)
        )
        taken = self._take_in(home, Statement(self.world.homes[home].number, lines))
        for it in mine:
            self.world.on_statements.add(it.name)
            if it.pays or it.reference in taken:
                self.world.has_heard(it)

    # --- keepers ----------------------------------------------------------------------------

    @given_some("deeds")
    @rule(chosen=one("deeds"))
    def goods_move_on(self, chosen: tuple[OrderNow, str]) -> None:
        order, what = chosen
        with deed():
            keeper = self.world.keeper(order.home)
            getattr(orders, what)(self._order(order), by=keeper, at=self.world.at)

    @given_some("sent")
    @rule(order=one("sent"))
    def goods_are_not_taken(self, order: OrderNow) -> None:
        """Nobody was at home."""
        with deed():
            keeper = self.world.keeper(order.home)
            orders.cancel(self._order(order), by=keeper, at=self.world.at)

    @given_some("called_off")
    @rule(order=one("called_off"))
    def a_buyer_cancels(self, order: OrderNow) -> None:
        with deed():
            orders.cancel(self._order(order), by=None, at=self.world.at)

    @given_some("rich")
    @rule(order=one("rich"), part=st.sampled_from(PARTS), cash=st.booleans())
    def gives_back_by_hand(self, order: OrderNow, part: str, cash: bool) -> None:
        form = f"{'cash' if cash else 'bank'}{once()}"
        keeper, at = self.world.keeper, self.world.at
        self._refundable(
            order, part,
            lambda amount: giving_back.refund(
                self._order(order), amount, by=keeper(order.home), cash=cash, once=form, at=at
            ),
        )  # fmt: skip

    @given_some("rich")
    @rule(order=one("rich"), part=st.sampled_from(PARTS))
    def promises_a_transfer_back(self, order: OrderNow, part: str) -> None:
        form, keeper, at = once(), self.world.keeper, self.world.at
        self._refundable(
            order, part,
            lambda amount: refunding.by_bank(
                self._order(order), amount, by=keeper(order.home), once=form, at=at
            ),
        )  # fmt: skip

    @given_some("collected")
    @rule(attempt=one("collected"), part=st.sampled_from(PARTS))
    def promises_by_the_gateway(self, attempt: Row, part: str) -> None:
        order = self._now.order(attempt.row.order_id)
        with suppress(MoreThanCame), deed():
            refunding.by_gateway(
                self._order(order),
                session.get_one(PaymentAttempt, attempt.row.id),
                part_of(min(order.free, attempt.row.amount), part),
                self._till(),
                by=self.world.keeper(order.home),
                at=self.world.at,
            )

    @given_some("refunds_by_bank")
    @rule(refund=one("refunds_by_bank"), kept=st.booleans())
    def a_promise_ends(self, refund: Row, kept: bool) -> None:
        order = self._now.order(refund.row.order_id)
        with deed():
            it = session.get_one(PaymentRefund, refund.row.id)
            if kept:
                refunding.transferred(it, by=self.world.keeper(order.home), at=self.world.at)
            else:
                refunding.take_back(it, at=self.world.at)

    # --- cases ------------------------------------------------------------------------------

    @given_some("late")
    @rule(case=one("late"))
    def opens_the_order_again(self, case: Row) -> None:
        self._decide(lambda it, by: deciding.revive(it, by=by, at=self.world.at), case)

    @given_some("movable")
    @rule(chosen=one("movable"))
    def is_for_this_order(self, chosen: tuple[Row, OrderNow]) -> None:
        case, order = chosen
        self._decide(
            lambda it, by: deciding.apply(it, self._order(order), by=by, at=self.world.at), case
        )

    @given_some("differing")
    @rule(case=one("differing"))
    def counts_what_came(self, case: Row) -> None:
        if self._decide(lambda it, by: deciding.accept(it, by=by, at=self.world.at), case):
            attempt = next(it for it in self._now.attempts if it.row.id == case.row.attempt_id)
            self.world.collected[attempt.row.reference] = case.row.amount

    @given_some("waiting")
    @rule(
        case=one("waiting"),
        how=st.sampled_from((CaseAction.CLOSE, CaseAction.KEEP_AS_CREDIT, CaseAction.ASK_THE_REST)),
    )
    def puts_a_case_aside(self, case: Row, how: CaseAction) -> None:
        if how is CaseAction.ASK_THE_REST and case.row.order_id:
            self._decide(lambda it, by: deciding.ask_the_rest(it, by=by, at=self.world.at), case)
        else:
            self._decide(lambda it, by: deciding.close(it, how, by=by, at=self.world.at), case)

    @given_some("put_aside")
    @rule(case=one("put_aside"))
    def takes_a_decision_back(self, case: Row) -> None:
        self._decide(lambda it, by: deciding.reopen(it, by=by, at=self.world.at), case)

    # --- time -------------------------------------------------------------------------------

    @rule(wait=st.sampled_from(sorted(WAITS)), gateway=st.sampled_from(MOODS))
    def time_passes(self, wait: str, gateway: str) -> None:
        """All duties of the house run: asking gateways, giving back, ending what nobody paid."""
        self.world.at += WAITS[wait]
        self._mood(gateway)
        watching.ask_due(tills.at_hand(), at=self.world.at)
        refunding.ask_due(tills.at_hand(), at=self.world.at)
        with deed():
            self._duties()
        self._collected_meanwhile()

    def _duties(self) -> None:
        orders.expire_due(at=self.world.at)

    @invariant()
    def all_adds_up(self) -> None:
        now = look(self.world)
        if not now.orders:
            return
        found, self.now = self._wrong(now), now
        self.seen.extend(found)
        assert not found, "; ".join(found)

    def _wrong(self, now: Now) -> list[str]:
        return wrong(self.world, now, self.now)

    def teardown(self) -> None:
        if self.now is not None:
            target(float(len(self.now.receipts) + len(self.now.refunds)), label="money moved")
            leave(self.world)
