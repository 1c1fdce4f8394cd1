"""What the generator writes for a deed is what the deed itself writes for people."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from storefront.accounts.models import Person
from storefront.db import deed, session
from storefront.demo.book import Book
from storefront.demo.buyers import Buyer
from storefront.demo.dealing import Deal, Dealing
from storefront.demo.farms import Account, Farm, Ware
from storefront.demo.goods import all_goods
from storefront.demo.ground import FAR_AWAY, Stay, Village
from storefront.demo.names import Name
from storefront.demo.paying import BANK, FIRST_NOTICE, Paying
from storefront.demo.people import Helpers
from storefront.demo.rows import Rows, seconds, stamp
from storefront.facts.models import ACTIVITY, Fact, Indicator
from storefront.facts.windows import SURVIVAL
from storefront.ledger.models import Journal, Movement
from storefront.money import Money
from storefront.orders import actions as orders
from storefront.orders import placing
from storefront.orders.models import Order, OrderEvent, OrderLine, PayBy
from storefront.payments import actions as payments
from storefront.payments import by_word, giving_back
from storefront.payments.models import Receipt
from storefront.payments.provider import Notice
from tests.village import LONG_AGO, MARKET_DAY, a_buyer, na

STORIES = {
    "bank": (PayBy.VIETQR, ["bank 0", "confirm", "send", "done"]),
    "keeper": (PayBy.VIETQR, ["keeper", "confirm", "done", "refund 40000"]),
    "cash": (PayBy.CASH, ["confirm", "send", "keeper", "done", "refund 9000"]),
    "over": (PayBy.VIETQR, ["bank 5000", "confirm", "send", "done", "refund 5000"]),
    "short": (PayBy.VIETQR, ["bank -4000", "cancel", "refund 200000"]),
    "called off": (PayBy.VIETQR, ["bank 0", "confirm", "cancel", "refund 204000"]),
    "given up": (PayBy.VIETQR, ["cancel"]),
    "too late": (PayBy.VIETQR, ["expire", "bank 0", "refund 204000"]),
}
QUANTITY, PRICE = 3, 68_000
GOODS = QUANTITY * PRICE


@pytest.mark.parametrize("story", STORIES)
def test_same_deeds_same_rows(app: Flask, story: str) -> None:
    pay_by, steps = STORIES[story]

    order = _people(pay_by, steps)
    book = _generator(order, pay_by, steps)

    real, made = _written(order), _gathered(book)
    for table in real:
        assert made[table] == real[table], table


def _people(pay_by: PayBy, steps: list[str]) -> Order:
    with deed():
        product = na(price=PRICE)
        buyer, basket = a_buyer(), {product.id: QUANTITY}
        checkout = placing.place(basket, buyer=buyer, pay_by=pay_by, once="x", at=MARKET_DAY)
        order = checkout.orders[0]
        keeper = product.shop.household.keeper
        for step in steps:
            _step(order, step, keeper)
    return order


def _step(order: Order, step: str, keeper: Person) -> None:
    verb, _, number = step.partition(" ")
    amount, at, cash = int(number or 0), MARKET_DAY, order.pay_by is PayBy.CASH
    to = order.account.number if order.account else ""
    notice = Notice(BANK, str(FIRST_NOTICE), to, Money(GOODS + amount), order.code)
    deeds: dict[str, Callable[[], object]] = {
        "bank": lambda: payments.settle(notice, at=at),
        "keeper": lambda: by_word.keeper_received(order, by=keeper, cash=cash, at=at),
        "refund": lambda: giving_back.refund(
            order, Money(amount), by=keeper, cash=cash, once="1", at=at
        ),
        "confirm": lambda: orders.confirm(order, by=keeper, at=at),
        "send": lambda: orders.send(order, by=keeper, at=at),
        "done": lambda: orders.hand_over(order, by=keeper, at=at),
        "cancel": lambda: orders.cancel(order, by=keeper, reason="Mưa", at=at),
        "expire": lambda: orders.expire_due(at=at + timedelta(days=3)),
    }
    deeds[verb]()


def _generator(order: Order, pay_by: PayBy, steps: list[str]) -> Book:
    book = Book()
    dealing = Dealing(book, traced_since=FAR_AWAY)
    paying = Paying(dealing)
    deal = _deal(order, pay_by)
    dealing.place(deal)
    for step in steps:
        _make(deal, step, dealing, paying)
    dealing.close(deal)
    return book


def _make(deal: Deal, step: str, dealing: Dealing, paying: Paying) -> None:
    verb, _, number = step.partition(" ")
    at, keeper, amount = seconds(MARKET_DAY), deal.farm.keeper, int(number or 0)
    deeds: dict[str, Callable[[], object]] = {
        "bank": lambda: paying.bank_said(deal, GOODS + amount, at),
        "keeper": lambda: paying.keeper_said(deal, keeper, at, cash=not deal.by_qr),
        "refund": lambda: paying.refund(deal, amount, keeper, at),
        "confirm": lambda: dealing.confirm(deal, keeper, at),
        "send": lambda: dealing.send(deal, keeper, at),
        "done": lambda: dealing.hand_over(deal, keeper, at),
        "cancel": lambda: dealing.cancel(deal, keeper, "Mưa", at),
        "expire": lambda: dealing.expire(deal, at),
    }
    deeds[verb]()


def _deal(order: Order, pay_by: PayBy) -> Deal:
    household, line = order.shop.household, order.lines[0]
    commune = household.village.parent
    assert commune
    stay = Stay(commune.id, LONG_AGO, None, FAR_AWAY)
    village = Village(household.village_id, "Nà Lìa", "bản", commune, [stay])
    account = household.accounts[0]
    farm = Farm(
        id=household.id,
        code=household.code,
        keeper=household.keeper_id,
        name=Name(household.keeper.name, "bà"),
        village=village,
        helpers=Helpers(None, village, [household.keeper_id]),
        opened=0,
        shop_id=order.shop_id,
        account=Account(account.id, "", account.number, "", 0, 0),
    )
    ware = Ware(line.product_id, "x", all_goods()[0], PRICE, 0)
    return Deal(
        id=order.id,
        code=order.code,
        checkout_id=order.checkout_id,
        buyer=Buyer("", "", "", 0, True, order.checkout_id),
        farm=farm,
        by_qr=pay_by is PayBy.VIETQR,
        fetched=False,
        lines=[(ware, QUANTITY)],
        goods=GOODS,
        placed=seconds(MARKET_DAY),
    )


TABLES: dict[str, tuple[Any, set[str]]] = {
    # What may differ: numbers given by the database, keys by chance, and when or in whose words.
    "orders": (Order, {"cancelled_at", "answer_key"}),
    "lines": (OrderLine, {"id", "name", "unit"}),
    "events": (OrderEvent, {"id", "at"}),
    "receipts": (Receipt, {"id", "transaction_id", "at"}),
    "journals": (Journal, {"id", "source", "at"}),
    "movements": (Movement, {"id", "journal_id"}),
    "facts": (Fact, {"id", "cause", "written_at"}),
}

FOLLOWING = (Indicator.ACTIVE_2022, *ACTIVITY, *SURVIVAL.values())
"""Facts that the generator leaves to facts.following."""


def _written(order: Order) -> dict[str, list[dict[str, Any]]]:
    """What people's deeds left in the database, each table in the order of writing."""
    found = {}
    for name, (model, but) in TABLES.items():
        table = model.__table__
        rows = session.execute(select(table).order_by(table.c.id)).mappings()
        found[name] = [
            _plain(dict(row), but) for row in rows if row.get("indicator") not in FOLLOWING
        ]
    return _sorted(found)


def _gathered(book: Book) -> dict[str, list[dict[str, Any]]]:
    return _sorted(
        {
            name: [_plain(row, but) for row in _waiting(getattr(book, name))]
            for name, (_model, but) in TABLES.items()
        }
    )


def _waiting(rows: Rows) -> list[dict[str, Any]]:
    nothing = dict.fromkeys(rows.table.columns.keys())
    return [nothing | dict(zip(rows.columns, row, strict=True)) for row in rows.waiting]


def _plain(row: dict[str, Any], but: set[str]) -> dict[str, Any]:
    return {name: _value(value) for name, value in row.items() if name not in but}


def _value(value: Any) -> Any:
    """As the generator writes it."""
    if isinstance(value, Money):
        return value.dong
    if isinstance(value, dict):
        return json.dumps(value)
    if hasattr(value, "tzinfo") and hasattr(value, "hour"):
        return stamp(seconds(value))
    return str(value) if hasattr(value, "isoformat") else getattr(value, "value", value)


def _sorted(tables: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """One deed's rows may be written in another order."""
    return {name: sorted(rows, key=repr) for name, rows in tables.items()}
