"""What the market's own tables say at this moment, in plain numbers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import text

from storefront.db import session
from tests.payments.life.world import Named, World

ENDED = ("cancelled", "expired")
UNDER_WAY = ("asked", "pending")


@dataclass
class OrderNow(Named):
    name: str
    id: int
    code: str
    home: str
    state: str
    total: int
    paid: int
    refunded: int
    earned: int
    quantity: int
    was_sent: bool
    by_quick_response: bool
    let_go: int = 0
    scale: str | None = None
    goods: int = 0
    deposit: int = 0
    waits_for_rest: bool = False
    kept: int = 0
    """By the household, of what was called off."""
    promised: int = 0
    """On its way back to the buyer."""
    books: Counter[str] = field(default_factory=Counter)
    """What the ledger says of it, by account."""

    @property
    def has_ended(self) -> bool:
        return self.state in ENDED

    @property
    def due(self) -> int:
        return 0 if self.has_ended else max(self.total - self.paid - self.let_go, 0)

    @property
    def over(self) -> int:
        return max(self.paid - (self.kept if self.has_ended else self.total), 0)

    @property
    def asked(self) -> int:
        """What the QR says."""
        at_once = max(self.deposit - self.paid - self.let_go, 0)
        return min(self.due, at_once) if self.waits_for_rest else self.due

    @property
    def to_pay(self) -> int:
        return self.asked or self.due

    @property
    def free(self) -> int:
        """What can still be given back."""
        return self.paid - self.promised


@dataclass
class Row(Named):
    """Of an attempt, a refund or a case."""

    name: str
    row: Any


@dataclass
class Now:
    orders: list[OrderNow]
    attempts: list[Row]
    refunds: list[Row]
    cases: list[Row]
    receipts: list[Any]
    movements: list[Any]
    stock: dict[str, int]
    facts: Counter[tuple[str, str]]
    """Counted by indicator and household."""

    def order(self, order_id: int) -> OrderNow:
        return next(it for it in self.orders if it.id == order_id)


def look(world: World) -> Now:
    home_of = {home.household: name for name, home in world.homes.items()}
    found = {name: _asked(words, world) for name, words in _QUESTIONS.items()}
    orders = [_order(nth, row, home_of) for nth, row in enumerate(found["orders"], start=1)]
    by_id = {order.id: order for order in orders}
    for refund in found["refunds"]:
        if refund.state in UNDER_WAY:
            by_id[refund.order_id].promised += int(refund.amount)
    for movement in found["movements"]:
        if movement.order_id is not None:
            by_id[movement.order_id].books[movement.account] += int(movement.amount)
    facts: Counter[tuple[str, str]] = Counter()
    for row in found["facts"]:
        facts[row.indicator, home_of[row.household_id]] += int(row.amount)
    product_of = {home.product: name for name, home in world.homes.items()}
    return Now(
        orders,
        _named("attempt", found["attempts"]),
        _named("refund", found["refunds"]),
        _named("case", found["cases"]),
        found["receipts"],
        found["movements"],
        {product_of[row.id]: row.stock for row in found["stock"]},
        facts,
    )


def _order(nth: int, row: Any, home_of: dict[int, str]) -> OrderNow:
    return OrderNow(
        f"order{nth}", row.id, row.code, home_of[row.household_id], row.state,
        row.goods + row.fee, row.paid, row.refunded, row.earned, row.quantity,
        row.sent_at is not None, row.account_id is not None, row.let_go, row.scale,
        row.goods, row.deposit, bool(row.deposit) and row.rest_asked_at is None, row.kept,
    )  # fmt: skip


def _named(kind: str, rows: list[Any]) -> list[Row]:
    return [Row(f"{kind}{nth}", row) for nth, row in enumerate(rows, start=1)]


def _asked(words: Any, world: World) -> list[Any]:
    a, b = world.homes["A"], world.homes["B"]
    values = {
        "a": a.household, "b": b.household, "at_a": a.number, "at_b": b.number,
        "at_s": world.stranger, "pa": a.product, "pb": b.product,
    }  # fmt: skip
    return list(session.execute(words, values))


_ORDERS = """
    SELECT o.id FROM "order" o JOIN shop s ON s.id = o.shop_id WHERE s.household_id IN (:a, :b)
"""
_RECEIPTS = f"""
    SELECT r.id FROM receipt r
    WHERE r.order_id IN ({_ORDERS}) OR r.to_account IN (:at_a, :at_b, :at_s)
"""  # noqa: S608
_QUESTIONS = {
    name: text(words)
    for name, words in {
        "orders": """
            SELECT o.*, s.household_id, l.quantity FROM "order" o
            JOIN shop s ON s.id = o.shop_id JOIN order_line l ON l.order_id = o.id
            WHERE s.household_id IN (:a, :b) AND l.product_id IN (:pa, :pb) ORDER BY o.id""",
        "attempts": f"SELECT * FROM payment_attempt WHERE order_id IN ({_ORDERS}) ORDER BY id",  # noqa: S608
        "refunds": f"SELECT * FROM payment_refund WHERE order_id IN ({_ORDERS}) ORDER BY id",  # noqa: S608
        "cases": f"""
            SELECT * FROM payment_case
            WHERE order_id IN ({_ORDERS}) OR receipt_id IN ({_RECEIPTS})
            ORDER BY id""",  # noqa: S608
        "receipts": f"""
            SELECT * FROM receipt WHERE id IN ({_RECEIPTS}) ORDER BY id""",  # noqa: S608
        "movements": """
            SELECT m.account, m.amount, m.order_id, m.journal_id, j.household_id
            FROM journal j JOIN movement m ON m.journal_id = j.id
            WHERE j.household_id IN (:a, :b)""",
        "stock": "SELECT id, stock FROM product WHERE id IN (:pa, :pb)",
        "facts": """
            SELECT household_id, indicator, amount FROM fact WHERE household_id IN (:a, :b)""",
    }.items()
}
