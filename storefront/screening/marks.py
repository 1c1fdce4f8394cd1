"""In which browsers people sign in and checkouts are made, so that a house is not its own buyer.

The mark is a keyed hash of a cookie that only we read; it is forgotten with what it is for.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta

from sqlalchemy import update

from storefront.db import gone
from storefront.orders.models import Checkout
from storefront.rows import put
from storefront.screening.models import Mark
from storefront.screening.thresholds import USUAL


def mark_of(cookie: str, *, key: str) -> str:
    return hmac.new(key.encode(), cookie.encode(), hashlib.sha256).hexdigest()[:24]


def signed_in(person_id: int, mark: str, *, at: datetime) -> None:
    put(Mark, {"person_id": person_id, "mark": mark, "at": at}, unless=("person_id", "mark"))


def forget_old(*, at: datetime) -> int:
    before = at - timedelta(days=USUAL.look_back_days)
    old = Checkout.placed_at < before, Checkout.mark.is_not(None)
    return gone(update(Checkout).where(*old).values(mark=None))
