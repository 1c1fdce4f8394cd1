"""A stranger buys: into the basket, the form, the order, and the page that says how to pay."""

from __future__ import annotations

import re

from sqlalchemy import Connection, text

from bench.load import Journey, Visitor

NAME = "a whole guest order"
BUYER = {"name": "Nguyễn Thị Lan", "phone": "0912345678"}


def goods(market: Connection) -> list[int]:
    """Products of which there is plenty."""
    wanted = "SELECT id FROM product WHERE shown AND season = 0 ORDER BY stock DESC LIMIT 500"
    return [int(value) for value in market.scalars(text(wanted))]


def at_the_market(product: int) -> Journey:
    """Four requests."""

    def buy(visitor: Visitor) -> None:
        visitor.post("/basket", {"product": str(product), "quantity": "1"})
        _answer, form = visitor.get("/checkout")
        found = re.search(rb'name="once" value="([^"]+)"', form)
        assert found
        typed = BUYER | {"once": found[1].decode(), "delivery": "pick_up", "pay_by": "vietqr"}
        answer, _page = visitor.post("/checkout", typed)
        visitor.get(answer.headers["Location"])

    return buy


def at_the_reference(product: int) -> Journey:
    def buy(visitor: Visitor) -> None:
        visitor.post("/basket", {"product": str(product), "quantity": "1"})
        visitor.post("/orders", BUYER)

    return buy
