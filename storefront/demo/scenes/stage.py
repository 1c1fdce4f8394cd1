"""The two houses where scenes are played, what they sell for them, and who comes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from storefront import clock, units
from storefront.accounts.models import Person
from storefront.db import session
from storefront.demo.farms import Farm
from storefront.demo.pictures import Pictures
from storefront.money import Money
from storefront.orders import actions as orders
from storefront.orders import placing
from storefront.orders.models import Delivery, Order, PayBy
from storefront.orders.placing import Buyer
from storefront.payments import by_word
from storefront.shops import goods
from storefront.shops.goods import Goods
from storefront.shops.models import Category, Photo, Product, Shop

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
_LISTED = 30 * DAY

BOX = Goods("Rau theo mùa", Category.VEGETABLE, "túi 5 kg", Money(95_000), 60, shelf_days=2)
EGGS = Goods("Trứng gà đồi", Category.ANIMAL, "chục (10 quả)", Money(42_000), 50)
HEN = Goods(
    "Gà mái thả đồi", Category.ANIMAL, units.weighed("con", 1_600, 2_000), Money(270_000), 12
)
TEA = Goods(
    "Chè Shan tuyết một tôm hai lá", Category.TEA, "gói 500 g", Money(450_000), 0, shelf_days=365
)
SHOOTS = Goods("Ngọn su su Mẫu Sơn", Category.VEGETABLE, "kg", Money(28_000), 30, shelf_days=3)
_PICTURES = {
    BOX: "Cải làn, rau đông tổng hợp túi 3 kg", EGGS: "Trứng gà ta", HEN: "Gà thả đồi",
    TEA: "Chè Shan tuyết Mẫu Sơn gói 100 g", SHOOTS: "Ngọn su su",
}  # fmt: skip


class Guest:
    """Somebody who buys. Their phones belong to nobody, like all of the demo."""

    def __init__(self, name: str, number: int) -> None:
        self.name, self.phone = name, f"+84304000{number:03}"

    def as_buyer(self, **more: Any) -> Buyer:
        return Buyer(self.name, self.phone, **({"delivery": Delivery.PICK_UP} | more))


@dataclass(frozen=True, slots=True)
class House:
    shop: Shop
    helper: Person
    """Who presses for it now and then."""

    @property
    def keeper(self) -> Person:
        return self.shop.household.keeper

    def list(self, what: Goods, pictures: Pictures, *, at: datetime) -> Product:
        photo = session.get_one(Photo, pictures.of(_PICTURES[what]))
        return goods.add_product(self.shop, what, photo=photo, by=self.keeper, at=at)


@dataclass(frozen=True, slots=True)
class Stage:
    now: datetime
    valley: House
    """Bà Nhình's, in Chi Lăng."""
    mountain: House
    """Anh Páo's, on Mẫu Sơn."""
    box: Product
    eggs: Product
    tea: Product
    hen: Product
    shoots: Product

    @property
    def today(self) -> date:
        return clock.village_date(self.now)

    def morning(self, *, ago: int, hour: int = 9) -> datetime:
        """So many days ago, when people are up."""
        return clock.start_of(self.today - ago * DAY) + hour * HOUR


def build(farms: Sequence[Farm], pictures: Pictures, *, now: datetime) -> Stage:
    valley, mountain = (_house(farm) for farm in farms[:2])
    at = now - _LISTED
    return Stage(
        now,
        valley,
        mountain,
        box=valley.list(BOX, pictures, at=at),
        eggs=valley.list(EGGS, pictures, at=at),
        tea=mountain.list(TEA, pictures, at=at),
        hen=mountain.list(HEN, pictures, at=at),
        shoots=mountain.list(SHOOTS, pictures, at=at),
    )


def _house(farm: Farm) -> House:
    shop = session.scalars(select(Shop).where(Shop.id == farm.shop_id)).one()
    return House(shop, session.get_one(Person, farm.helper))


def place(
    basket: Mapping[Product, int],
    buyer: Buyer,
    *,
    once: str,
    at: datetime,
    pay_by: PayBy = PayBy.CASH,
) -> Order:
    contents = {product.id: many for product, many in basket.items()}
    return placing.place(contents, buyer=buyer, pay_by=pay_by, once=once, at=at).orders[0]


def hand_over(order: Order, house: House, *, at: datetime) -> None:
    """Promised, paid in cash at the door, and gone."""
    if order.confirmed_at is None:
        orders.confirm(order, by=house.keeper, at=at - HOUR)
    by_word.keeper_received(order, by=house.keeper, cash=True, at=at)
    orders.hand_over(order, by=house.keeper, at=at)
