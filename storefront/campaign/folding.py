"""Keeping the sums: folding new facts in, moving what moved, making everything afresh."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import cast

from sqlalchemy import ColumnElement, Select, Table, delete, func, literal, select, text

from storefront.campaign import rollup
from storefront.db import db, deed, insert, session
from storefront.facts import following
from storefront.facts.models import Fact, Unfolded
from storefront.places.models import Place
from storefront.shops.models import Household

BATCH = 1000
_LOCK = 2021_07_20
"""Folders hold it together, movers alone: nobody folds by an address that is being changed."""


def fold_all(*, at: datetime) -> int:
    """The worker's duty. Says how many facts were folded."""
    folded = 0
    while _is_any_unfolded():
        with deed():
            taken = fold()
        folded += taken
        if taken < BATCH:
            break
    return folded


def fold(*, limit: int = BATCH) -> int:
    """Take some unfolded facts and add them to the sums, all in the caller's transaction.

    Two workers take different facts; after a crash nothing was taken and nothing added.
    """
    _lock(shared=True)
    waiting = select(Unfolded.fact_id).order_by(Unfolded.fact_id).limit(limit)
    some = waiting.with_for_update(skip_locked=True)
    taken = delete(Unfolded).where(Unfolded.fact_id.in_(some)).returning(Unfolded.fact_id)
    ids = session.scalars(taken.execution_options(synchronize_session=False)).all()
    if ids:
        _add(Fact.id.in_(ids))
    return len(ids)


def recount() -> None:
    """For whoever wrote facts in bulk, or counts something new: add the facts that follow from
    others, then make every sum afresh."""
    _lock()
    following.complete()
    rebuild_folds()


def rebuild_folds() -> None:
    """Make every sum afresh from the facts there are."""
    _lock()
    folded = Fact.id.not_in(select(Unfolded.fact_id))
    days, *others = _levels()
    with _indexes_aside():
        for level in _levels():
            session.execute(delete(level.table))
        _pour_days(days, folded)
        for level in others:
            _pour(level, level.afresh(folded))


@contextmanager
def moving(households: Select[int]) -> Iterator[None]:
    """Whatever happens inside to where these households live, or who looks after them, their
    sums follow. For a village or a split, name all its households; for a whole commune see
    `merge`."""
    _lock()
    ids = session.scalars(households.with_only_columns(Household.id)).all()
    theirs = Fact.household_id.in_(ids) & Fact.id.not_in(select(Unfolded.fact_id))
    _add(theirs, times=-1)
    yield
    session.flush()
    _add(theirs)
    _forget_zeros()


def merge(old: Place, *, into: Place) -> None:
    """A commune went whole into another, and all its villages with it: so do its sums."""
    _lock()
    belong([old.id], into)
    for level in rollup.LEVELS:
        columns = level.table.__table__.c
        moved = [literal(into.id) if name == "now_id" else columns[name] for name in level.key]
        rows = select(*moved, columns.amount).where(columns.now_id == old.id)
        _pour(level, rows.order_by(*(columns[name] for name in level.key)))
        session.execute(delete(level.table).where(columns.now_id == old.id))


def belong(keys: Sequence[int], into: Place) -> None:
    """What lies under these keys is about to belong to a commune. Where that is of another
    province, sums of provinces follow."""
    if not keys:
        return
    before = set(session.scalars(rollup.provinces_of(keys)))
    if before - set(session.scalars(rollup.provinces_of([into.id]))):
        _pour(rollup.PROVINCES, rollup.PROVINCES.under(keys, times=-1))
        _pour(rollup.PROVINCES, rollup.PROVINCES.under(keys, belongs_to=into))


def _add(which: ColumnElement[bool], *, times: int = 1) -> None:
    for level in _levels():
        _pour(level, level.sums(which, times=times))


def _pour(level: rollup.Level, rows: rollup.Rows) -> None:
    new = insert(level.table).from_select([*level.key, "amount"], rows)
    total = level.table.__table__.c.amount + new.excluded.amount
    session.execute(new.on_conflict_do_update(index_elements=[*level.key], set_={"amount": total}))


def _forget_zeros() -> None:
    for level in _levels():
        session.execute(delete(level.table).where(level.table.__table__.c.amount == 0))


def _pour_days(days: rollup.Level, folded: ColumnElement[bool]) -> None:
    """SQLite sorts what it adds up: a commune at a time is less than everything at once.
    PostgreSQL does not have to."""
    if not _is_on_sqlite():
        with _adding_up_by_hashing():
            _pour(days, days.at_once(folded))
        return
    villages: dict[int, list[int]] = defaultdict(list)
    for key, village in session.execute(rollup.VILLAGES):
        villages[key].append(village)
    for key in sorted(villages):
        _pour(days, rollup.days_under(key, villages[key], folded))


@contextmanager
def _adding_up_by_hashing() -> Iterator[None]:
    """PostgreSQL expects ten times as many sums as there are, and would sort all facts on disk."""
    for setting in ("work_mem = '256MB'", "enable_sort = off"):
        session.execute(text(f"SET LOCAL {setting}"))
    yield
    for setting in ("work_mem", "enable_sort"):
        session.execute(text(f"SET LOCAL {setting} TO DEFAULT"))


@contextmanager
def _indexes_aside() -> Iterator[None]:
    """On SQLite, where others read on as it was before. Should it break off, nothing has happened:
    they are part of the same transaction."""
    tables = [it.table.__table__ for it in _levels()] if _is_on_sqlite() else []
    indexes = [index for table in tables for index in cast(Table, table).indexes]
    for index in indexes:
        index.drop(session.connection())
    yield
    for index in indexes:
        index.create(session.connection())


def _levels() -> tuple[rollup.Level, ...]:
    return (*rollup.LEVELS, rollup.PROVINCES)


def _is_any_unfolded() -> bool:
    return session.scalar(select(Unfolded.fact_id).limit(1)) is not None


def _lock(*, shared: bool = False) -> None:
    """On SQLite the pen is enough."""
    if not _is_on_sqlite():
        lock = func.pg_advisory_xact_lock_shared if shared else func.pg_advisory_xact_lock
        session.execute(select(lock(_LOCK)))


def _is_on_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"
