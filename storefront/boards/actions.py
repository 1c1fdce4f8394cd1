"""Making a link for a screen, and withdrawing it."""

from __future__ import annotations

from datetime import datetime, timedelta

from storefront import codes
from storefront.accounts import actions as accounts
from storefront.accounts.models import Person
from storefront.boards.models import ScreenLink
from storefront.boards.queries import digest_of
from storefront.db import session
from storefront.places.models import Place


def make(place: Place, *, label: str, days: int, by: Person, at: datetime) -> str:
    """The secret of a new link. Nobody can be told it again."""
    secret = codes.secret()
    link = ScreenLink(
        place_id=place.id,
        label=label,
        digest=digest_of(secret),
        made_by_id=by.id,
        made_at=at,
        expires_at=at + timedelta(days=days),
    )
    session.add(link)
    session.flush()
    accounts.trace("screen.make", f"screen:{link.id}", actor=by, detail={"days": days}, at=at)
    return secret


def withdraw(link: ScreenLink, *, by: Person, at: datetime) -> None:
    """Once is enough: withdrawing again changes nothing."""
    session.refresh(link, with_for_update=True)
    if link.withdrawn_at is None:
        link.withdrawn_at, link.withdrawn_by_id = at, by.id
        session.flush()
        accounts.trace("screen.withdraw", f"screen:{link.id}", actor=by, at=at)
