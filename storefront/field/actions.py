from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete

from storefront.accounts.models import Person
from storefront.db import gone, session
from storefront.errors import MarketError
from storefront.field import queries
from storefront.field.models import Errand, ErrandKind, SentPhoto
from storefront.rows import put_once

LARGEST = 1_000_000
"""Bytes. Phones shrink photos to a fifth of it; a spoken yes is a minute or two."""
MOST_PHOTOS = 300
"""Of one person, under way at once."""
KEPT = timedelta(days=30)
"""A photo whose errand does not come is forgotten; the phone still has it."""

Outcome = dict[str, str]


class NotTheirs(MarketError):
    """Somebody else's phone wrote it down."""


class TooMuch(MarketError):
    """Too large a photo, or too many under way."""


class WrongPiece(MarketError):
    """It does not begin where the last one ended; `have` says where that is."""

    def __init__(self, have: int) -> None:
        super().__init__(have)
        self.have = have


@dataclass(frozen=True, slots=True)
class Told:
    """An errand as the phone tells it."""

    client_id: str
    kind: ErrandKind
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Piece:
    """Some bytes of a photo, and the whole they belong to."""

    client_id: str
    size: int
    digest: str
    offset: int
    content: bytes


def once(told: Told, act: Callable[[], Outcome], *, by: Person, at: datetime) -> Outcome:
    """Do it, unless it was done before; either way, what came of it.

    The row is added first: whoever sends the same at the same moment waits for it. What `act`
    raises takes the row away with all the rest. Raises NotTheirs.
    """
    number = put_once(
        Errand,
        unless=("client_id",),
        client_id=told.client_id,
        person_id=by.id,
        kind=told.kind,
        made_at=told.made_at,
        received_at=at,
        outcome={},
    )
    if number is None:
        return _done_before(told, by=by)
    outcome = act()
    session.get_one(Errand, number).outcome = dict(outcome)
    session.flush()
    return outcome


def add_piece(piece: Piece, *, by: Person, at: datetime) -> int:
    """How much of the photo is here now. Raises WrongPiece, TooMuch, NotTheirs.

    A photo that is whole and is not what the phone meant begins anew.
    """
    photo = queries.photo(piece.client_id, by) or _begun(piece, by=by, at=at)
    have = len(photo.content)
    if piece.offset != have or piece.size != photo.size:
        raise WrongPiece(have)
    if have + len(piece.content) > photo.size:
        raise TooMuch(photo.size)
    photo.content += piece.content
    if photo.is_whole and hashlib.sha256(photo.content).hexdigest() != photo.digest:
        photo.content = b""
    session.flush()
    return len(photo.content)


def forget_photo(client_id: str, *, by: Person) -> None:
    """What it went with is done."""
    gone = SentPhoto.client_id == client_id, SentPhoto.person_id == by.id
    session.execute(delete(SentPhoto).where(*gone))


def forget_old(*, at: datetime) -> int:
    return gone(delete(SentPhoto).where(SentPhoto.begun_at < at - KEPT))


def _done_before(told: Told, *, by: Person) -> Outcome:
    earlier = queries.errand(told.client_id)
    if earlier is None or earlier.person_id != by.id:
        raise NotTheirs(told.client_id)
    return earlier.outcome


def _begun(piece: Piece, *, by: Person, at: datetime) -> SentPhoto:
    if piece.size > LARGEST or queries.how_many_photos(by) >= MOST_PHOTOS:
        raise TooMuch(piece.size)
    put_once(
        SentPhoto,
        unless=("client_id",),
        client_id=piece.client_id,
        person_id=by.id,
        size=piece.size,
        digest=piece.digest,
        content=b"",
        begun_at=at,
    )
    begun = queries.photo(piece.client_id, by)
    if begun is None:
        raise NotTheirs(piece.client_id)
    return begun
