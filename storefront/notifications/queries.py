from collections.abc import Sequence

from sqlalchemy import select

from storefront.db import session
from storefront.notifications.models import Message


def newest(*, limit: int = 60, to: str | None = None) -> Sequence[Message]:
    """What was written last, to everybody or to one phone."""
    wanted = select(Message).order_by(Message.id.desc()).limit(limit)
    if to is not None:
        wanted = wanted.where(Message.to == to)
    return session.scalars(wanted).all()
