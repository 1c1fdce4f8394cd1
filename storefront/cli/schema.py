"""The shape of the database: brought up to date by Alembic, looked at before we serve."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from click import ClickException
from flask import current_app
from sqlalchemy import Connection, Engine, create_engine, inspect, text

from storefront import saying
from storefront.db import db, engine_options, prepare, writing
from storefront.settings import ROOT

SCRIPTS = ROOT / "migrations"


class WrongSchema(ClickException):
    """The database and this version of the program do not fit. Says what to do about it."""


def migrate(engine: Engine, *, to: str = "head") -> None:
    """Run what has not been run yet, all or nothing."""
    with writing(engine), engine.connect() as connection:
        try:
            _stop_following_references(connection)
            with connection.begin():
                _wait_for_other_migrations(connection)
                _upgrade(connection, to)
                _refuse_broken_references(connection)
        finally:
            connection.invalidate()  # whoever connects next follows references again


@contextmanager
def as_owner() -> Iterator[Engine]:
    """The database as whoever owns its tables sees it; the one that serves, if no other is told."""
    url = current_app.config["SETTINGS"].migrate_url
    if not url:
        yield db.engine
        return
    engine = create_engine(url, **engine_options(url))
    prepare(engine)
    saying.prepare(engine)
    try:
        yield engine
    finally:
        engine.dispose()


def revision(engine: Engine) -> str | None:
    if not inspect(engine).has_table("alembic_version"):
        return None
    with engine.connect() as connection:
        found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return found


def expected() -> str:
    """The newest revision this version knows."""
    return _known()[-1]


def fit(found: str | None) -> str:
    """Whether a revision is what this version expects (ok), or older, or newer than it knows."""
    known = _known()
    if found == known[-1]:
        return "ok"
    return "older" if found is None or found in known else "newer"


def check(engine: Engine) -> None:
    """Raise WrongSchema unless the database is exactly as this version expects."""
    found = revision(engine)
    how = fit(found)
    if how == "ok":
        return
    if how == "older":
        raise WrongSchema(
            "The database is not ready for this version. "
            "Run `flask --app wsgi migrate`, or `./dev run`, which does it for you."
        )
    raise WrongSchema(
        f"The database was changed by a newer version (revision {found}, unknown here). "
        "Start that version, or restore the backup made before it."
    )


@cache
def _known() -> list[str]:
    """Revisions are numbered, and their files named so: a server need not load Alembic for it.
    Looked up once: an upgrade puts newer files under a server that still runs the older code."""
    return sorted(path.name[:4] for path in SCRIPTS.glob("versions/[0-9]*.py"))


def _upgrade(connection: Connection, to: str) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def _stop_following_references(connection: Connection) -> None:
    # SQLite changes a table by rebuilding it, and forbids this switch inside a transaction.
    if connection.dialect.name == "sqlite":
        raw = connection.connection.dbapi_connection
        assert raw  # noqa: S101
        raw.execute("PRAGMA foreign_keys = OFF")


def _refuse_broken_references(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise WrongSchema(f"The migration would break references: {broken[:5]}")


def _wait_for_other_migrations(connection: Connection) -> None:
    # On SQLite the pen is enough; several machines may share one PostgreSQL.
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL lock_timeout = 0"))  # however long pages take
        connection.execute(text("SELECT pg_advisory_xact_lock(4020210720)"))
