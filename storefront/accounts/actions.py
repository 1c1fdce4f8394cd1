from datetime import datetime
from typing import Any

from storefront.accounts.models import Person, Trace
from storefront.db import session


def trace(
    verb: str,
    subject: str,
    *,
    actor: Person | None,
    for_id: int | None = None,
    detail: dict[str, Any] | None = None,
    at: datetime,
) -> None:
    """Write down who pressed what, and for whom."""
    session.add(
        Trace(
            at=at,
            actor_id=actor.id if actor else None,
            for_id=for_id,
            verb=verb,
            subject=subject,
            detail=detail or {},
        )
    )
