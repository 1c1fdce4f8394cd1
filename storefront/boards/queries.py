"""Finding the links of screens: by their secret, or those of a place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from storefront import clock
from storefront.boards.models import ScreenLink
from storefront.db import session
from storefront.fairs.models import Fair
from storefront.places.models import Place

MOST = 50


def digest_of(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def by_secret(secret: str, *, at: datetime) -> ScreenLink | None:
    """Of a place, while it is open and its place still stands."""
    link = _open(secret, at=at)
    if link and not link.fair_id and link.place.stood_on(clock.village_date(at)):
        return link
    return None


def fair_by_secret(secret: str, *, at: datetime) -> Fair | None:
    """Of a market, while the link is open."""
    link = _open(secret, at=at)
    return link.fair if link else None


def of_place(place: Place) -> Sequence[ScreenLink]:
    """The newest first."""
    return _newest(ScreenLink.place_id == place.id, ScreenLink.fair_id.is_(None))


def of_market(fair: Fair) -> Sequence[ScreenLink]:
    """Of all days of its series, the newest first."""
    days = select(Fair.id).where(Fair.series == fair.series)
    return _newest(ScreenLink.fair_id.in_(days))


def _open(secret: str, *, at: datetime) -> ScreenLink | None:
    wanted = select(ScreenLink).where(ScreenLink.digest == digest_of(secret))
    link = session.scalar(wanted.options(joinedload(ScreenLink.place), joinedload(ScreenLink.fair)))
    return link if link and link.is_open(at) else None


def _newest(*which: ColumnElement[bool]) -> Sequence[ScreenLink]:
    wanted = select(ScreenLink).where(*which).order_by(ScreenLink.id.desc()).limit(MOST)
    return session.scalars(wanted.options(joinedload(ScreenLink.made_by))).all()
