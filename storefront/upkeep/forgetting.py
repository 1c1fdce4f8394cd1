"""Carries out what is kept how long, and says to whoever runs the market what was held back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from storefront.db import deed, session
from storefront.kept import Kept as Folders
from storefront.privacy import retention
from storefront.privacy.keeping import Kept
from storefront.privacy.retention import Outcome
from storefront.upkeep import actions
from storefront.upkeep.models import RETENTION, Beat


def last() -> datetime | None:
    """When it was carried out; a run that held everything back is none."""
    beat = session.get(Beat, RETENTION)
    done = beat.said.get("done_at") if beat else None
    return datetime.fromisoformat(done) if done else None


def carry_out(folders: Folders, *, even_so: Collection[Kept] = (), at: datetime) -> Outcome:
    before = last()
    session.rollback()
    outcome = retention.carry_out(folders, last=before, even_so=even_so, at=at)
    waits = before is not None and outcome.held and retention.is_after_silence(before, at=at)
    done_at = before if before is not None and waits else at
    with deed():
        said = {"held": sorted(outcome.held), "done_at": done_at.isoformat()}
        actions.beat(RETENTION, said, at=at)
    return outcome
