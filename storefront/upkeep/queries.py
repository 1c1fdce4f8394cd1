from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, func, select, text

from storefront.upkeep.models import WORKER, Beat


def revision(connection: Connection) -> str | None:
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def last_worker(connection: Connection) -> datetime | None:
    """When any machine's worker was last there."""
    found: datetime | None = connection.scalar(
        select(func.max(Beat.at)).where(Beat.name.startswith(WORKER))
    )
    return found
