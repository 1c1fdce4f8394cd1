from __future__ import annotations

import platform
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from storefront.db import insert, line, session
from storefront.ledger.models import Movement
from storefront.money import Money
from storefront.upkeep.models import WORKER, Beat


def beat(name: str, said: dict[str, Any], *, at: datetime) -> None:
    """Write down that it is there. One row each, written over."""
    new = insert(Beat).values(name=name[:80], at=at, said=said)
    kept = {"at": new.excluded.at, "said": new.excluded.said}
    line().execute(new.on_conflict_do_update(index_elements=["name"], set_=kept))


def beat_of_worker(*, at: datetime) -> None:
    beat(WORKER + platform.node(), {}, at=at)


def journals_that_are_off() -> int:
    """The database refuses them; whoever changed it by hand is found here. Reads all the books."""
    off = (
        select(Movement.journal_id)
        .group_by(Movement.journal_id)
        .having(func.sum(Movement.amount) != Money(0))
    )
    return session.scalar(select(func.count()).select_from(off.subquery())) or 0
