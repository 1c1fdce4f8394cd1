"""In which browsers people sign in and checkouts are made, so that a house is not its own buyer.

The mark is a keyed hash of a cookie that only we read; it is forgotten with what it is for.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta

from sqlalchemy import delete

from storefront.db import session
from storefront.rows import put
from storefront.screening.models import Mark
from storefront.screening.thresholds import USUAL


def mark_of(cookie: str, *, key: str) -> str:
    return hmac.new(key.encode(), cookie.encode(), hashlib.sha256).hexdigest()[:24]


def signed_in(person_id: int, mark: str, *, at: datetime) -> None:
    put(Mark, {"person_id": person_id, "mark": mark, "at": at}, unless=("person_id", "mark"))


def ordered(checkout_id: int, mark: str, *, at: datetime) -> None:
    put(Mark, {"checkout_id": checkout_id, "mark": mark, "at": at}, unless=("checkout_id", "mark"))


def forget_old(*, at: datetime) -> None:
    before = at - timedelta(days=USUAL.look_back_days)
    session.execute(delete(Mark).where(Mark.at < before, Mark.checkout_id.is_not(None)))
