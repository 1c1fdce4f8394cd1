"""The same life where goods have no price until they are weighed: hens by the piece, with bundles
of leaves at a price of their own in the same order."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction

from hypothesis import strategies as st
from hypothesis.stateful import rule
from sqlalchemy import select

from storefront import units
from storefront.db import deed, session
from storefront.orders import placing
from storefront.orders.changing import Wish
from storefront.orders.models import Answer, Order, OrderLine, PayBy, Weighing
from storefront.orders.refusals import NotNow, OutOfStock
from storefront.payments import by_weight, changing, vietqr
from storefront.payments.refusals import MoneyUnderWay
from storefront.shops.models import Product
from storefront.web import order_page
from tests.payments.life.choices import given_some, one
from tests.payments.life.hands import once
from tests.payments.life.machine import PaymentLife
from tests.payments.life.now import Now, OrderNow
from tests.payments.life.world import PRICE, Home
from tests.village import a_buyer, na

HEN, LEAVES = units.weighed("con", 1_000, 3_000), 3_000
ABOUT = 2_000
"""Grams."""
WEIGHTS = (ABOUT, 1_500, 2_400, 2_001, 4_000, 700)
"""Of one hen; the last two are not what was said."""


class SellingLife(PaymentLife):
    def __init__(self) -> None:
        super().__init__()
        with deed():
            self.leaves = {name: self._sells_hens(it) for name, it in self.world.homes.items()}

    def _sells_hens(self, home: Home) -> int:
        """And leaves."""
        hen = session.get_one(Product, home.product)
        hen.unit = HEN
        return na(shop=hen.shop, name="Lá dong", price=LEAVES, stock=99).id

    def _place(self, basket: dict[str, int]) -> None:
        """One with more leaves than hens."""
        hens = {self.world.homes[name].product: many for name, many in basket.items()}
        leaves = {self.leaves[name]: many + 1 for name, many in basket.items()}
        form = f"selling-{once()}"
        with suppress(OutOfStock), deed():
            placing.place(
                hens | leaves, buyer=a_buyer(), pay_by=PayBy.VIETQR, once=form, at=self.world.at
            )

    # --- scales -----------------------------------------------------------------------------

    def to_weigh(self) -> list[OrderNow]:
        return [it for it in self._now.orders if it.state == "confirmed" and not it.promised]

    @given_some("to_weigh")
    @rule(order=one("to_weigh"), grams=st.sampled_from(WEIGHTS))
    def is_weighed(self, order: OrderNow, grams: int) -> None:
        """For the first time, or again."""
        with deed():
            it = self._order(order)
            hen = next(line for line in it.lines if line.unit == HEN)
            keeper = self.world.keeper(order.home)
            by_weight.weigh(it, {hen.id: grams * hen.quantity}, by=keeper, at=self.world.at)

    def asked(self) -> list[OrderNow]:
        return [it for it in self._now.orders if it.state == "confirmed" and it.scale == "asked"]

    @given_some("asked")
    @rule(
        order=one("asked"),
        said=st.sampled_from((Answer.TAKEN, Answer.AT_MOST, Answer.CALLED_OFF)),
    )
    def a_buyer_answers(self, order: OrderNow, said: Answer) -> None:
        with suppress(NotNow), deed():
            by_weight.answer(self._order(order), said, at=self.world.at)

    def small_rests(self) -> list[OrderNow]:
        settled = [it for it in self._now.orders if it.scale == "settled" and not it.has_ended]
        return [it for it in settled if it.paid and 0 < it.due <= by_weight.SMALL.dong]

    @given_some("small_rests")
    @rule(order=one("small_rests"))
    def lets_a_rest_go(self, order: OrderNow) -> None:
        with deed():
            keeper = self.world.keeper(order.home)
            by_weight.let_go(self._order(order), by=keeper, at=self.world.at)

    @given_some("called_off")
    @rule(order=one("called_off"), many=st.sampled_from((0, 1, 3)))
    def wants_other_leaves(self, order: OrderNow, many: int) -> None:
        with suppress(NotNow, MoneyUnderWay), deed():
            it = self._order(order)
            leaves = {line.id: many for line in it.lines if line.unit != HEN}
            there = it.checkout
            wish = Wish(leaves, there.address, there.buyer_phone, there.note)
            changing.change(it, wish, at=self.world.at)

    def deeds(self) -> list[tuple[OrderNow, str]]:
        """What has no price yet does not go on."""
        settled = (None, "settled")
        return [
            (it, what)
            for it, what in super().deeds()
            if what not in ("send", "hand_over") or it.scale in settled
        ]

    def _wrong(self, now: Now) -> list[str]:
        return [*super()._wrong(now), *(words for it in now.orders for words in sums_agree(it))]


def sums_agree(now: OrderNow) -> Iterator[str]:
    """Lines by their weight or number, and the fee, are the sum; what is asked of it is in the QR.

    Discounts do not exist in this market: there is nothing to take off.
    """
    order = session.get_one(Order, now.id, populate_existing=True)
    lines = list(session.scalars(select(OrderLine).where(OrderLine.order_id == now.id)))
    together = sum(_costs(it) for it in lines) + order.fee.dong
    if together != now.total:
        yield f"{now} costs {now.total}, its lines and the fee {together}"
    if not now.has_ended and now.paid + now.due + now.let_go - now.over < now.total:
        yield f"{now} costs {now.total}; {now.paid} and {now.due} and {now.let_go} are less"
    if now.asked and order.account is not None:
        told = vietqr.read(order_page.payload(order)).amount
        if told is None or told.dong != now.asked:
            yield f"{now} is asked for {now.asked}, its QR says {told}"
    weighed = select(Weighing).where(Weighing.order_id == now.id).order_by(Weighing.id.desc())
    newest = session.scalars(weighed.limit(1)).first()
    if now.scale == "settled" and newest is not None:
        heaviest = {str(it.id): _paid_for(it, newest) for it in lines if it.unit == HEN}
        if any(it.grams != heaviest[str(it.id)] for it in lines if it.unit == HEN):
            yield f"{now} is paid for other weights than were agreed to"


def _costs(line: OrderLine) -> int:
    if line.grams is None:
        return line.quantity * (PRICE if line.unit == HEN else LEAVES)
    return int(Fraction(PRICE * line.grams, ABOUT) + Fraction(1, 2))


def _paid_for(line: OrderLine, newest: Weighing) -> int:
    said = int(newest.grams[str(line.id)])
    return min(said, 3_000 * line.quantity) if newest.answer is Answer.AT_MOST else said
