"""What the latest buyers said of what they got, so that stalls show what they will look like."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update

from storefront.db import session
from storefront.orders.models import Checkout, Order, OrderLine, OrderState
from storefront.ratings.actions import shown_name
from storefront.ratings.models import Rating
from storefront.shops.models import Product, Shop

MOST = 240
_SAID = (
    (5, "Hàng tươi, gói cẩn thận."), (4, "Ngon, giao đúng hẹn."), (5, ""), (5, "Sẽ mua lại."),
    (3, "Quả hơi nhỏ so với ảnh."), (4, ""), (5, "Nhà bán gọi trước khi gửi, rất yên tâm."),
    (4, "Thơm, cân đủ."), (2, "Tới chậm một hôm, vài quả dập."), (5, "Cả nhà khen."),
)  # fmt: skip
_ANSWER = "Nhà xin lỗi, lần sau sẽ lót thêm lá và gửi chuyến sớm."


def praise(*, at: datetime) -> None:
    """The same lines say the same each time."""
    rows = [_rating(row, at) for row in _received()]
    if not rows:
        return
    session.execute(insert(Rating), rows)
    for thing, column in ((Shop, "shop_id"), (Product, "product_id")):
        stars, many = Counter[int](), Counter[int]()
        for row in rows:
            stars[row[column]] += row["stars"]
            many[row[column]] += 1
        told = [
            {"id": number, "rated_sum": stars[number], "rated_many": many[number]}
            for number in sorted(many)
        ]
        session.execute(update(thing), told)


def _received() -> list[Any]:
    wanted = (
        select(
            OrderLine.id, OrderLine.product_id, Order.shop_id, Order.done_at, Checkout.buyer_name
        )
        .join(Order, Order.id == OrderLine.order_id)
        .join(Checkout, Checkout.id == Order.checkout_id)
        .where(Order.state == OrderState.DONE)
        .order_by(OrderLine.id.desc())
        .limit(MOST)
    )
    return list(reversed(session.execute(wanted).all()))


def _rating(row: Any, at: datetime) -> dict[str, Any]:
    stars, words = _SAID[row.id % len(_SAID)]
    written = min(row.done_at + timedelta(hours=5), at)
    answered = written + timedelta(hours=9) if stars == 2 else None
    return {
        "order_line_id": row.id,
        "shop_id": row.shop_id,
        "product_id": row.product_id,
        "by_name": shown_name(row.buyer_name),
        "stars": stars,
        "words": words,
        "written_at": written,
        "answer": _ANSWER if answered else "",
        "answered_at": min(answered, at) if answered else None,
        "reported_why": "",
        "removed_why": "",
    }
