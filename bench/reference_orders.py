"""The rows the market writes for a guest's order, written by hand.

As many in each table as the market writes, with the same columns filled and texts as long: the
same pages of tables and indexes are changed. What the market asks and decides before it writes
(season, hours, ways, deadlines, a code nobody has) is left out, and so is the order's page.
"""

from __future__ import annotations

import json
import secrets
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bench.reference_database import insert, run

TAKE = """
    UPDATE product SET stock = stock - :quantity, changed_at = :at
    WHERE id = :product_id AND shown AND stock >= :quantity
    RETURNING shop_id, name, unit, price
"""
SELLER = """
    SELECT s.id, s.name, h.id AS household_id, h.keeper_id, k.phone, v.parent_id AS commune_id,
           (SELECT id FROM payment_account WHERE household_id = h.id AND retired_at IS NULL LIMIT 1)
           AS account_id
    FROM shop s JOIN household h ON h.id = s.household_id JOIN person k ON k.id = h.keeper_id
    JOIN place v ON v.id = h.village_id WHERE s.id = :shop_id
"""
ONCE = """
    INSERT INTO fact (indicator, cause, household_id, commune_id, day, amount, written_at)
    VALUES (:indicator, :cause, :household_id, :commune_id, :day, :amount, :written_at)
    ON CONFLICT (indicator, cause) DO NOTHING RETURNING id
"""


def place(product_id: int, quantity: int, name: str, phone: str) -> str:
    """Gives the secret of the checkout's link."""
    now = datetime.now(UTC).replace(tzinfo=None)
    at = str(now)
    line = run(TAKE, product_id=product_id, quantity=quantity, at=at).fetchone()
    seller = run(SELLER, shop_id=line["shop_id"]).fetchone()
    secret = secrets.token_urlsafe(16)
    checkout_id = _checkout(secret, name, phone, at)
    amount = line["price"] * quantity
    code, order_id = _order(checkout_id, seller, amount, now)
    insert(
        "order_line",
        order_id=order_id,
        product_id=product_id,
        name=line["name"],
        unit=line["unit"],
        quantity=quantity,
        unit_price=line["price"],
    )
    _note_down(order_id, code, seller, at)
    _count(code, seller, at)
    _book(code, order_id, seller, amount, at)
    tell(phone, None, f"Bạn đã đặt hàng ở Chợ Bản, tất cả {amount} ₫. Xem đơn: {HERE}{secret}", at)
    if seller["phone"]:
        _ask_keeper(seller, code, f"{quantity} {line['unit']} {line['name']}", amount, at)
    return secret


HERE = "http://127.0.0.1:5000/follow/"


def _ask_keeper(seller: Any, code: str, goods: str, amount: int, at: str) -> None:
    """By SMS, and before it by a notice on Zalo."""
    link = f"{HERE}{code}"
    body = (
        f"Đơn mới {code}: {goods}. {amount} ₫, khách chuyển khoản. Bấm để trả lời: {link} "
        "Hoặc nhắn lại 1 nhận, 2 không, 3 gọi tôi."
    )
    fields = {"code": code, "goods": goods, "total": str(amount), "paying": "", "link": link}
    insert(
        "message",
        channel="zalo",
        to=seller["phone"],
        person_id=seller["keeper_id"],
        body=body,
        template="new_order",
        fields=json.dumps(fields),
        written_at=at,
        tries=0,
    )


def _checkout(secret: str, name: str, phone: str, at: str) -> int:
    return insert(
        "checkout",
        secret=secret,
        once=secrets.token_urlsafe(16),
        buyer_name=name,
        buyer_phone=phone,
        delivery="pick_up",
        address="",
        note="",
        language="vi",
        origin="basket",
        mark=secrets.token_hex(12),
        placed_at=at,
    )


def _order(checkout_id: int, seller: Any, amount: int, now: datetime) -> tuple[str, int]:
    code = "CB" + secrets.token_hex(5).upper()
    until = str(now + timedelta(minutes=30))
    order_id = insert(
        "order",
        code=code,
        checkout_id=checkout_id,
        shop_id=seller["id"],
        state="placed",
        pay_by="vietqr",
        goods=amount,
        fee=0,
        paid=0,
        refunded=0,
        let_go=0,
        earned=0,
        way="pick_up",
        leaves_on=str(now.date()),
        terms='{"version": "1"}',
        answer_key=secrets.token_hex(5),
        account_id=seller["account_id"],
        placed_at=str(now),
        pay_until=until,
        hold_until=until,
    )
    return code, order_id


def _note_down(order_id: int, code: str, seller: Any, at: str) -> None:
    insert("order_event", order_id=order_id, at=at, kind="placed")
    insert(
        "trace",
        at=at,
        for_id=seller["keeper_id"],
        verb="order.placed",
        subject=f"order:{code}",
        detail="{}",
    )


def _count(code: str, seller: Any, at: str) -> None:
    fact = {
        "household_id": seller["household_id"],
        "commune_id": seller["commune_id"],
        "day": str(date.fromisoformat(at[:10])),
        "amount": 1,
        "written_at": at,
    }
    insert("unfolded", fact_id=insert("fact", indicator="order_placed", cause=code, **fact))
    fact |= {"cause": f"household:{seller['household_id']}", "indicator": "first_order"}
    first = run(ONCE, **fact).fetchone()
    if first:
        insert("unfolded", fact_id=first["id"])


def _book(code: str, order_id: int, seller: Any, amount: int, at: str) -> None:
    journal_id = insert(
        "journal", source=f"order:{code}:placed", at=at, household_id=seller["household_id"]
    )
    for account, moved in (("receivable", amount), ("sales", -amount)):
        insert("movement", journal_id=journal_id, account=account, order_id=order_id, amount=moved)


def tell(to: str, person_id: int | None, body: str, at: str) -> None:
    insert("message", channel="sms", to=to, person_id=person_id, body=body, written_at=at, tries=0)
