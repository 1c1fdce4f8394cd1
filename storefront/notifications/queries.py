from collections.abc import Sequence

from sqlalchemy import select

from storefront.db import session
from storefront.notifications.models import Message


def newest(*, limit: int = 60) -> Sequence[Message]:
    return session.scalars(select(Message).order_by(Message.id.desc()).limit(limit)).all()
