"""A SQLite database copied while it is written, by SQLite's own backup, and put back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from storefront.upkeep.figures import figures
from storefront.upkeep.refusals import CannotBackUp


def file_of(engine: Engine) -> Path:
    return Path(str(engine.url.database))


def size(engine: Engine) -> int:
    """Bytes, about."""
    path = file_of(engine)
    return sum(it.stat().st_size for it in (path, Path(f"{path}-wal")) if it.exists())


def copy(engine: Engine, to: Path) -> dict[str, Any]:
    """In one step: whoever reads or writes meanwhile is not held up, and none of it is in the copy.
    Gives its figures."""
    with closing(_open(engine, file_of(engine))) as source, closing(_open(engine, to)) as target:
        target.execute("PRAGMA synchronous = OFF")  # cut into pieces, which are synced
        source.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")
    with _reading(engine, to) as ask:
        said = ask("PRAGMA quick_check")
        if [tuple(row) for row in said] != [("ok",)]:
            raise CannotBackUp(f"SQLite says the database is damaged: {said[0][0]}")
        return figures(ask, "sqlite")


def is_empty(engine: Engine) -> bool:
    path = file_of(engine)
    if not path.exists():
        return True
    with _reading(engine, path) as ask:
        return not ask("SELECT 1 FROM sqlite_master LIMIT 1")


def figures_of(engine: Engine, path: Path) -> dict[str, Any]:
    with _reading(engine, path) as ask:
        return figures(ask, "sqlite")


def put_in_place(engine: Engine, draft: Path) -> None:
    """Last of all: from now on there is a market."""
    path = file_of(engine)
    for rest in ("-wal", "-shm"):
        Path(f"{path}{rest}").unlink(missing_ok=True)
    draft.replace(path)


@contextmanager
def _reading(engine: Engine, path: Path) -> Iterator[Any]:
    with closing(_open(engine, path)) as line:
        yield lambda sql: line.execute(sql).fetchall()


def _open(engine: Engine, path: Path) -> Any:
    # By the library that the market itself uses; Debian 12's own has a rare fault.
    return engine.dialect.loaded_dbapi.connect(str(path))
