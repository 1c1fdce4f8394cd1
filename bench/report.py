"""What was measured, as people read it."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from bench.load import Load

COLUMNS = (
    "scenario",
    "requests/s",
    "p50 ms",
    "p99 ms",
    "failures",
    "CPU ms",
    "reference CPU ms",
    "ratio",
    "aim",
)
HEAD = f"| {' | '.join(COLUMNS)} |\n|---{'|---:' * (len(COLUMNS) - 1)}|"
PREFACE = """# How fast, how big

Written by `./dev bench --write` on {machine}.

Sixteen connections, two workers of eight threads, one machine for all. *CPU ms* is the processor
time of servers and database for each request, the client left out: the steadier figure. The
reference is a bare Flask (bench/reference.py) served the same way on the same rows: one query and
the same cards by Jinja, with no translation, cache, compression, sign-in or check; for an order,
two handlers that write the same rows; for a callback, one that writes them. Pages and orders are
measured by turns, six of each side, since no machine is equally fast all the time; p99 is that of
the worst turn. Every address is asked
once a round, so nothing comes from the page cache except where it says so. Callbacks come from
fifty messengers at once, who signed ahead, and should be answered within 300 ms on PostgreSQL and
a second on SQLite (p99). Orders written with facts are beside the market's own without them, in one
process and with no page: facts should cost an order at most two fifths of its rate, which is a
ratio of 1.67.

*Memory a worker* is what it holds that no file backs, read after all scenarios; what several
processes share is divided among them (Pss_Anon). Both sides are loaded before their workers are
forked, by the same gunicorn.conf.py. The load of the machine at the end was {load:.1f}.

"""
SCALE = "\n## The growth page, as large as the campaign\n"


@dataclass(frozen=True)
class Measured:
    load: Load
    cpu: float
    """Milliseconds of processor time each, servers and database."""


def together(turns: Sequence[Measured]) -> Measured:
    """What was seen in several turns; the slowest hundredth is that of the worst of them."""
    loads = [it.load for it in turns]
    done = sum(it.done for it in loads)
    load = Load(
        done,
        sum(it.seconds for it in loads),
        median(it.p50 for it in loads),
        max(it.p99 for it in loads),
        sum(it.failures for it in loads),
    )
    return Measured(load, sum(it.cpu * it.load.done for it in turns) / max(1, done))


@dataclass(frozen=True)
class Line:
    name: str
    ours: Measured
    theirs: Measured | None
    aim: float | None

    @property
    def ratio(self) -> float | None:
        return self.ours.cpu / self.theirs.cpu if self.theirs else None

    def __str__(self) -> str:
        load = self.ours.load
        cells = [
            self.name,
            f"{load.rate:,.0f}",
            f"{load.p50:.1f}",
            f"{load.p99:.1f}",
            str(load.failures),
            f"{self.ours.cpu:.2f}",
            f"{self.theirs.cpu:.2f}" if self.theirs else "",
            f"{self.ratio:.2f}" if self.ratio else "",
            f"≤ {self.aim}" if self.aim else "",
        ]
        return "| " + " | ".join(cells) + " |"


def document(sections: list[str], *, before: str = "") -> str:
    """With what `./dev bench scale` found, from the document as it was before."""
    _rest, kept, found = before.partition(SCALE)
    machine = f"{os.cpu_count()} processors, Python {platform.python_version()}"
    load = os.getloadavg()[1]
    return PREFACE.format(machine=machine, load=load) + "\n".join(sections) + kept + found
