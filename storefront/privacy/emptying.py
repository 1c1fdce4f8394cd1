"""Rows are emptied of a person, or go. In the order that references allow."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    LargeBinary,
    Table,
    delete,
    select,
    true,
    update,
)

from storefront.accounts import sealing
from storefront.accounts.models import ConsentProof, Person, Trace
from storefront.db import Base, session
from storefront.orders.models import OrderEvent
from storefront.privacy.fates import Deed, Fate, fates, table_of, whose
from storefront.privacy.holdings import rows_about
from storefront.privacy.naming import MARK, without
from storefront.questions.models import Question
from storefront.shops.models import Photo

NAMES = frozenset({"name", "buyer_name", "payer_name", "organiser", "by_name"})
"""Where a page would look broken with nothing."""


def files_of(person: Person) -> tuple[list[str], list[str]]:
    """Pictures everybody could see, and what lay in the private folder."""
    photos = session.scalars(select(Photo).where(rows_about("photo", person.id))).all()
    proofs = select(ConsentProof.name).where(ConsentProof.person_id == person.id)
    screens = select(Question.picture).where(
        Question.asked_by_id == person.id, Question.picture.is_not(None)
    )
    private = [*session.scalars(proofs), *filter(None, session.scalars(screens))]
    return [name for it in photos for name in (it.small, it.large)], private


def empty(person: Person, *, by: Person, at: datetime) -> list[int]:
    """The person last: by their number and name everything else is found. Gives the photos that
    were theirs, since nothing leads to them afterwards."""
    photos = session.scalars(select(Photo.id).where(rows_about("photo", person.id))).all()
    _empty_traces(person, by=by, at=at)
    blanked = [it for it in fates() if it.deed is Deed.BLANK and it.table != "trace"]
    for fate in sorted(blanked, key=lambda it: (it.table == "person", it.by != "words")):
        if fate.by == "words":
            _reword(fate, person)
        elif fate.table != "person":
            _blank(fate, person)
    for fate in _to_erase():
        if fate.by:  # found by the number, so while it is still known
            session.execute(delete(table_of(fate)).where(whose(fate, person)))
    _blank(next(it for it in blanked if it.table == "person"), person)
    return list(photos)


def _empty_traces(person: Person, *, by: Person, at: datetime) -> None:
    """By the one way the chain over them allows. Raises NotSealedYet."""
    wanted = select(Trace.id).where(rows_about("trace", person.id), sealing.SAYS)
    numbers = session.scalars(wanted).all()
    if numbers:
        sealing.forget_words(numbers, by=by, at=at)


def erase(person: Person, photos: Collection[int]) -> set[str]:
    """Gives the names of pictures that others still show."""
    for fate in _to_erase():
        if not fate.by and fate.table != "photo":
            session.execute(delete(table_of(fate)).where(whose(fate, person)))
    return _erase_photos(photos)


def _erase_photos(photos: Collection[int]) -> set[str]:
    prints = Base.metadata.tables["photo_print"]
    free = set(photos) - _shown_elsewhere(photos)
    session.execute(delete(prints).where(prints.c.photo_id.in_(free)))
    session.execute(delete(Photo).where(Photo.id.in_(free)))
    names = session.execute(select(Photo.small, Photo.large)).all() if free else []
    return {name for row in names for name in row}


def _shown_elsewhere(photos: Collection[int]) -> set[int]:
    found: set[int] = set()
    for table in Base.metadata.tables.values():
        for column in table.c:
            if table.name != "photo_print" and _points_at_photos(column):
                found |= set(session.scalars(select(column).where(column.in_(photos))))
    return found


def _points_at_photos(column: Column[Any]) -> bool:
    return any(it.column.table.name == "photo" for it in column.foreign_keys)


def _to_erase() -> list[Fate]:
    """What refers before what is referred to."""
    order = {it.name: place for place, it in enumerate(Base.metadata.sorted_tables)}
    gone = [it for it in fates() if it.deed is Deed.ERASE]
    return sorted(gone, key=lambda it: order[it.table], reverse=True)


def _blank(fate: Fate, person: Person) -> None:
    table = table_of(fate)
    blank = {name: nothing(table.c[name]) for name in fate.columns}
    wanted = update(table).where(whose(fate, person), _says_something(fate))
    session.execute(wanted.values(blank))


def _says_something(fate: Fate) -> ColumnElement[bool]:
    """A story of which nothing can be taken is not touched: the database refuses that."""
    return OrderEvent.note.is_not(None) if fate.table == "order_event" else true()


def nothing(column: Column[Any]) -> Any:
    if column.nullable:
        return None
    if isinstance(column.type, JSON):
        return {}
    if isinstance(column.type, LargeBinary):
        return b""
    return MARK if column.name in NAMES else ""


def _reword(fate: Fate, person: Person) -> None:
    table: Table = table_of(fate)
    columns = [table.c[name] for name in fate.columns]
    wanted = select(table.c.id, *columns).where(whose(fate, person))
    for number, *said in session.execute(wanted).all():
        words = {it.name: without(one, person) for it, one in zip(columns, said, strict=True)}
        session.execute(update(table).where(table.c.id == number).values(words))
