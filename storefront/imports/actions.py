"""Bringing figures from elsewhere, taking them in whole, and withdrawing them. Nothing here knows
how to count: what is imported has no way into our own figures."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy import text as sql

from storefront import clock, codes, text
from storefront.accounts import actions as accounts
from storefront.accounts.models import Person
from storefront.db import db, deed, gone, must_be_writing, session
from storefront.errors import MarketError
from storefront.imports import overlap, placing, queries, reading
from storefront.imports.models import ImportedRow, ImportedSheet, Platform
from storefront.imports.placing import Meant
from storefront.imports.sheet import Column, Sheet, Told
from storefront.money import Money
from storefront.places.models import Place
from storefront.rows import put

FORGET_AFTER = timedelta(days=1)
"""A sheet nobody decided about."""
TOGETHER = 100
"""Rows sent at a time."""


class NotWhole(MarketError):
    """Some of its rows cannot be taken in."""


class NotSaid(MarketError):
    """Which part of a split commune is meant."""


class ToldAlready(MarketError):
    """By the same source for the same day, since it was looked at."""


@dataclass(frozen=True, slots=True)
class Source:
    platform: Platform
    named: str
    since: date | None
    until: date


@dataclass(frozen=True, slots=True)
class File:
    name: str
    body: bytes

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.body).hexdigest()


@dataclass(frozen=True, slots=True)
class Looked:
    """A sheet with what its communes mean."""

    sheet: Sheet
    known: Mapping[str, Meant]

    def commune_of(self, row: Told) -> Place | None:
        return self.known[text.spelling(row.commune)].place


def look(sheet: Sheet, source: Source, *, inside: Place, on: date) -> Looked:
    """Find its places, and name what is wrong about them."""
    known = placing.meanings((row.commune for row in sheet.rows), inside=inside, on=on)
    communes = {it.place.id for it in known.values() if it.place}
    told = queries.told_already(source.platform, source.named, source.until, communes)
    return Looked(reading.blamed(sheet, placing.faults(sheet, known, told)), known)


def bring(
    looked: Looked, source: Source, file: File, *, inside: Place, by: Person, at: datetime
) -> ImportedSheet:
    """Keep a file until somebody has looked at what it says. Raises NotWhole."""
    if looked.sheet.faults:
        raise NotWhole(file.name)
    _forget_undecided(by=by, at=at)
    brought = ImportedSheet(
        code=codes.short_code(10),
        kind=looked.sheet.kind,
        platform=source.platform,
        named=source.named,
        place_id=inside.id,
        since=source.since,
        until=source.until,
        name=file.name,
        digest=file.digest,
        body=file.body,
        brought_at=at,
        brought_by_id=by.id,
    )
    session.add(brought)
    session.flush()
    write(brought, looked)
    return brought


def write(brought: ImportedSheet, looked: Looked) -> None:
    """Its rows."""
    rows = [_row(brought, it, looked.commune_of(it)) for it in looked.sheet.rows]
    for start in range(0, len(rows), TOGETHER):
        put(ImportedRow, *rows[start : start + TOGETHER])
    session.flush()
    _note_whose(overlap.not_as_known(ImportedRow.sheet_id == brought.id))


def look_again() -> int:
    """Say beside every row whose it is now. Reads first, so that others wait for few writes only.

    Says how many are others than before.
    """
    others = overlap.not_as_known()
    if others:
        with deed():
            _note_whose(others)
    return len(others)


def _note_whose(others: Sequence[tuple[int, int | None]]) -> None:
    if others:
        told = [{"id": row, "household_id": household} for row, household in others]
        session.execute(update(ImportedRow), told)


def _row(brought: ImportedSheet, told: Told, commune: Place | None) -> dict[str, object]:
    revenue = told.figures.get(Column.REVENUE)
    return {
        "sheet_id": brought.id,
        "row": told.row,
        "written": told.commune,
        "commune_id": commune.id if commune else None,
        "name": told.name,
        "folded": text.fold(told.name),
        "phone": told.phone or None,
        "shop": told.shop,
        "address": told.address,
        "holder": text.fold(told.holder).upper(),
        "shops": told.figures.get(Column.SHOPS),
        "products": told.figures.get(Column.PRODUCTS),
        "orders": told.figures.get(Column.ORDERS),
        "revenue": Money(revenue) if revenue is not None else None,
    }


def _forget_undecided(*, by: Person, at: datetime) -> None:
    """What this person left lying, and what anybody did a day ago."""
    stale = (ImportedSheet.brought_at < at - FORGET_AFTER) | (ImportedSheet.brought_by_id == by.id)
    _delete_undecided(stale)


def forget_left_lying(*, at: datetime) -> int:
    """Of whoever never came back to decide."""
    return _delete_undecided(ImportedSheet.brought_at < at - FORGET_AFTER)


def _delete_undecided(which: ColumnElement[bool]) -> int:
    undecided = select(ImportedSheet.id).where(ImportedSheet.taken_in_at.is_(None), which)
    session.execute(delete(ImportedRow).where(ImportedRow.sheet_id.in_(undecided)))
    return gone(delete(ImportedSheet).where(ImportedSheet.id.in_(undecided)))


def throw_away(sheet: ImportedSheet) -> None:
    """Nothing of it stays. One that was taken in is withdrawn instead."""
    if sheet.taken_in_at is None:
        session.execute(delete(ImportedRow).where(ImportedRow.sheet_id == sheet.id))
        session.delete(sheet)


def take_in(
    sheet: ImportedSheet, *, chosen: Mapping[str, str] | None = None, by: Person, at: datetime
) -> None:
    """All of its rows from one moment to the next. Twice does it once.

    `chosen` says by its code which commune is meant where one was split. Raises NotSaid, and
    ToldAlready when somebody else took in the same meanwhile.
    """
    hold_still()
    session.refresh(sheet, ["taken_in_at"])
    if sheet.taken_in_at is not None:
        return
    _place_rest(sheet, chosen or {}, on=clock.village_date(at))
    wanted = select(ImportedRow.commune_id).where(ImportedRow.sheet_id == sheet.id).distinct()
    communes = {it for it in session.scalars(wanted) if it is not None}
    if queries.same_file(sheet.digest) or queries.told_already(
        sheet.platform, sheet.named, sheet.until, communes
    ):
        raise ToldAlready(sheet.code)
    sheet.taken_in_at, sheet.taken_in_by_id = at, by.id
    detail = {"digest": sheet.digest, "communes": len(communes)}
    accounts.trace("import.take_in", f"import:{sheet.code}", actor=by, detail=detail, at=at)


def hold_still() -> None:
    """Nobody else takes one in until this deed is done. On SQLite every deed is so."""
    must_be_writing()
    if db.engine.dialect.name == "postgresql":
        session.execute(sql("LOCK TABLE imported_sheet IN SHARE ROW EXCLUSIVE MODE"))


def _place_rest(sheet: ImportedSheet, chosen: Mapping[str, str], *, on: date) -> None:
    for it in queries.asked(sheet, on=on):
        place = it.choice(chosen.get(it.written, ""))
        if place is None:
            raise NotSaid(it.written)
        session.execute(
            update(ImportedRow)
            .where(ImportedRow.sheet_id == sheet.id, ImportedRow.commune_id.is_(None))
            .where(ImportedRow.written == it.written)
            .values(commune_id=place.id)
        )


def withdraw(sheet: ImportedSheet, *, why: str, by: Person, at: datetime) -> None:
    """It is shown no more, but in the history, with the reason. Twice does it once."""
    hold_still()
    session.refresh(sheet, ["withdrawn_at"])
    if not sheet.counts:
        return
    sheet.withdrawn_at, sheet.withdrawn_by_id, sheet.why_withdrawn = at, by.id, why
    detail = {"why": why}
    accounts.trace("import.withdraw", f"import:{sheet.code}", actor=by, detail=detail, at=at)
