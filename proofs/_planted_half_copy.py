"""The market with a fault planted in its backup, for a proof to find: it forgets what is not yet in
SQLite's main file, or PostgreSQL's checkouts.

Nobody backs anything up by this.
"""

import shutil
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from storefront.upkeep import postgres_copy, sqlite_copy
from wsgi import app

_soundly = postgres_copy._run  # noqa: SLF001


def _copy_the_file(engine: Engine, to: Path) -> dict[str, Any]:
    shutil.copyfile(sqlite_copy.file_of(engine), to)
    return sqlite_copy.figures_of(engine, to)


def _without_checkouts(engine: Engine, name: str, *words: object) -> Any:
    return _soundly(engine, name, "--exclude-table-data=checkout", *words)


sqlite_copy.copy = _copy_the_file
postgres_copy._run = _without_checkouts  # noqa: SLF001

__all__ = ["app"]
