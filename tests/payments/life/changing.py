"""The same life where buyers change their minds before anything is promised: another way, more or
less of everything; and where they say themselves that it has come."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress

from hypothesis import strategies as st
from hypothesis.stateful import rule
from sqlalchemy import select

from storefront.db import deed, session
from storefront.delivery.ways import Way
from storefront.money import Money
from storefront.orders import actions as orders
from storefront.orders import receiving
from storefront.orders.changing import Wish
from storefront.orders.models import OrderLine
from storefront.orders.refusals import CannotGo, NotNow, PriceChanged, ProductRefused
from storefront.payments import by_weight, changing
from storefront.payments.refusals import MoneyUnderWay
from storefront.shops.models import Product
from tests.payments.life.choices import given_some, one
from tests.payments.life.harvests import EACH, FEE, KEEPS, PERCENT, HarvestLife
from tests.payments.life.now import Now, OrderNow
from tests.payments.life.selling import HEN
from tests.payments.life.world import PRICE

WAYS = (Way.SEND, Way.RUNNER, Way.PICK_UP)
HEAVY = 2_400
"""Grams of a hen, more than was said and within what was said."""


class ChangingLife(HarvestLife):
    def __init__(self) -> None:
        super().__init__()
        self.let_go: dict[int, int] = {}
        """What is asked for no more, counted from what was done."""
        with deed():
            for nth, home in enumerate(self.world.homes.values()):
                shop = session.get_one(Product, home.product).shop
                fees = {way: FEE - 5_000 * place for place, way in enumerate(WAYS, nth)}
                shop.ways = {
                    way.value: {"fee": fee, "days": 2, "note": ""} for way, fee in fees.items()
                }

    @given_some("called_off")
    @rule(order=one("called_off"), way=st.sampled_from(WAYS))
    def goes_another_way(self, order: OrderNow, way: Way) -> None:
        self._changes(order, {}, way)

    @given_some("called_off")
    @rule(order=one("called_off"), hens=st.integers(1, 3), leaves=st.integers(0, 3))
    def wants_other_goods(self, order: OrderNow, hens: int, leaves: int) -> None:
        lines = session.scalars(select(OrderLine).where(OrderLine.order_id == order.id)).all()
        self._changes(order, {it.id: hens if it.unit == HEN else leaves for it in lines}, None)

    def _changes(self, order: OrderNow, quantities: dict[int, int], way: Way | None) -> None:
        refusals = (NotNow, MoneyUnderWay, CannotGo, PriceChanged, ProductRefused)
        with suppress(*refusals), deed():
            it = self._order(order)
            there = it.checkout
            wish = Wish(quantities, there.address, there.buyer_phone, there.note, way=way)
            changing.change(it, wish, at=self.world.at)

    @given_some("called_off")
    @rule(order=one("called_off"))
    def is_paid_and_weighs_more(self, order: OrderNow) -> None:
        """So many steps in one, because few histories take them one after another."""
        self._told(self.world.write_down(order.home, order.total, order.code, [order.name]))
        with suppress(NotNow), deed():
            keeper, it = self.world.keeper(order.home), self._order(order)
            orders.confirm(it, by=keeper, at=self.world.at)
            hen = next(line for line in it.lines if line.unit == HEN)
            by_weight.weigh(it, {hen.id: HEAVY * hen.quantity}, by=keeper, at=self.world.at)

    def to_send(self) -> list[OrderNow]:
        return [it for it in self._now.orders if (it.state, it.scale) == ("confirmed", "settled")]

    @given_some("to_send")
    @rule(order=one("to_send"), how=st.sampled_from((orders.send, orders.hand_over)))
    def what_has_its_price_goes(self, order: OrderNow, how: Callable[..., None]) -> None:
        """Among all that may be done with orders it would seldom be this. What the household says
        of it the buyer does not take back."""
        with deed():
            how(self._order(order), by=self.world.keeper(order.home), at=self.world.at)
        self.the_buyer_takes_that_back(order)

    def lets_a_rest_go(self, order: OrderNow) -> None:
        super().lets_a_rest_go(order)
        self.let_go[order.id] = self.let_go.get(order.id, 0) + order.due

    @given_some("sent")
    @rule(order=one("sent"))
    def the_buyer_has_it(self, order: OrderNow) -> None:
        with suppress(NotNow), deed():
            orders.hand_over(self._order(order), by=None, at=self.world.at)

    def received(self) -> list[OrderNow]:
        return [it for it in self._now.orders if it.state == "done"]

    @given_some("received")
    @rule(order=one("received"))
    def the_buyer_takes_that_back(self, order: OrderNow) -> None:
        """Where the buyer said so, and not long ago."""
        with suppress(NotNow), deed():
            receiving.take_back(self._order(order), at=self.world.at)

    def _duties(self) -> None:
        super()._duties()
        for order in self.received():
            receiving.count_if_it_stays(self._order(order), at=self.world.at)

    def _wrong(self, now: Now) -> list[str]:
        found = [words for it in now.orders for words in self._deposit(it)]
        return [*super()._wrong(now), *self._let_go(now), *self._counted(now), *found]

    def _counted(self, now: Now) -> Iterator[str]:
        """What a buyer may still take back is not counted, and what is counted stays."""
        for name in self.world.homes:
            done = sum(it.home == name and it.state == "done" for it in now.orders)
            counted = now.facts["order_completed", name]
            if counted > done:
                yield f"{name} has {done} orders handed over, {counted} are counted"

    def _let_go(self, now: Now) -> Iterator[str]:
        """What is given back is not asked for again, and nothing more: what was lacking lacks."""
        was = {it.id: it for it in self.now.orders} if self.now else {}
        for it in now.orders:
            before, let = was.get(it.id), self.let_go.get(it.id, 0)
            if before and it.refunded > before.refunded:
                lacking = max(before.total - before.paid - let, 0)
                let = self.let_go[it.id] = max(it.total - it.paid - lacking, 0)
            if it.let_go != let:
                yield f"{it} lets {it.let_go} go, {let} was let go"

    def _deposit(self, now: OrderNow) -> Iterator[str]:
        if not now.waits_for_rest or now.has_ended or now.scale != "waits":
            return
        hens = now.quantity
        said = PRICE * PERCENT // 100 if now.home == KEEPS else EACH.dong
        if now.deposit != said * hens:
            yield f"{now} asks {Money(now.deposit)} at once for {hens} hens, {said} each was said"
