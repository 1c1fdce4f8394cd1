"""What there is to do something with at this moment: so that nearly every step takes effect."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition

from tests.payments.life.now import UNDER_WAY, Now, OrderNow, Row
from tests.payments.life.world import Transfer, World

MOST_ORDERS, MOST_ATTEMPTS, MOST_TRANSFERS = 3, 4, 8


def one(kind: str) -> st.SearchStrategy[Any]:
    """One of those that the life at hand has."""
    return st.runner().flatmap(lambda life: st.sampled_from(getattr(life, kind)()))


def given_some(kind: str) -> Callable[[Any], Any]:
    return precondition(lambda life: bool(life.now and getattr(life, kind)()))


def room_for_orders(life: Choices) -> bool:
    return life.now is not None and len(life.now.orders) < MOST_ORDERS


def room_for_transfers(life: Choices) -> bool:
    return life.now is not None and len(life.world.transfers) < MOST_TRANSFERS


class Choices:
    world: World
    now: Now | None
    """Nothing until the market has opened."""

    @property
    def _now(self) -> Now:
        assert self.now is not None
        return self.now

    def known(self) -> list[OrderNow]:
        return self._now.orders

    def payable(self) -> list[OrderNow]:
        return [it for it in self._now.orders if it.due]

    def spoken(self) -> list[OrderNow]:
        """A keeper's word is the newest of what was heard of them."""
        newest = {it.order_id: it for it in self._now.receipts}
        return [
            it
            for it in self._now.orders
            if (word := newest.get(it.id))
            and word.means in ("keeper_says_bank", "keeper_says_cash")
            and (word.confirmed_by_id, word.outcome != "withdrawn") == (None, True)
            and not it.has_ended
            and not it.promised
        ]

    def to_open(self) -> list[OrderNow]:
        asked = [it for it in self._now.orders if it.asked]
        return asked if len(self._now.attempts) < MOST_ATTEMPTS else []

    def pairs(self) -> list[tuple[OrderNow, OrderNow]]:
        known = self._now.orders
        return [(a, b) for a in known for b in known if a.id < b.id and a.home == b.home]

    def tried(self) -> list[Row]:
        return self._now.attempts

    def collected(self) -> list[Row]:
        """Attempts of which some can still be given back."""
        return [
            it
            for it in self._now.attempts
            if it.row.state in ("succeeded", "partially_refunded")
            and self._now.order(it.row.order_id).free > 0
        ]

    def rich(self) -> list[OrderNow]:
        return [it for it in self._now.orders if it.free > 0]

    def refunds_by_bank(self) -> list[Row]:
        return [
            it for it in self._now.refunds if it.row.way == "bank" and it.row.state in UNDER_WAY
        ]

    def written(self) -> list[Transfer]:
        return self.world.transfers

    def told_by_messengers(self) -> list[Transfer]:
        heard = {it.transaction_id for it in self._now.receipts}
        return [it for it in self.world.transfers if it.reference in heard]

    def homes_with_news(self) -> list[str]:
        new = [it for it in self.world.transfers if it.name not in self.world.on_statements]
        return [name for name in self.world.homes if any(it.to == name for it in new)]

    def deeds(self) -> list[tuple[OrderNow, str]]:
        ahead = {"placed": ["confirm", "cancel"], "confirmed": ["send", "hand_over", "cancel"],
                 "sent": ["hand_over", "cancel"]}  # fmt: skip
        return [(it, what) for it in self._now.orders for what in ahead.get(it.state, [])]

    def sent(self) -> list[OrderNow]:
        return [it for it in self._now.orders if it.state == "sent"]

    def called_off(self) -> list[OrderNow]:
        return [it for it in self._now.orders if it.state == "placed"]

    def late(self) -> list[Row]:
        return self._open("late")

    def movable(self) -> list[tuple[Row, OrderNow]]:
        cases = self._open("over", "double", "wrong_account", "unknown", "several_orders")
        return [
            (case, order)
            for case in cases
            for order in self._now.orders
            if order.id != case.row.order_id or case.row.kind not in ("over", "double")
        ]

    def differing(self) -> list[Row]:
        return [it for it in self._open("amount_differs") if it.row.attempt_id]

    def waiting(self) -> list[Row]:
        return self._open()

    def put_aside(self) -> list[Row]:
        undone = ("close", "keep_as_credit", "ask_the_rest")
        return [it for it in self._now.cases if it.row.resolution in undone]

    def _open(self, *kinds: str) -> list[Row]:
        return [
            it
            for it in self._now.cases
            if it.row.state == "open" and (not kinds or it.row.kind in kinds)
        ]
