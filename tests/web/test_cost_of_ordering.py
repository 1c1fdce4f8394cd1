"""What placing an order asks of the database, counted over the whole deed of POST /checkout.

Counted is every statement sent between BEGIN and COMMIT, on any line; those two are not.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from storefront import clock, codes
from storefront.db import deed, is_writing, session
from storefront.delivery import actions as delivery
from storefront.delivery.hours import Hours
from storefront.delivery.tables import Row
from storefront.delivery.ways import Offer, Way
from storefront.delivery.zones import Zone
from storefront.money import Money
from storefront.orders import counting
from storefront.orders.models import Order
from storefront.places.models import Place
from storefront.shops import lots
from storefront.shops.lots import Harvest
from storefront.shops.models import Household, Product, Shop
from tests.browser import Browser
from tests.statements import counted
from tests.village import (
    a_commune,
    a_household,
    a_person,
    a_province,
    a_shop,
    a_village,
    an_account,
    na,
)

MOST = 12
FEE = Money(30_000)
A_DAY = timedelta(days=1)


@pytest.fixture
def goods(app: Flask) -> list[Product]:
    """Two kinds from one household, and one from another."""
    with deed():
        nhinh, tai = a_shop(), a_shop(a_household("Nông Văn Tài"))
        return [na(shop=nhinh, price=60_000), na(shop=nhinh), na(shop=tai, price=28_000)]


def asked_by_ordering(
    browser: Browser, goods: Iterable[Product], when: Callable[[], bool] = is_writing
) -> list[str]:
    seen = sum(product.price.dong for product in goods)
    browser.client.set_cookie("basket", ".".join(f"{product.id}:1" for product in goods))
    form = {"phone": "0912345678", "name": "Chị Hạnh", "delivery": "pick_up", "pay_by": "vietqr"}
    form |= {"once": codes.secret(), "seen": str(seen)}
    session.expire_all()
    with counted(when=when) as asked:
        browser.post("/checkout", form, expect=201)
    return asked


def test_two_households_cost_twelve_statements(browser: Browser, goods: list[Product]) -> None:
    first, later = asked_by_ordering(browser, goods), asked_by_ordering(browser, goods)

    assert len(session.scalars(select(Order.id)).all()) == 4
    assert len(first) <= MOST, "\n".join(first)
    assert len(later) <= MOST, "\n".join(later)


@pytest.fixture
def promised(app: Flask) -> list[Product]:
    """Goods of two households, with everything that an order can have: harvests to come with a
    deposit, carried by a courier with a table of its own, on days that bear two parcels each."""
    with deed():
        commune = a_commune(inside=a_province(code="20"))
        return [_promised_by(a_shop(_home(commune, nth))) for nth in range(2)]


def _home(commune: Place, nth: int) -> Household:
    home = a_household(f"Nông Văn {nth}", village=a_village(inside=commune))
    an_account(home, number=f"10187234{nth}")
    return home


def _promised_by(shop: Shop) -> Product:
    at, keeper = clock.now() - A_DAY, shop.household.keeper
    delivery.choose(shop, {Way.VNPOST: Offer(), Way.GHN: Offer()}, by=keeper, at=at)
    delivery.keep_hours(shop, Hours(a_day=2), by=keeper, at=at)
    product = na(shop=shop)
    day = clock.village_date(at) + 10 * A_DAY
    harvest = Harvest(day, 100, at + 9 * A_DAY, deposit_percent=30, deposit_kept=True)
    lots.open_lot(product, harvest, by=keeper, at=at)
    return product


def _costs(many: int) -> dict[Zone, Row]:
    return {zone: Row((FEE, FEE, FEE), Money(0), many) for zone in Zone}


def _ordered(browser: Browser, goods: Iterable[Product], there: Place) -> list[str]:
    browser.client.set_cookie("basket", ".".join(f"{product.id}:2" for product in goods))
    typed = {"phone": "0912345678", "name": "Chị Hạnh", "delivery": "send", "address": "Số 5"}
    typed |= {"commune": there.name, "commune_code": there.code, "pay_by": "vietqr"}
    typed |= {f"way-{it.shop.code}": "vnpost" for it in goods}
    goods_cost = sum(2 * it.price.dong for it in goods)
    typed |= {"seen": str(goods_cost + 2 * FEE.dong), "seen_deposit": str(goods_cost * 3 // 10)}
    typed["once"] = codes.secret()
    session.expire_all()
    with counted(when=is_writing) as asked:
        browser.post("/checkout", typed, expect=201)
    return asked


def test_so_they_do_with_everything_switched_on(browser: Browser, promised: list[Product]) -> None:
    with deed():
        there = a_commune("Ngọc Hà", inside=a_province("Hà Nội", code="01"))
        newer, older = clock.village_date(clock.now()), clock.now() - 2 * A_DAY
        for day, many in ((newer - A_DAY, 9), (newer, 1)):
            delivery.enter_table(
                Way.VNPOST, _costs(many), from_day=day, source="Bảng\ngiá", by=a_person(), at=older
            )

    asked = [_ordered(browser, promised, there) for _basket in range(3)]

    orders = session.scalars(select(Order).order_by(Order.id)).all()
    assert {(it.fee, it.deposit, it.way) for it in orders} == {(FEE, Money(40_800), Way.VNPOST)}
    assert [it.leaves_on for it in orders] == _days_of(orders)
    assert [len(it) for it in asked] == [MOST] * 3, "\n".join(asked[-1])


def _days_of(orders: Iterable[Order]) -> list[date]:
    """Two parcels of each household on the first day, and one on the next."""
    first = next(it.leaves_on for it in orders)
    assert first is not None
    return [first] * 4 + [first + A_DAY] * 2


def test_the_page_of_a_fresh_order_asks_two_plain_questions(
    browser: Browser, goods: list[Product]
) -> None:
    """Which wallets there are, and what the household wrote; all else is known from placing."""
    asked = asked_by_ordering(browser, goods, when=lambda: not is_writing())

    assert len(asked) == 2, "\n".join(asked)


def test_one_question_more_is_seen(
    browser: Browser, goods: list[Product], monkeypatch: pytest.MonkeyPatch
) -> None:
    plainly = counting.placed

    def asks_about_each(orders: list[Order], *, at: datetime) -> None:
        session.execute(select(Order.id)).all()
        plainly(orders, at=at)

    monkeypatch.setattr(counting, "placed", asks_about_each)

    assert len(asked_by_ordering(browser, goods)) > MOST
