"""What is picked and packed on a day, and labels that a carrier and a phone can read."""

from __future__ import annotations

from datetime import timedelta

import cv2
import numpy as np
import pytest
import zxingcpp
from flask import Flask
from sqlalchemy import select

from storefront import clock
from storefront.accounts.models import Look, Seen
from storefront.accounts.permissions import Role
from storefront.db import deed, session
from storefront.delivery.ways import Way
from storefront.orders import actions as orders
from storefront.orders import packing
from storefront.orders.models import Order, PayBy, Scale
from storefront.posters import press
from storefront.shops.models import Product
from storefront.web import labels
from tests.browser import Browser
from tests.village import a_household, a_shop, a_village, an_order, na, posted


class Farm:
    """One household with two kinds of goods."""

    def __init__(self) -> None:
        with deed():
            self.village = a_village()
            self.shop = a_shop(a_household(village=self.village))
            self.apples, self.hens = na(shop=self.shop), na(shop=self.shop, name="Gà đồi")

    def promised(self, product: Product, quantity: int, *, days: int = 0) -> Order:
        """Accepted, and to leave in so many days."""
        now = clock.now()
        with deed():
            product = session.get_one(Product, product.id)
            order = an_order(product, quantity=quantity, pay_by=PayBy.CASH, at=now)
            orders.confirm(order, by=order.shop.household.keeper, at=now)
            order.leaves_on = clock.village_date(now) + timedelta(days)
        return order

    def picks(self, *, days: int = 0) -> list[tuple[str, int, int]]:
        today = clock.village_date(clock.now())
        found = packing.to_pack([self.shop.household_id], today + timedelta(days), today=today)
        return [(it.name, it.quantity, it.parcels) for it in packing.picks(found)]


def test_goods_of_a_day_are_added_up(app: Flask) -> None:
    farm = Farm()
    farm.promised(farm.apples, 3)
    farm.promised(farm.apples, 4)
    farm.promised(farm.hens, 1)
    farm.promised(farm.hens, 2, days=1)
    farm.promised(farm.hens, 5, days=-1)

    assert farm.picks() == [("Na dai Chi Lăng loại 1", 7, 2), ("Gà đồi", 6, 2)]
    assert farm.picks(days=1) == [("Gà đồi", 2, 1)]
    assert farm.picks(days=2) == []


def test_what_is_not_promised_or_is_gone_is_not_packed(app: Flask) -> None:
    farm = Farm()
    sent = farm.promised(farm.apples, 3)
    with deed():
        an_order(session.get_one(Product, farm.apples.id), at=clock.now())
        orders.send(session.get_one(Order, sent.id), by=sent.shop.household.keeper, at=clock.now())

    assert farm.picks() == []


def test_the_keeper_sees_the_day_and_prints(app: Flask, browser: Browser) -> None:
    farm = Farm()
    order = farm.promised(farm.apples, 3)
    browser.sign_in(farm.shop.household.keeper)
    address = f"/shops/{farm.shop.code}/packing"

    page = browser.get(address)
    assert "3 kg" in page.text.replace("\u00a0", " ")
    assert f"/orders/{order.code}/label.pdf" in page.links()
    for file in (f"{address}/labels.pdf", f"/orders/{order.code}/label.pdf"):
        answer = browser.client.get(file)
        assert answer.data.startswith(b"%PDF")
        assert "no-store" in answer.headers["Cache-Control"]

    far = (clock.village_date(clock.now()) + timedelta(2)).isoformat()
    assert "không có gì" in browser.get(f"{address}?day={far}").text
    browser.get(f"{address}/labels.pdf?day={far}", expect=302)
    browser.get(f"{address}?day=yesterday")


def test_a_team_packs_for_those_who_let_it(app: Flask, browser: Browser) -> None:
    farm = Farm()
    order = farm.promised(farm.apples, 3)
    with deed():
        leader = posted("Vi Văn Páo", Role.LEADER, farm.village)
        elsewhere = posted("Nông Văn Tài", Role.LEADER, a_village())
    browser.sign_in(leader)
    assert order.checkout.buyer_name in browser.get("/team/packing").text
    assert browser.client.get("/team/packing/labels.pdf").data.startswith(b"%PDF")
    looks = session.scalars(select(Look).where(Look.seen == Seen.PACKING)).all()
    assert [look.is_taken for look in looks] == [False, True]

    browser.sign_in(elsewhere)
    assert order.checkout.buyer_name not in browser.get("/team/packing").text
    browser.get(f"/shops/{farm.shop.code}/packing", expect=404)
    browser.get(f"/orders/{order.code}/label.pdf", expect=404)


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_the_label_says_what_a_carrier_needs(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    farm = Farm()
    order = packing.parcel(farm.promised(farm.apples, 3).id)
    kept = press.typeset
    monkeypatch.setattr(press, "typeset", lambda *said, **_more: kept(*said, form="png"))
    with app.test_request_context("/"):
        sheet = labels.pdf([order], {})
        assert labels.money(order) == "Thu 204.000\u00a0₫ tiền mặt"
        assert labels.phone(order) == "0912\u00a0345\u00a0678"
        order.way = Way.PICK_UP
        assert labels.phone(order) == "••• ••• 678"
        order.scale = Scale.ASKED
        assert labels.money(order) == "Chưa cân xong"
        address = labels.address(order)
    session.rollback()

    picture = cv2.imdecode(np.frombuffer(sheet, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert [it.text for it in zxingcpp.read_barcodes(picture)] == [address]
    assert address.endswith(order.code)
    assert picture is not None
    high, wide = picture.shape[:2]
    assert high / wide == pytest.approx(148 / 105, rel=0.01), "A6, upright"
