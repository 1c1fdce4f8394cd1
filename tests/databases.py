"""Both databases, started and emptied by the tests themselves."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from sqlalchemy import Engine, create_engine, text

from storefront.app import create_app
from storefront.cli import schema
from storefront.db import db, engine_options, prepare, session
from storefront.settings import Settings
from storefront.upkeep import rights

_EMPTYING = """
CREATE FUNCTION empty_market() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET session_replication_role = replica  -- in any order, whatever refers to whatever
AS $$
DECLARE it text;
BEGIN
  FOR it IN SELECT quote_ident(tablename) FROM pg_tables
    WHERE schemaname = 'public' AND tablename <> 'alembic_version'
  LOOP EXECUTE 'DELETE FROM ' || it; END LOOP;
  FOR it IN SELECT quote_ident(sequencename) FROM pg_sequences
    WHERE schemaname = 'public' AND last_value IS NOT NULL
  LOOP PERFORM setval(it::regclass, 1, false); END LOOP;
END $$
"""
"""Tests leave few rows: deleting them takes a hundredth of what truncating all tables takes, since
that makes every table's and every index's file anew."""

LEAST_RIGHTS = os.environ.get("LEAST_RIGHTS") == "1"
"""All of PostgreSQL's tests by a user who owns nothing. Those that take guards away then fail."""

INITDB = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


def settings_for(url: str, folder: Path) -> Settings:
    return Settings(
        database_url=url,
        secret_key="for-tests",
        public_url="https://cho.example",
        media_dir=folder / "media",
        instance_dir=folder,
        practice=True,
        sms_secret="for-tests",
        province_code="20",
        private_hosts=frozenset({"127.0.0.1", "localhost"}),
    )


@contextmanager
def never_made(name: str, folder: Path) -> Iterator[Engine]:
    """A database of the same kind as the app's, in which nothing was ever made."""
    url = f"sqlite:///{folder / f'{name}.db'}"
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect() as server:  # its manners: no transaction unless we say so
            server.execute(text(f"DROP DATABASE IF EXISTS {name}"))
            server.execute(text(f"CREATE DATABASE {name}"))
        url = db.engine.url.set(database=name).render_as_string(hide_password=False)
    engine = create_engine(url, **engine_options(url))
    prepare(engine)
    yield engine
    engine.dispose()


class Database:
    app: Flask

    def close(self) -> None:
        with self.app.app_context():
            session.remove()
            db.engine.dispose()


class Sqlite(Database):
    """A file made once and copied for every test."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "market.db"
        self.app = create_app(settings_for(f"sqlite:///{self.file}", folder))
        with self.app.app_context():
            build()
            db.engine.dispose()
        self.fresh = folder / "fresh.db"
        shutil.copy(self.file, self.fresh)

    def empty(self) -> None:
        self.close()
        for name in ("market.db-wal", "market.db-shm"):
            self.file.with_name(name).unlink(missing_ok=True)
        shutil.copy(self.fresh, self.file)


class Postgres(Database):
    def __init__(self, url: str, folder: Path) -> None:
        self.app = create_app(settings_for(url, folder))
        with self.app.app_context():
            build()
            with db.engine.begin() as connection:
                connection.execute(text(_EMPTYING))
            if LEAST_RIGHTS:
                url = self._by_somebody_else()
            db.engine.dispose()
        if LEAST_RIGHTS:
            self.app = create_app(settings_for(url, folder))

    def _by_somebody_else(self) -> str:
        """Who may do no more than whoever serves a real market."""
        name = "least_rights"
        with db.engine.begin() as connection:
            connection.execute(text(f"CREATE USER {name}"))
        rights.give(db.engine, name)
        return db.engine.url.set(username=name).render_as_string(hide_password=False)

    def empty(self) -> None:
        with self.app.app_context():
            session.remove()
            with db.engine.begin() as connection:
                connection.execute(text("SELECT empty_market()"))


def build() -> None:
    """Make the tables the way an operator would."""
    schema.migrate(db.engine)


@contextmanager
def a_postgres_server(*, durable: bool = False) -> Iterator[str]:
    """A throw-away cluster on a free port; gives its URL. Nothing in it is worth syncing."""
    with a_cluster(durable=durable) as cluster:
        yield cluster.url


@contextmanager
def a_cluster(*, durable: bool = False, settings: str = "") -> Iterator[Cluster]:
    """The same, for whoever wants to start and stop it. With `settings` as PostgreSQL's own."""
    cluster = Cluster(Path(tempfile.mkdtemp(prefix="choban-pg-")), settings, durable=durable)
    cluster.make()
    cluster.start()
    try:
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(cluster.folder, ignore_errors=True)


class Cluster:
    """One PostgreSQL server with its files."""

    def __init__(self, folder: Path, settings: str = "", *, durable: bool = False) -> None:
        self.folder, self.data, self.port = folder, folder / "data", free_port()
        self._settings = settings + ("" if durable else " -F")
        user = "postgres" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
        self.url = f"postgresql+psycopg://{user}@127.0.0.1:{self.port}/postgres"

    def make(self) -> None:
        self.run("initdb", "-D", str(self.data), "-A", "trust", "--no-sync")

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1"
        options += f" -c unix_socket_directories={self.folder} {self._settings}"
        self._ctl("-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self) -> None:
        if self.is_there():
            self._ctl("-m", "immediate", "stop")

    def is_there(self) -> bool:
        has_pid = (self.data / "postmaster.pid").exists()
        return has_pid and Path(f"/proc/{self.pid()}").exists()

    def promote(self) -> None:
        self._ctl("promote")

    def pid(self) -> int:
        """Of the postmaster."""
        return int((self.data / "postmaster.pid").read_text().split()[0])

    def _ctl(self, *words: str) -> None:
        self.run("pg_ctl", "-D", str(self.data), "-w", *words)

    def run(self, program: str, *words: str) -> None:
        _as_postgres(self.folder, [str(INITDB[-1].with_name(program)), *words])


def _as_postgres(folder: Path, command: list[str]) -> None:
    # PostgreSQL refuses to run as root.
    if os.getuid() == 0:
        shutil.chown(folder, "postgres")
        command = ["runuser", "-u", "postgres", "--", *command]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def app_on(database: Sqlite | Postgres) -> Iterator[Flask]:
    database.empty()
    database.app.extensions["page_cache"].forget()
    with database.app.app_context():
        yield database.app
        session.remove()
