"""Starts what is measured, and reads from /proc what it costs."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from storefront.settings import ROOT

TICKS = os.sysconf("SC_CLK_TCK")
STARTS_IN = 90.0
"""Seconds; of a machine on which much else goes on. What is measured of it is told apart."""


@dataclass(frozen=True)
class Server:
    port: int
    pid: int
    started_in: float
    """Seconds from the command to the first page."""
    helpers: tuple[int, ...] = ()
    """Processes that work for it too: PostgreSQL."""
    workers: tuple[int, ...] = ()
    """Those who were there at the start."""

    def dead(self) -> int:
        """How many workers are not there any more."""
        return len(set(self.workers) - set(family(self.pid)))

    def cpu(self) -> float:
        """Seconds of processor time spent so far, the database included."""
        return cpu_of((self.pid, *self.helpers))

    def worker_memory(self) -> float:
        """Megabytes a worker, shared pages divided among those who share them.

        Pages of files are left out: the system takes those back when it needs room, and a
        database file that is mapped is memory to nobody.
        """
        workers = family(self.pid)[1:]
        return sum(_memory(pid) for pid in workers) / len(workers)


@contextmanager
def serving(
    target: str, env: dict[str, str], *, helpers: tuple[int, ...] = (), may_die: bool = False
) -> Iterator[Server]:
    """gunicorn as gunicorn.conf.py has it: two workers of eight threads. Raises ChildProcessError
    at the end if a worker died meanwhile."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", target]
    began = time.monotonic()
    process = subprocess.Popen(
        [*command, "--log-level", "warning"],
        cwd=ROOT,
        env=os.environ | env | {"PUBLIC_URL": f"http://127.0.0.1:{port}"},
        start_new_session=True,
    )
    try:
        _wait_for_first_page(port)
        started_in = time.monotonic() - began
        server = Server(port, process.pid, started_in, helpers, tuple(family(process.pid)[1:]))
        yield server
        if server.dead() and not may_die:
            raise ChildProcessError(f"{server.dead()} of {len(server.workers)} workers died")
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for_first_page(port: int) -> None:
    until = time.monotonic() + STARTS_IN
    while time.monotonic() < until:
        connection = HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("GET", "/")
            assert connection.getresponse().status == 200
            return
        except ConnectionError:
            time.sleep(0.02)
        finally:
            connection.close()
    raise TimeoutError("the server does not answer")


def family(root: int) -> list[int]:
    """A process and all that come from it, itself first."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        fields = _fields(int(stat.parent.name))
        if fields:
            children.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found = [root]
    for pid in found:
        found.extend(children.get(pid, []))
    return found


def cpu_of(roots: tuple[int, ...]) -> float:
    """Seconds of processor time that these and all that come from them have spent."""
    return sum(_cpu(pid) for root in roots for pid in family(root))


def parent_of(pid: int) -> int:
    return int(_fields(pid)[1])


def _cpu(pid: int) -> float:
    fields = _fields(pid)
    # User, system, and those of children that have ended.
    return sum(map(int, fields[11:15])) / TICKS if fields else 0.0


def _fields(pid: int) -> list[str]:
    """What follows the name, which may hold spaces: state, parent, …"""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _memory(pid: int) -> float:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss_Anon:"):
            return int(line.split()[1]) / 1024
    return 0.0
