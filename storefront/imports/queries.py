"""Finding sheets through the person, and what they tell of a place, beside what is ours."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Date, Select, and_, bindparam, exists, func, select
from sqlalchemy.orm import joinedload

from storefront import text
from storefront.accounts.models import Person
from storefront.accounts.permissions import Permission
from storefront.db import session
from storefront.imports.models import ImportedRow, ImportedSheet, Platform
from storefront.imports.placing import Meant, meanings
from storefront.money import Money
from storefront.places.models import Level, Place, Relation, Succession
from storefront.places.queries import asked_of, lying_in, under
from storefront.shops.models import Household

COUNTS = and_(ImportedSheet.taken_in_at.is_not(None), ImportedSheet.withdrawn_at.is_(None))


BEAT = (
    select(func.count() + func.count(ImportedSheet.withdrawn_at))
    .where(ImportedSheet.taken_in_at.is_not(None))
    .scalar_subquery()
)
"""Moves with every sheet that is taken in or withdrawn."""


# --- sheets -----------------------------------------------------------------------------------


def sheet_to_read(code: str, person: Person, *, on: date) -> ImportedSheet | None:
    """One that was taken in, where this person may see figures; an undecided one only where she
    may decide about it."""
    sheet = session.scalar(_sheets().where(ImportedSheet.code == code))
    if sheet is None:
        return None
    needed = Permission.CAMPAIGN_READ if sheet.taken_in_at else Permission.FIGURES_IMPORT
    return sheet if person.may(needed, at=sheet.place, on=on) else None


def sheet_to_decide(code: str, person: Person, *, on: date) -> ImportedSheet | None:
    """Locked, so that two who decide do so one after the other."""
    sheet = session.scalar(
        _sheets().where(ImportedSheet.code == code).with_for_update(of=ImportedSheet)
    )
    if sheet is None or not person.may(Permission.FIGURES_IMPORT, at=sheet.place, on=on):
        return None
    return sheet


def sheets_of(
    places: Sequence[Place], *, skip: int = 0, limit: int = 50
) -> Sequence[ImportedSheet]:
    """What was taken in in these places, withdrawn ones too, the newest first."""
    inside = lying_in(places)
    taken = (
        _sheets()
        .join(ImportedSheet.place)
        .where(ImportedSheet.taken_in_at.is_not(None), inside)
        .order_by(ImportedSheet.id.desc())
    )
    return session.scalars(taken.offset(skip).limit(limit)).all()


def undecided(person: Person) -> Sequence[ImportedSheet]:
    """What this person brought and has not decided about."""
    mine = _sheets().where(
        ImportedSheet.brought_by_id == person.id, ImportedSheet.taken_in_at.is_(None)
    )
    return session.scalars(mine.order_by(ImportedSheet.id.desc())).all()


def same_file(digest: str) -> ImportedSheet | None:
    """The sheet that was made of the very same file, and counts."""
    wanted = _sheets().where(ImportedSheet.digest == digest, COUNTS)
    return session.scalar(wanted.order_by(ImportedSheet.id).limit(1))


def told_already(
    platform: Platform, named: str, until: date, communes: Collection[int]
) -> frozenset[int]:
    """Of these communes, those that the same source has told of for the same day."""
    wanted = (
        select(ImportedRow.commune_id, ImportedSheet.named)
        .join(ImportedRow.sheet)
        .where(
            COUNTS,
            ImportedSheet.platform == platform,
            ImportedSheet.until == until,
            ImportedRow.commune_id.in_(communes),
        )
        .distinct()
    )
    same = text.fold(named)
    return frozenset(
        commune
        for commune, whose in session.execute(wanted)
        if commune is not None and text.fold(whose) == same
    )


def _sheets() -> Select[ImportedSheet]:
    return select(ImportedSheet).options(
        joinedload(ImportedSheet.place).joinedload(Place.parent),
        joinedload(ImportedSheet.brought_by),
        joinedload(ImportedSheet.withdrawn_by),
    )


# --- rows -------------------------------------------------------------------------------------


def rows_of(
    sheet: ImportedSheet, *, skip: int = 0, limit: int | None = None
) -> Sequence[ImportedRow]:
    own = joinedload(ImportedRow.household)
    wanted = (
        select(ImportedRow)
        .where(ImportedRow.sheet_id == sheet.id)
        .options(
            joinedload(ImportedRow.commune),
            own.joinedload(Household.shop),
            own.joinedload(Household.village),
            own.joinedload(Household.keeper),
        )
        .order_by(ImportedRow.row, ImportedRow.id)
    )
    return session.scalars(wanted.offset(skip).limit(limit)).all()


@dataclass(frozen=True, slots=True)
class Sums:
    """What rows add up to; nothing where none of them says anything."""

    rows: int
    communes: int
    shops: int | None
    products: int | None
    orders: int | None
    revenue: Money | None
    listed: int
    """Shops that are named one by one."""
    ours: int
    """Of these, whose household has its own shop here."""


def sums_of(sheet: ImportedSheet) -> Sums:
    return _sums(session.execute(select(*_SUMS).where(ImportedRow.sheet_id == sheet.id)).one())


def _sums(row: Any) -> Sums:
    return Sums(
        rows=row.rows,
        communes=row.communes,
        shops=_whole(row.shops),
        products=_whole(row.products),
        orders=_whole(row.orders),
        revenue=row.revenue,
        listed=row.listed,
        ours=row.ours,
    )


def _whole(value: Any) -> int | None:
    """PostgreSQL's sums of large numbers are decimals."""
    return int(value) if value is not None else None


_SUMS = (
    func.count(ImportedRow.id).label("rows"),
    func.count(func.distinct(ImportedRow.commune_id)).label("communes"),
    func.sum(ImportedRow.shops).label("shops"),
    func.sum(ImportedRow.products).label("products"),
    func.sum(ImportedRow.orders).label("orders"),
    func.sum(ImportedRow.revenue).label("revenue"),
    func.count(func.nullif(ImportedRow.folded, "")).label("listed"),
    func.count(ImportedRow.household_id).label("ours"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A way of writing a commune that may mean several."""

    written: str
    rows: int
    meant: Meant

    @property
    def divided(self) -> list[Place]:
        """Old communes that were divided, of which the whole may be meant."""
        olds = {it.was.id: it.was for it in self.meant.choices if it.was and it.split}
        return [it for it in olds.values() if it.level is Level.COMMUNE]

    def choice(self, said: str) -> Place | None:
        """By code; an old commune by code and first day."""
        now = {it.place.code: it.place for it in self.meant.choices}
        return (now | {f"{it.code}@{it.valid_from}": it for it in self.divided}).get(said)


def asked(sheet: ImportedSheet, *, on: date) -> list[Asked]:
    """What somebody must say before the sheet is taken in."""
    wanted = (
        select(ImportedRow.written, func.count())
        .where(ImportedRow.sheet_id == sheet.id, ImportedRow.commune_id.is_(None))
        .group_by(ImportedRow.written)
        .order_by(func.min(ImportedRow.row))
    )
    counted = [(written, count) for written, count in session.execute(wanted)]
    known = meanings((written for written, _count in counted), inside=sheet.place, on=on)
    return [Asked(written, count, known[text.spelling(written)]) for written, count in counted]


# --- what is told of a place ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What one source says of one place and day. Stands beside our own figures."""

    platform: Platform
    named: str
    since: date | None
    until: date
    sums: Sums


def elsewhere(place: Place, *, until: date) -> list[Elsewhere]:
    """By source and day, the newest first. Each is a whole of its own: nobody adds them up."""
    if not _is_anything_told(until):
        return []
    # A commune cannot know its share: see apportioning.
    rows = session.execute(_elsewhere(place.level), asked_of(place) | {"until": until})
    return [of_source(row) for row in rows]


@cache
def _elsewhere(level: Level) -> Any:
    inside = ever(level, whole=level is Level.COMMUNE).subquery()
    return BY_SOURCE.where(ImportedRow.commune_id.in_(select(inside.c.id)))


def elsewhere_by_commune(place: Place, *, until: date) -> dict[int, list[Elsewhere]]:
    """The same for each commune as it is now. What a split one told stays with no part of it."""
    if not _is_anything_told(until):
        return {}
    inside = ever(place.level, whole=True).subquery()
    wanted = (
        BY_SOURCE.add_columns(inside.c.now_id)
        .join(inside, inside.c.id == ImportedRow.commune_id)
        .group_by(inside.c.now_id)
    )
    found: dict[int, list[Elsewhere]] = {}
    for row in session.execute(wanted, asked_of(place) | {"until": until}):
        found.setdefault(row.now_id, []).append(of_source(row))
    return found


def _is_anything_told(until: date) -> bool:
    """Where it is not, nobody need find out what the communes were before."""
    told = exists().where(COUNTS, ImportedSheet.until <= until)
    return bool(session.scalar(select(told)))


_SOURCE = (
    ImportedSheet.platform,
    ImportedSheet.named,
    ImportedSheet.since,
    ImportedSheet.until,
)


BY_SOURCE: Any = (
    select(*_SOURCE, *_SUMS)
    .join(ImportedRow.sheet)
    .where(COUNTS, ImportedSheet.until <= bindparam("until", type_=Date()))
    .group_by(*_SOURCE)
    .order_by(ImportedSheet.until.desc(), ImportedSheet.platform, ImportedSheet.named)
)


def of_source(row: Any) -> Elsewhere:
    return Elsewhere(row.platform, row.named, row.since, row.until, _sums(row))


def ever(level: Level, *, whole: bool) -> Any:
    """The communes inside a place of a level, and all that they came from; `whole` leaves out what
    was split."""
    inside = Place.id == bindparam("place") if level is Level.COMMUNE else under(level)
    start = (
        select(Place.id, Place.id.label("now_id"))
        .where(Place.level == Level.COMMUNE, inside)
        .cte("ever", recursive=True)
    )
    step = select(Succession.old_id, start.c.now_id).join(start, Succession.new_id == start.c.id)
    if whole:
        step = step.where(Succession.relation == Relation.WHOLE)
    ever = start.union(step)
    return select(ever.c.id, ever.c.now_id)


# --- for the screen ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SoldElsewhere:
    """What another platform says that a household of ours sold, in days that it names."""

    household_id: int
    source: str
    since: date
    until: date
    orders: int
    revenue: int


def sold_elsewhere(*, since: date) -> Sequence[SoldElsewhere]:
    """Of sheets whose days begin on or after one. What was sold before cannot be compared."""
    wanted = (
        select(
            ImportedRow.household_id,
            ImportedSheet.platform,
            ImportedSheet.named,
            ImportedSheet.since,
            ImportedSheet.until,
            func.coalesce(ImportedRow.orders, 0).label("orders"),
            ImportedRow.revenue,
        )
        .join(ImportedRow.sheet)
        .where(COUNTS, ImportedSheet.since >= since, ImportedRow.folded != "")
        .where(ImportedRow.revenue.is_not(None), ImportedRow.household_id.is_not(None))
        .order_by(ImportedRow.id)
    )
    return [
        SoldElsewhere(
            row.household_id,
            row.named or row.platform,
            row.since,
            row.until,
            row.orders,
            row.revenue.dong,
        )
        for row in session.execute(wanted)
    ]
