"""Lines and fee are the total, the QR, and what the books say: by every way, to every end."""

from __future__ import annotations

import random
from datetime import date

import pytest
from flask import Flask

from storefront import codes
from storefront.db import deed
from storefront.delivery import actions as delivery
from storefront.delivery.ways import FETCHED, Offer, Way
from storefront.ledger import queries as ledger
from storefront.ledger.models import Account
from storefront.money import Money
from storefront.orders import actions as orders
from storefront.orders import placing
from storefront.orders.models import Delivery, Order, PayBy
from storefront.orders.placing import Buyer
from storefront.payments import by_word, giving_back, vietqr
from storefront.places.models import Place
from storefront.shops.models import Product
from storefront.web import order_page
from tests.village import MARKET_DAY, a_commune, a_household, a_province, a_shop, a_village, na

DICE = random.Random(108)  # noqa: S311
PRICES = (1, 999, 12_345, 68_000, 1_250_000)


@pytest.fixture
def goods(app: Flask) -> Product:
    with deed():
        commune = a_commune(inside=a_province(code="20"))
        shop = a_shop(a_household(village=a_village(inside=commune)))
        offers = {way: Offer(Money(DICE.randrange(60_000)), 1) for way in Way}
        delivery.choose(shop, offers, by=shop.household.keeper, at=MARKET_DAY)
        return na(shop=shop, stock=10_000)


@pytest.fixture
def there(goods: Product) -> Place:
    with deed():
        return a_commune("Ngọc Hà", inside=a_province(code="46"))


def place(product: Product, way: Way, there: Place) -> Order:
    product.price = Money(DICE.choice(PRICES))
    buyer = Buyer(
        "Hạnh",
        "+84912345678",
        Delivery.PICK_UP if way in FETCHED else Delivery.SEND,
        "" if way in FETCHED else "Số 5",
        None if way in FETCHED else there.id,
        ways={product.shop.code: way},
    )
    basket = {product.id: DICE.randrange(1, 30)}
    once = codes.secret()
    pay_by = PayBy.VIETQR
    return placing.place(basket, buyer=buyer, pay_by=pay_by, once=once, at=MARKET_DAY).orders[0]


@pytest.mark.parametrize("end", ["kept", "refunded in part", "cancelled", "paid and cancelled"])
def test_sums_agree_by_every_way(goods: Product, there: Place, end: str) -> None:
    keeper = goods.shop.household.keeper
    for way in Way:
        with deed():
            order = place(goods, way, there)
            whole = Money.sum(line.amount for line in order.lines) + order.fee
            assert order.way is way
            assert whole == order.total == vietqr.read(order_page.payload(order)).amount
            assert ledger.balances(order.id)[Account.RECEIVABLE] == whole
            if end != "cancelled":
                by_word.keeper_received(order, by=keeper, cash=False, at=MARKET_DAY)
            if end == "refunded in part":
                back = Money(DICE.randrange(1, whole.dong + 1))
                giving_back.refund(order, back, by=keeper, cash=False, once="1", at=MARKET_DAY)
            if end.endswith("cancelled"):
                orders.cancel(order, by=keeper, reason="Mưa", at=MARKET_DAY)

        books = ledger.balances(order.id)
        assert Money.sum(books.values()) == Money(0), way
        assert books[Account.BANK] == order.paid, way
        assert books[Account.RECEIVABLE] == order.due == Money(0), way
        if end.endswith("cancelled"):
            assert books[Account.CUSTOMER_CREDIT] == -order.paid, way
            assert books[Account.SALES] == Money(0), way
        else:
            assert order.paid + order.refunded == whole, way


def test_a_fee_that_is_forgotten_is_noticed(goods: Product, there: Place) -> None:
    """A planted fault: what the proof above would say."""
    with deed():
        order = place(goods, Way.VNPOST, there)
        order.fee = Money(0)

        assert ledger.balances(order.id)[Account.RECEIVABLE] != order.total
        assert order.leaves_on == date(2026, 8, 22)
