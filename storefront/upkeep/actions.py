from __future__ import annotations

import socket
from datetime import datetime
from typing import Any

from storefront.db import insert, line
from storefront.upkeep.models import WORKER, Beat


def beat(name: str, said: dict[str, Any], *, at: datetime) -> None:
    """Write down that it is there. One row each, written over."""
    new = insert(Beat).values(name=name[:80], at=at, said=said)
    kept = {"at": new.excluded.at, "said": new.excluded.said}
    line().execute(new.on_conflict_do_update(index_elements=["name"], set_=kept))


def beat_of_worker(*, at: datetime) -> None:
    beat(WORKER + socket.gethostname(), {}, at=at)
