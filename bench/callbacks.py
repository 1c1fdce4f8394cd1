"""A bank's messenger tells of transfers, fifty at a time: each pays an order that waits for it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any, cast

from pydantic import SecretStr
from sqlalchemy import Connection, Table, insert, text

from bench.load import Ask
from storefront import clock, codes
from storefront.money import Money
from storefront.orders.models import Checkout, Delivery, Order, OrderLine, PayBy
from storefront.payments.providers.sepay import SePay, SePayCredentials
from storefront.settings import SAMPLE_SECRET

NAME = "callback, fifty at once"
AT_ONCE = 50
AS_JSON = {"Content-Type": "application/json"}
MANY = 12_000
"""More than can be told of in the time."""
SEPAY = SePay(SePayCredentials(secret=SecretStr(SAMPLE_SECRET)))
GOODS = """
    SELECT p.id, p.name, p.unit, p.price, p.shop_id, a.id AS account_id, a.number
    FROM product p JOIN shop s ON s.id = p.shop_id
    JOIN payment_account a ON a.household_id = s.household_id
    WHERE a.retired_at IS NULL ORDER BY p.id LIMIT 2000
"""


@dataclass(frozen=True)
class Waiting:
    """An order that waits for its money."""

    number: int
    """Of the transfer that will pay it."""
    code: str
    account: str
    amount: int


def waiting(market: Connection) -> list[Waiting]:
    """Orders as visitors would have placed them."""
    goods = market.execute(text(GOODS)).all()
    chosen = [goods[nth % len(goods)] for nth in range(MANY)]
    placed = _new_codes(market)
    checkouts = _added(market, Checkout, [_checkout() for _ in chosen])
    orders = _added(market, Order, list(map(_order, chosen, placed, checkouts)))
    _added(market, OrderLine, list(map(_line, chosen, orders)))
    market.commit()
    return [
        Waiting(number, code, good.number, good.price)
        for number, code, good in zip(count(1), placed, chosen, strict=False)
    ]


def _new_codes(market: Connection) -> list[str]:
    taken = set(market.scalars(text('SELECT code FROM "order"')))
    fresh: set[str] = set()
    while len(fresh) < MANY:
        fresh |= {codes.new_code()} - taken
    return list(fresh)


def _added(market: Connection, model: type[Any], rows: list[dict[str, Any]]) -> list[int]:
    adding = insert(cast(Table, model.__table__))
    returning = adding.returning(model.id, sort_by_parameter_order=True)
    return list(market.scalars(returning, rows))


def _checkout() -> dict[str, Any]:
    return {
        "secret": codes.secret(),
        "once": codes.secret(),
        "buyer_name": "Nguyễn Thị Lan",
        "buyer_phone": "+84912345678",
        "delivery": Delivery.PICK_UP,
        "placed_at": clock.now(),
    }


def _order(good: Any, code: str, checkout_id: int) -> dict[str, Any]:
    until = clock.now() + timedelta(days=1)
    return {
        "code": code,
        "checkout_id": checkout_id,
        "shop_id": good.shop_id,
        "pay_by": PayBy.VIETQR,
        "goods": Money(good.price),
        "account_id": good.account_id,
        "placed_at": clock.now(),
        "pay_until": until,
        "hold_until": until,
    }


def _line(good: Any, order_id: int) -> dict[str, Any]:
    return {
        "order_id": order_id,
        "product_id": good.id,
        "name": good.name,
        "unit": good.unit,
        "quantity": 1,
        "unit_price": Money(good.price),
    }


def told(orders: list[Waiting]) -> list[Ask]:
    """Each once, as SePay says it. The market and the reference hear the same.

    Signed ahead: the messengers' own work is no part of what is measured.
    """
    return list(map(_telling, orders))


def _telling(order: Waiting) -> Ask:
    body = said(order)
    signed = SEPAY.signed_headers(body, at=clock.now())
    return Ask("/payments/notices/sepay", AS_JSON | signed, body.decode())


def said(order: Waiting) -> bytes:
    """What SePay writes of the transfer that pays this order."""
    return json.dumps(_notice(order)).encode()


def _notice(order: Waiting) -> dict[str, Any]:
    return {
        "id": order.number,
        "gateway": "VietinBank",
        "transactionDate": "2026-08-22 08:05:00",
        "accountNumber": order.account,
        "code": None,
        "content": f"MBVCB.3278907687.{order.code}.CT tu 0123",
        "transferType": "in",
        "transferAmount": order.amount,
        "accumulated": 19_077_000,
        "subAccount": None,
        "referenceCode": "FT26234",
        "description": "",
    }
