"""A small disk that can be filled, and made to fail: a tmpfs of its own for all that a market
keeps, and a piece of C between its programs and the disk. Needs root and gcc."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from bench import market
from tests.databases import Cluster

SIZE = 1_300
"""Megabytes: a market with less than 500 free says of itself that it is full."""
PIECES = 50
"""Of PostgreSQL's log, more than it has in store."""
FAULTS = Path(__file__).with_name("_faulty_disk.c")


@dataclass(frozen=True, slots=True)
class Disk:
    folder: Path
    tools: Path
    """A folder elsewhere."""

    @property
    def ballast(self) -> Path:
        return self.folder / "ballast"

    @property
    def _failing(self) -> Path:
        return self.tools / "failing"

    def fill(self) -> None:
        """To the last byte. Others may free some meanwhile: then again."""
        handle = os.open(self.ballast, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        try:
            with suppress(OSError):
                free = os.statvfs(self.folder).f_bavail * os.statvfs(self.folder).f_frsize
                os.posix_fallocate(handle, os.fstat(handle).st_size, free)
            while os.write(handle, bytes(4_096)):
                pass
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
        finally:
            os.close(handle)

    def make_room(self) -> None:
        self.ballast.unlink(missing_ok=True)

    def fail(self, *, one_in: int) -> None:
        draft = self._failing.with_suffix(".draft")
        draft.write_text(str(one_in))
        draft.chmod(0o644)
        draft.replace(self._failing)

    def mend(self) -> None:
        self._failing.unlink(missing_ok=True)

    def env(self) -> dict[str, str]:
        """For programs on whose files it may fail."""
        return {
            "LD_PRELOAD": str(self.tools / "faulty.so"),
            "FAULTY_DISK": str(self.folder),
            "FAULTY_DISK_WHEN": str(self._failing),
        }


@contextmanager
def a_disk() -> Iterator[Disk]:
    if os.getuid() != 0:
        sys.exit("Only root may mount a disk of its own.")
    tools = Path(tempfile.mkdtemp(prefix="choban-disk-"))
    tools.chmod(0o755)
    disk = Disk(tools / "disk", tools)
    disk.folder.mkdir()
    compiler = shutil.which("gcc") or sys.exit("A disk that fails needs gcc: apt-get install gcc")
    _run(compiler, "-shared", "-fPIC", "-O2", "-o", str(tools / "faulty.so"), str(FAULTS), "-ldl")
    _run("mount", "-t", "tmpfs", "-o", f"size={SIZE}m,mode=755", "tmpfs", str(disk.folder))
    try:
        yield disk
    finally:
        disk.mend()
        _run("umount", "--lazy", str(disk.folder))
        shutil.rmtree(tools)


@contextmanager
def surroundings(more: dict[str, str]) -> Iterator[None]:
    """What is started in here has these in its environment."""
    before = {name: os.environ.get(name) for name in more}
    os.environ.update(more)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@dataclass(frozen=True, slots=True)
class Place:
    """A market on a disk that can be broken."""

    disk: Disk
    url: str
    cluster: Cluster | None
    watch: Engine

    def env(self) -> dict[str, str]:
        return {"INSTANCE_DIR": str(self.disk.folder), "DATABASE_URL": self.url, "PRACTICE": "1"}

    def answers(self) -> bool:
        """Whether the database can be asked, by a line that was open before: PostgreSQL writes when
        it greets somebody new."""
        try:
            with self.watch.connect() as line:
                return bool(line.scalar(text("SELECT 1")))
        except SQLAlchemyError:
            return False

    def needs_log(self) -> None:
        """PostgreSQL begins a new piece of its log, for which there is no room."""
        with suppress(SQLAlchemyError), self.watch.connect() as line:
            for _piece in range(PIECES):
                line.execute(text("CREATE TABLE IF NOT EXISTS here (it int)"))
                line.execute(text("SELECT pg_switch_wal()"))
                self.disk.fill()
        self.watch.dispose()

    def as_systemd(self) -> str:
        """PostgreSQL that has ended is started again."""
        if self.cluster is None or self.cluster.is_there():
            return ""
        with surroundings(self.disk.env()):
            self.cluster.start()
        return ", PostgreSQL started again"


@contextmanager
def a_place(kind: str) -> Iterator[Place]:
    with a_disk() as disk:
        if kind == "sqlite":
            url = f"sqlite:///{disk.folder / 'market.db'}"
            market.fill(url, 60, 100)
            yield Place(disk, url, None, _watching(url))
            return
        folder = Path(tempfile.mkdtemp(dir=disk.folder))
        cluster = Cluster(folder, "-c wal_recycle=off -c min_wal_size=32MB", durable=True)
        cluster.make()
        with surroundings(disk.env()):
            cluster.start()
        market.fill(cluster.url, 60, 100)
        try:
            yield Place(disk, cluster.url, cluster, _watching(cluster.url))
        finally:
            cluster.stop()


def _watching(url: str) -> Engine:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    engine.connect().close()
    return engine


def _run(*command: str) -> None:
    subprocess.run(command, check=True)
