"""The rows the market writes when money comes for an order, written by hand."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from bench.reference_database import IS_SQLITE, insert, run
from bench.reference_orders import ONCE, tell

MEANT = """
    SELECT o.id, o.code, o.goods, c.buyer_phone, h.id AS household_id, h.keeper_id, k.phone,
           v.parent_id AS commune_id, a.id AS account_id, a.step
    FROM "order" o JOIN checkout c ON c.id = o.checkout_id JOIN shop s ON s.id = o.shop_id
    JOIN household h ON h.id = s.household_id JOIN person k ON k.id = h.keeper_id
    JOIN place v ON v.id = h.village_id JOIN payment_account a ON a.id = o.account_id
    WHERE o.code = :code AND a.number = :number
"""
LOCKED = "" if IS_SQLITE else " FOR UPDATE OF o"
PAY = 'UPDATE "order" SET paid = :amount, earned = :amount WHERE id = :id'
PROVEN = "UPDATE payment_account SET step = 'received' WHERE id = :id"


def settle(body: bytes) -> None:
    at = str(datetime.now(UTC).replace(tzinfo=None))
    told = json.loads(body)
    code = told["content"].split(".")[2]
    order = run(MEANT + LOCKED, code=code, number=told["accountNumber"]).fetchone()
    receipt_id = _receipt(told, order, _message(body, at), at)
    amount = told["transferAmount"]
    if order["step"] != "received":
        run(PROVEN, id=order["account_id"])
        _count("account_received", f"household:{order['household_id']}", 1, order, at)
    _book(receipt_id, amount, order, at)
    run(PAY, id=order["id"], amount=amount)
    for indicator in ("revenue", "revenue_cashless"):
        _count(indicator, f"receipt:{receipt_id}", amount, order, at)
    _note_down(told["id"], amount, order, at)
    tell(order["buyer_phone"], None, f"{order['code']} {amount}", at)
    if order["phone"]:
        tell(order["phone"], order["keeper_id"], f"{order['code']} {amount}", at)


def _message(body: bytes, at: str) -> int:
    return insert(
        "raw_message",
        provider="sepay",
        merchant="",
        headers="{}",
        query="",
        body=body,
        verdict="genuine",
        heard_at=at,
        settled_at=at,
        outcome="believed",
        tries=0,
    )


def _receipt(told: Any, order: Any, message_id: int, at: str) -> int:
    return insert(
        "receipt",
        provider="sepay",
        transaction_id=str(told["id"]),
        order_id=order["id"],
        means="bank_notice",
        amount=told["transferAmount"],
        memo=told["content"],
        to_account=told["accountNumber"],
        outcome="paid",
        raw_message_id=message_id,
        at=at,
    )


def _book(receipt_id: int, amount: int, order: Any, at: str) -> None:
    journal_id = insert(
        "journal", source=f"receipt:{receipt_id}", at=at, household_id=order["household_id"]
    )
    for account, moved in (("bank", amount), ("receivable", -amount)):
        insert(
            "movement", journal_id=journal_id, account=account, order_id=order["id"], amount=moved
        )


def _count(indicator: str, cause: str, amount: int, order: Any, at: str) -> None:
    fact = run(
        ONCE,
        indicator=indicator,
        cause=cause,
        household_id=order["household_id"],
        commune_id=order["commune_id"],
        day=at[:10],
        amount=amount,
        written_at=at,
    ).fetchone()
    if fact:
        insert("unfolded", fact_id=fact["id"])


def _note_down(transaction: int, amount: int, order: Any, at: str) -> None:
    insert(
        "order_event",
        order_id=order["id"],
        at=at,
        kind="bank_said",
        amount=amount,
        note=str(transaction),
    )
    insert(
        "trace",
        at=at,
        for_id=order["keeper_id"],
        verb="order.bank_said",
        subject=f"order:{order['code']}",
        detail=json.dumps({"amount": amount}),
    )
