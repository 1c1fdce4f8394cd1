"""Files that take long: asked for on a page, made by the worker, fetched within a week."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Connection, delete, select, update

from storefront import clock, codes, files, jobs, replica
from storefront.accounts.models import Person
from storefront.campaign.queries import communes_in
from storefront.campaign.scope import Geography
from storefront.db import asked_of, db, deed, session
from storefront.facts.models import Indicator
from storefront.files import Files
from storefront.places.models import Place
from storefront.reports.behind_files import rows_of
from storefront.reports.households import RowsOf, Wording, write
from storefront.reports.models import Export, ExportOf, FileKind
from storefront.rows import add

JOB = "export_households"
TABLE_JOB = "export_table"
KEPT = timedelta(days=7)
"""So long a file waits to be fetched."""
PATIENCE = timedelta(minutes=10)


def ask(
    place: Place,
    wording: Wording,
    *,
    by: Person,
    at: datetime,
    kind: FileKind = FileKind.XLSX,
    behind: tuple[Indicator, str] | None = None,
) -> Export:
    """The file is made soon after: of households, or of the rows behind an indicator, whose name
    stands beside it."""
    what = ExportOf.ROWS if behind else ExportOf.HOUSEHOLDS
    communes = communes_in(place, Geography.NOW, clock.village_date(at))
    export = _begun(place, what, by=by, at=at, kind=kind, total=len(communes))
    told = {"export": export.id, "wording": asdict(wording), "behind": behind}
    jobs.enqueue(JOB, told, at=at)
    return export


def ask_table(
    place: Place,
    title: str,
    address: str,
    told: dict[str, Any],
    *,
    by: Person,
    at: datetime,
    kind: FileKind,
    what: ExportOf = ExportOf.TABLE,
) -> Export:
    """A table of a page that is too long to be made while somebody waits. How many rows it has
    is known when they are written."""
    export = _begun(place, what, by=by, at=at, kind=kind, total=0)
    export.title, export.address = title, address
    jobs.enqueue(TABLE_JOB, {"export": export.id} | told, at=at)
    return export


def _begun(
    place: Place, what: ExportOf, *, by: Person, at: datetime, kind: FileKind, total: int
) -> Export:
    return add(
        Export,
        code=codes.secret(),
        place_id=place.id,
        asked_by_id=by.id,
        asked_at=at,
        what=what,
        kind=kind,
        total=total,
        done=0,
    )


def of_person(code: str, person: Person) -> Export | None:
    wanted = select(Export).where(Export.code == code, Export.asked_by_id == person.id)
    return session.scalar(wanted)


def still_waiting(payload: dict[str, Any]) -> Export | None:
    export = session.get(Export, payload["export"])
    return None if export is None or export.finished_at is not None else export


def carry_out(payload: dict[str, Any], *, to: Files, at: datetime) -> None:
    """The worker's job. Done twice it gives the same file twice."""
    export = still_waiting(payload)
    if export is None:
        return
    number = export.id
    communes = list(communes_in(export.place, Geography.NOW, clock.village_date(at)))
    wording, rows = Wording(**payload["wording"]), _rows(payload, at=at)
    with draft(export, to=to) as path, _snapshot() as line:
        for done in write(path, wording, communes, line, rows):
            progress(number, done=done)


@contextmanager
def draft(export: Export, *, to: Files) -> Iterator[Path]:
    """Where the file is written. When it is whole it is kept, and whoever waits is told."""
    number, ending = export.id, export.ending
    with TemporaryDirectory() as room:
        path = Path(room) / f"export.{ending}"
        yield path
        body = path.read_bytes()
    name = files.put(to, body, suffix=path.suffix)
    progress(number, finished_at=clock.now(), file=name, size=len(body), failed_at=None)


def _rows(payload: dict[str, Any], *, at: datetime) -> RowsOf | None:
    if not payload.get("behind"):
        return None
    indicator, name = payload["behind"]
    return rows_of(Indicator(indicator), name, until=clock.village_date(at))


def say_it_failed(payload: dict[str, Any], *, at: datetime) -> None:
    """It is tried again for some minutes; whoever waits is told so."""
    session.rollback()
    with deed():
        waiting = (Export.id == payload["export"], Export.finished_at.is_(None))
        session.execute(update(Export).where(*waiting).values(failed_at=at))


def is_stuck(export: Export, *, at: datetime) -> bool:
    """Nobody has written anything of it for so long that the worker must be away."""
    return not export.done and at - export.asked_at > PATIENCE


def forget_rows(*, at: datetime) -> tuple[set[str], int]:
    """Personal data does not lie about for longer than somebody needs to fetch it. Gives the files
    nobody refers to any more, and how many rows went."""
    old = delete(Export).where(Export.asked_at < at - KEPT).returning(Export.file)
    files = list(session.scalars(old))
    gone = set(files) - {None}
    asked = set(session.scalars(select(Export.file).where(Export.file.in_(gone))))
    return {str(name) for name in gone - asked}, len(files)


def remove(kept: Files, names: Iterable[str]) -> None:
    for name in names:
        kept.remove(name)


@contextmanager
def _snapshot() -> Iterator[Connection]:
    """All that is read is of one moment, and nobody waits for it."""
    begin = "BEGIN"
    if db.engine.dialect.name == "postgresql":
        begin = "BEGIN ISOLATION LEVEL REPEATABLE READ"
    with replica.reading(patience=replica.PATIENCE):
        line = asked_of().connect().execution_options(begin=begin)
    with line:
        yield line


def progress(number: int, **known: Any) -> None:
    with deed():
        session.execute(update(Export).where(Export.id == number).values(**known))
