"""What a bank or a gateway told, kept as it came, and what was made of it."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from sqlalchemy import Table, bindparam, func, update

from storefront.payments.models import RawMessage, Verdict
from storefront.payments.provider import Callback, Heard
from storefront.rows import put_once
from storefront.saying import say


def keep(
    callback: Callback,
    verdict: Verdict,
    *,
    provider: str,
    merchant: str = "",
    heard: Heard | None = None,
) -> int:
    """Store a message as it came. What nothing was made of yet has not been settled."""
    number = put_once(
        RawMessage,
        unless=(),
        provider=provider,
        merchant=merchant,
        headers=dict(callback.headers),
        query=callback.query,
        body=callback.body,
        verdict=verdict,
        heard_at=callback.heard_at,
        settled_at=callback.heard_at if heard else None,
        outcome=heard,
        tries=0,
    )
    assert number is not None  # noqa: S101  nothing it would yield to
    return number


def made_of(number: int, heard: Heard, *, at: datetime) -> None:
    """What was made of it, now that it has been settled."""
    say(_SETTLED, {"number": number, "at": at, "heard": heard})


_moment = RawMessage.settled_at.type
_SETTLED = (
    update(_messages := cast(Table, RawMessage.__table__))
    .where(_messages.c.id == bindparam("number"))
    .values(
        settled_at=func.coalesce(_messages.c.settled_at, bindparam("at", type_=_moment)),
        outcome=bindparam("heard"),
    )
)
"""Settled once; what was made of it is as it was last read."""
