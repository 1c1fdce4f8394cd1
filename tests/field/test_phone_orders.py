"""An order that was taken by telephone where there is no signal: promised once, or asked about."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from storefront.accounts.permissions import Role
from storefront.db import deed, session
from storefront.orders.models import Checkout, Order, OrderState, Origin
from storefront.places.models import Relation, Succession
from storefront.shops.models import Product
from tests.field.phone import MUSHROOMS, Phone, a_house
from tests.village import a_commune, a_shop, a_team, a_village, na, posted

MERGED = date(2025, 7, 1)
CALLER = {"name": "Chú Hoan", "phone": "0912 345 672", "delivery": "pick_up", "pay_by": "cash"}


@pytest.fixture
def grapes(app: Flask) -> Product:
    with deed():
        return na(shop=a_shop(), stock=5)


@pytest.fixture
def tai(app: Flask, grapes: Product) -> Phone:
    with deed():
        leader = posted("Nông Văn Tài", Role.LEADER, grapes.shop.household.village)
    return Phone(app, leader)


def ordered(product: Product, many: int, *, seen: int) -> dict[str, Any]:
    house = product.shop.household.code
    return CALLER | {"household": house, f"quantity-{product.code}": many, "seen": seen}


def orders() -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(Order)) or 0


def test_an_order_by_telephone_is_promised_once(tai: Phone, grapes: Product) -> None:
    said = ordered(grapes, 2, seen=136_000)
    told = tai.send("order", **said)
    again = tai.send("order", told["id"], **said)

    order = session.scalars(select(Order)).one()
    assert (told["outcome"], told["result"]["order"]) == ("done", order.code)
    assert again == told
    assert (order.state, order.checkout.origin) == (OrderState.CONFIRMED, Origin.PHONE)
    assert order.checkout.entered_by_id == tai.person.id
    session.refresh(grapes)
    assert grapes.stock == 3


def test_another_price_is_shown_beside_and_decided_by_a_person(tai: Phone, grapes: Product) -> None:
    said = ordered(grapes, 2, seen=120_000)

    asked = tai.send("order", **said)

    assert asked["outcome"] == "asks"
    assert asked["there"][-1]["lines"] == ["136.000\u00a0₫"]
    assert orders() == 0
    (agrees,) = asked["choices"]
    assert tai.send("order", asked["id"], **(said | agrees["sets"]))["outcome"] == "done"


def test_what_is_sold_meanwhile_is_asked_about(tai: Phone, grapes: Product) -> None:
    said = ordered(grapes, 7, seen=476_000)

    asked = tai.send("order", **said)
    (fewer,) = asked["choices"]
    said |= fewer["sets"]
    less = tai.send("order", asked["id"], **said)
    done = tai.send("order", asked["id"], **(said | less["choices"][0]["sets"]))

    assert fewer["sets"] == {f"quantity-{grapes.code}": "5"}
    assert (less["outcome"], done["outcome"]) == ("asks", "done")
    assert orders() == 1


def test_a_commune_is_chosen_among_those_that_came_along(tai: Phone, grapes: Product) -> None:
    with deed():
        home = grapes.shop.household.village.parent
        assert home
        near, _far = a_commune("Bắc Sơn", inside=home.parent), a_commune("Vân Hồ")
    chosen = dict(tai.pack()["communes"])
    assert set(chosen) == {home.code, near.code}

    sent = {"delivery": "send", "address": "Thôn Đông", "commune": chosen[near.code]}
    said = ordered(grapes, 1, seen=68_000) | sent | {"commune_code": near.code}
    done = tai.send("order", **said)

    assert done["outcome"] == "done", done
    assert session.scalars(select(Checkout.commune_id)).one() == near.id


def test_an_old_name_that_may_be_two_is_decided_by_a_person(tai: Phone, grapes: Product) -> None:
    with deed():
        home = grapes.shop.household.village.parent
        assert home
        old, heirs = a_commune("Hồng Phong"), [a_commune(it) for it in ("Bình Gia", "Hoa Thám")]
        for heir in heirs:
            heir.valid_from = MERGED
            session.add(
                Succession(old=old, new=heir, on=MERGED, relation=Relation.PART, source="test")
            )
        old.valid_to = MERGED
    sent = {"delivery": "send", "address": "Thôn Đông", "commune": "hong phong"}
    said = ordered(grapes, 1, seen=68_000) | sent

    asked = tai.send("order", **said)
    assert (asked["outcome"], len(asked["choices"]), orders()) == ("asks", 2, 0)
    (meant,) = [it for it in asked["choices"] if it["sets"]["commune_code"] == heirs[1].code]
    done = tai.send("order", asked["id"], **(said | meant["sets"]))

    assert done["outcome"] == "done", done
    assert session.scalars(select(Checkout.commune_id)).one() == heirs[1].id


def test_a_commune_that_nobody_knows_is_said_at_its_field(tai: Phone, grapes: Product) -> None:
    sent = {"delivery": "send", "address": "12 Hàng Bạc"}

    told = tai.send("order", **(ordered(grapes, 1, seen=68_000) | sent | {"commune": "zzzz"}))

    assert set(told["faults"]) == {"commune"}


def test_goods_that_were_listed_on_the_phone_are_ordered_by_their_errand(tai: Phone) -> None:
    with deed():
        village = a_village("Nà Lìa")
        leader = posted("Lành Văn Dũng", Role.LEADER, village)
        a_team(village, head=leader)
    dung = Phone(tai.app, leader)
    house, goods = dung.send("household", **a_house(village)), str(uuid.uuid4())
    said = CALLER | {"household": house["id"], f"quantity-{goods}": 1, "seen": 85_000}
    dung.send("shop", household=house["id"], name="Nhà bà Bưởi")

    waits = dung.send("order", **said)
    dung.send("goods", goods, household=house["id"], **MUSHROOMS)
    done = dung.send("order", waits["id"], **said)

    assert (waits["missing"], done["outcome"]) == ("goods", "done")


def test_of_nothing_nothing_is_ordered(tai: Phone, grapes: Product) -> None:
    told = tai.send("order", **ordered(grapes, 0, seen=0))
    other = tai.send("order", **(ordered(grapes, 1, seen=68_000) | {"quantity-NONE": 1}))

    assert set(told["faults"]) == set(other["faults"]) == {"form"}
    assert orders() == 0
