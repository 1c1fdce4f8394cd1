"""A copy of all that the market holds about somebody: of every table somebody has decided."""

from __future__ import annotations

import json

from flask import Flask
from sqlalchemy import MetaData, Table, select

from storefront.accounts.models import Person
from storefront.db import Base, deed, session
from storefront.orders.models import Checkout
from storefront.privacy import copying
from storefront.privacy.copying import OTHERS, SECRETS
from storefront.privacy.holdings import held, holdings, rows_about, undecided
from tests.browser import Browser
from tests.village import a_bill, a_person, an_order, na


def test_of_every_table_somebody_has_said_whether_it_speaks_of_people(app: Flask) -> None:
    assert undecided(Base.metadata.tables) == [], "decide, in privacy/data/holdings.csv"
    assert set(holdings()) <= set(Base.metadata.tables), "gone from the schema"
    assert all(bool(it.topic) != bool(it.left_out) for it in holdings().values())
    assert all(bool(it.topic) == bool(it.by) for it in holdings().values())
    assert all(it.name_vi for it in holdings().values()), "what is left out is named too"


def test_a_new_table_is_noticed() -> None:
    planted = Table("diary", MetaData())

    assert undecided([*Base.metadata.tables, planted.name]) == ["diary"]


def test_what_belongs_to_nobody_refers_to_nobody(app: Flask) -> None:
    """Left out as speaking of no person, or as sums: then it points at no person or household."""
    for it in holdings().values():
        if it.left_out in ("nobody", "sums"):
            table = Base.metadata.tables[it.table]
            points_at = {key.column.table.name for key in table.foreign_keys}
            assert not points_at & {"person", "household", "shop", "order"}, it.table


def test_every_column_that_is_kept_back_is_there(app: Flask) -> None:
    names = {(it.name, column.name) for it in Base.metadata.tables.values() for column in it.c}

    assert names >= OTHERS
    assert {name for _table, name in names} >= SECRETS


def test_every_way_to_a_person_can_be_asked(app: Flask) -> None:
    with deed():
        nobody = a_person("Không Có Gì")
    for it in held():
        asked = select(Base.metadata.tables[it.table]).where(rows_about(it.table, nobody.id))
        assert len(session.execute(asked).all()) == (it.table == "person"), it.table


def test_a_keeper_takes_a_copy_that_names_no_buyer(app: Flask, browser: Browser) -> None:
    with deed():
        product = na()
        shop = product.shop
        order = an_order(product)
        a_bill(shop)
        keeper = shop.household.keeper
    browser.sign_in(keeper)

    taken = browser.client.get("/me/data/copy.json")
    told = json.loads(taken.data)["holds"]

    assert taken.headers["Cache-Control"] == "private, no-store"
    assert [it["code"] for it in told["order"]] == [order.code]
    assert told["household"][0]["code"] == shop.household.code
    assert told["person"][0]["phone"] == keeper.phone
    assert "checkout" not in told
    written = taken.data.decode()
    for kept_back in (order.checkout.buyer_name, order.checkout.buyer_phone, order.checkout.secret):
        assert kept_back not in written
    page = browser.get("/me/data/copy?all=1")
    assert order.code in page.text
    assert all("open" in it for it in page.all("details"))


def test_a_buyer_finds_own_name_and_address_and_nobody_elses(app: Flask, browser: Browser) -> None:
    with deed():
        mine, other = an_order(), an_order()
        buyer = a_person("Chị Hạnh", phone="+84987654321")
        session.get_one(Checkout, mine.checkout_id).buyer_id = buyer.id
    browser.sign_in(buyer)

    told = copying.as_data(session.get_one(Person, buyer.id))

    assert [it["address"] for it in told["checkout"]] == [mine.checkout.address]
    assert [it["code"] for it in told["order"]] == [mine.code]
    assert other.code not in json.dumps(told)
