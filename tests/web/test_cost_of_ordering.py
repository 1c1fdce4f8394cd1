"""What placing an order asks of the database, counted over the whole deed of POST /checkout.

Counted is every statement sent between BEGIN and COMMIT, on any line; those two are not.
"""

from collections.abc import Iterable
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select

from storefront import codes
from storefront.db import deed, is_writing, session
from storefront.orders import counting
from storefront.orders.models import Order
from storefront.shops.models import Product
from tests.browser import Browser
from tests.statements import counted
from tests.village import a_household, a_shop, na

MOST = 12


@pytest.fixture
def goods(app: Flask) -> list[Product]:
    """Two kinds from one household, and one from another."""
    with deed():
        nhinh, tai = a_shop(), a_shop(a_household("Nông Văn Tài"))
        return [na(shop=nhinh, price=60_000), na(shop=nhinh), na(shop=tai, price=28_000)]


def asked_by_ordering(browser: Browser, goods: Iterable[Product]) -> list[str]:
    seen = sum(product.price.dong for product in goods)
    browser.client.set_cookie("basket", ".".join(f"{product.id}:1" for product in goods))
    form = {"phone": "0912345678", "name": "Chị Hạnh", "delivery": "pick_up", "pay_by": "vietqr"}
    form |= {"once": codes.secret(), "seen": str(seen)}
    session.expire_all()
    with counted(when=is_writing) as asked:
        browser.post("/checkout", form, expect=201)
    return asked


def test_two_households_cost_twelve_statements(browser: Browser, goods: list[Product]) -> None:
    first, later = asked_by_ordering(browser, goods), asked_by_ordering(browser, goods)

    assert len(session.scalars(select(Order.id)).all()) == 4
    assert len(first) <= MOST, "\n".join(first)
    assert len(later) <= MOST, "\n".join(later)


def test_one_question_more_is_seen(
    browser: Browser, goods: list[Product], monkeypatch: pytest.MonkeyPatch
) -> None:
    plainly = counting.placed

    def asks_about_each(orders: list[Order], *, at: datetime) -> None:
        session.execute(select(Order.id)).all()
        plainly(orders, at=at)

    monkeypatch.setattr(counting, "placed", asks_about_each)

    assert len(asked_by_ordering(browser, goods)) > MOST
