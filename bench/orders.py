"""A stranger buys: the product's page, into the basket, the form, and the order with its QR."""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus

from sqlalchemy import Connection, text

from bench.load import Journey, Refused, Visitor

NAME = "whole guest order"
BUYER = {"name": "Nguyễn Thị Lan", "phone": "0912345678"}
HIDDEN = re.compile(rb'name="(once|seen|seen_deposit)" value="([^"]+)"')


@dataclass(frozen=True)
class Good:
    id: int
    code: str


def goods(market: Connection) -> list[Good]:
    """Products of which there is plenty, from open shops that can be paid."""
    wanted = text("""
        SELECT p.id, p.code FROM product p JOIN shop s ON s.id = p.shop_id
        WHERE p.shown AND p.season = 0 AND s.paused_at IS NULL AND p.stock >= 20
        AND EXISTS (SELECT 1 FROM payment_account a
                    WHERE a.household_id = s.household_id AND a.retired_at IS NULL)
        ORDER BY p.id LIMIT 2000
    """)
    return [Good(*row) for row in market.execute(wanted)]


def at_the_market(good: Good) -> Journey:
    """Four requests; five where the sum is shown again."""

    def buy(visitor: Visitor) -> None:
        visitor.get(f"/products/{good.code}")
        visitor.post("/basket", {"product": str(good.id), "quantity": "1"})
        _answer, page = visitor.get("/checkout")
        try:
            _send(visitor, page)
        except Refused as refused:
            if refused.answer.status != HTTPStatus.CONFLICT:
                raise
            # Where goods are brought, fetching them costs less: the market shows the sum again.
            _send(visitor, refused.content)

    return buy


def _send(visitor: Visitor, page: bytes) -> None:
    hidden = {name.decode(): value.decode() for name, value in HIDDEN.findall(page)}
    visitor.post("/checkout", BUYER | hidden | {"delivery": "pick_up", "pay_by": "vietqr"})


def at_the_reference(good: Good) -> Journey:
    """Two handlers that write the same rows, and no page."""

    def buy(visitor: Visitor) -> None:
        visitor.post("/basket", {"product": str(good.id), "quantity": "1"})
        visitor.post("/orders", BUYER)

    return buy
