"""Finding the links of screens: by their secret, or those of a place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from storefront import clock
from storefront.boards.models import ScreenLink
from storefront.db import session
from storefront.places.models import Place

MOST = 50


def digest_of(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def by_secret(secret: str, *, at: datetime) -> ScreenLink | None:
    """While it is open, and its place still stands."""
    wanted = select(ScreenLink).where(ScreenLink.digest == digest_of(secret))
    link = session.scalar(wanted.options(joinedload(ScreenLink.place)))
    if link and link.is_open(at) and link.place.stood_on(clock.village_date(at)):
        return link
    return None


def of_place(place: Place) -> Sequence[ScreenLink]:
    """The newest first."""
    wanted = select(ScreenLink).where(ScreenLink.place_id == place.id)
    newest = wanted.order_by(ScreenLink.id.desc()).limit(MOST)
    return session.scalars(newest.options(joinedload(ScreenLink.made_by))).all()
