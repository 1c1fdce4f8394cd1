"""The same life where hens are promised for a day: with a deposit, days that are moved, harvests
that fail, and, in one of the two households, delivery at a fee and deposits that are kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import rule

from storefront import clock, tills
from storefront.db import deed, session
from storefront.money import Money
from storefront.orders import actions as orders
from storefront.orders import harvest, queries
from storefront.orders.refusals import NotNow, TooLate
from storefront.payments import deposits
from storefront.shops import lots
from storefront.shops.lots import Harvest
from storefront.shops.models import Lot, Product
from storefront.web import order_page
from tests.payments.life.choices import given_some, one
from tests.payments.life.now import Now, OrderNow
from tests.payments.life.selling import SellingLife
from tests.payments.life.world import ON_THE_SHELF, Home

FEE, EACH, PERCENT = 15_000, Money(2_000), 30
KEEPS = "A"
"""The household that sends at a fee and keeps the deposits of who calls off too late."""
UNTIL, PICKED = timedelta(days=1), timedelta(days=2)


class HarvestLife(SellingLife):
    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[int, int] = {}
        """What a household may keep, of orders that buyers called off."""
        with deed():
            for name, home in self.world.homes.items():
                self._promises(home, keeps=name == KEEPS)

    def _promises(self, home: Home, *, keeps: bool) -> None:
        hen, at = session.get_one(Product, home.product), self.world.at
        hen.shop.ways = {"send": {"fee": FEE, "days": 2, "note": ""}} if keeps else None
        day, until = clock.village_date(at + PICKED), at + UNTIL
        how = {"deposit_percent": PERCENT} if keeps else {"deposit_each": EACH}
        said = Harvest(day, ON_THE_SHELF, until, deposit_kept=keeps, **how)
        lots.open_lot(hen, said, by=self.world.keeper(home.name), at=at)

    def _place(self, basket: dict[str, int]) -> None:
        with suppress(TooLate):
            super()._place(basket)

    def _duties(self) -> None:
        super()._duties()
        harvest.ask_rests_due(at=self.world.at)
        lots.end_due(at=self.world.at)
        self._look_at_shelves()

    def _look_at_shelves(self) -> None:
        self.world.over = {name for name in self.world.homes if not self._lot(name)}

    def _lot(self, home: str) -> Lot | None:
        product = session.get_one(Product, self.world.homes[home].product, populate_existing=True)
        return session.get(Lot, product.lot_id) if product.lot_id else None

    # --- days -------------------------------------------------------------------------------

    def promising(self) -> list[str]:
        return [name for name in self.world.homes if name not in self.world.over]

    @given_some("promising")
    @rule(home=one("promising"))
    def rain_moves_the_day(self, home: str) -> None:
        at = self.world.at
        with deed():
            lot = self._lot(home)
            assert lot is not None
            harvest.move(
                lot, to=clock.village_date(at + PICKED), closes_at=at + UNTIL, because="mưa",
                by=self.world.keeper(home), at=at,
            )  # fmt: skip

    @given_some("known")
    @rule(order=one("known"), waits=st.booleans())
    def says_whether_to_wait(self, order: OrderNow, waits: bool) -> None:
        """Who was asked; and of the others nothing moves."""
        with suppress(NotNow), deed():
            says = harvest.keep if waits else harvest.give_up
            says(self._order(order), at=self.world.at)
            self.kept[order.id] = 0

    @given_some("on_the_shelf")
    @rule(order=one("on_the_shelf"))
    def calls_off_by_what_was_said(self, order: OrderNow) -> None:
        at = self.world.at
        with suppress(NotNow), deed():
            it = self._order(order)
            free = harvest.is_asked(it, queries.timeline(it.id))
            may = order_page.may_call_off(it)
            late = not free and at > _free_until(it.terms)
            orders.cancel(it, by=None, buyer_may=may, forfeits=not free, at=at)
            keeps = late and order.home == KEEPS
            self.kept[order.id] = min(order.deposit, order.paid) if keeps else 0

    def on_the_shelf(self) -> list[OrderNow]:
        return [it for it in self._now.orders if it.state in ("placed", "confirmed")]

    @given_some("on_the_shelf")
    @rule(order=one("on_the_shelf"))
    def is_picked(self, order: OrderNow) -> None:
        with suppress(NotNow), deed():
            keeper = self.world.keeper(order.home)
            harvest.is_picked(self._order(order), by=keeper, at=self.world.at)

    @given_some("promising")
    @rule(home=one("promising"), really=st.integers(0, 3))
    def a_harvest_fails(self, home: str, really: int) -> None:
        """Seldom: nothing is sold afterwards."""
        if really:
            return
        with deed():
            lot = self._lot(home)
            assert lot is not None
            keeper, at = self.world.keeper(home), self.world.at
            deposits.harvest_failed(lot, tills.at_hand(), because="bão", by=keeper, at=at)
        self._look_at_shelves()

    def _wrong(self, now: Now) -> list[str]:
        return [*super()._wrong(now), *(words for it in now.orders for words in self._kept(it))]

    def _kept(self, now: OrderNow) -> Iterator[str]:
        """Nothing but what was said, and only when the buyer called off."""
        if now.state != "cancelled":
            self.kept.pop(now.id, None)
        most = min(self.kept.get(now.id, 0), max(now.paid, 0))
        if now.kept > most:
            yield f"{now} had {now.kept} kept, {most} was agreed"
        if not now.waits_for_rest or now.has_ended:
            return
        if now.deposit > now.goods // 2 and not now.scale:
            yield f"{now} asks {now.deposit} at once, more than half"


def _free_until(terms: dict[str, object] | None) -> datetime:
    said = (terms or {})["deposit"]
    assert isinstance(said, dict)
    return datetime.fromisoformat(said["until"])
