"""Making a link for a screen, and withdrawing it."""

from __future__ import annotations

from datetime import datetime, timedelta

from storefront import codes
from storefront.accounts import actions as accounts
from storefront.accounts.models import Person
from storefront.boards.models import ScreenLink
from storefront.boards.queries import digest_of
from storefront.db import session
from storefront.fairs.models import Fair
from storefront.places.models import Place


def make(of: Place | Fair, *, label: str, days: int, by: Person, at: datetime) -> str:
    """The secret of a new link. Nobody can be told it again."""
    secret = codes.secret()
    link = ScreenLink(
        place_id=of.place_id if isinstance(of, Fair) else of.id,
        fair_id=of.id if isinstance(of, Fair) else None,
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


def renew(link: ScreenLink, *, by: Person, at: datetime) -> str:
    """A new address for the same screen, for as long again: the old one opens nothing any more."""
    withdraw(link, by=by, at=at)
    of = link.fair or link.place
    days = (link.expires_at - link.made_at).days
    return make(of, label=link.label, days=days, by=by, at=at)


def withdraw(link: ScreenLink, *, by: Person, at: datetime) -> None:
    """Once is enough: withdrawing again changes nothing."""
    session.refresh(link, with_for_update=True)
    if link.withdrawn_at is None:
        link.withdrawn_at, link.withdrawn_by_id = at, by.id
        session.flush()
        accounts.trace("screen.withdraw", f"screen:{link.id}", actor=by, at=at)
