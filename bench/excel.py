"""How long does the whole province take as an Excel file, and how much memory?

`python -m bench.excel [--database sqlite] [--shops 68311] [--orders 300000]` makes the market, has
a worker of its own write the file, and prints both beside what is aimed at.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from sqlalchemy import select

from bench import market
from storefront import clock
from storefront.accounts.models import Person
from storefront.app import create_app
from storefront.db import deed, session
from storefront.files import Folder
from storefront.places.queries import as_then
from storefront.reports import exporting
from storefront.reports.households import MILESTONES, Wording
from storefront.reports.models import Export
from storefront.settings import Settings
from tests.databases import a_postgres_server

SECONDS, MEGABYTES = 10, 300


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", action="append", choices=("sqlite", "postgres"))
    parser.add_argument("--shops", type=int, default=68_311)
    parser.add_argument("--orders", type=int, default=300_000)
    asked = parser.parse_args()
    os.environ.setdefault("PRACTICE", "1")
    for kind in asked.database or ["sqlite", "postgres"]:
        with tempfile.TemporaryDirectory() as folder, _market(kind, folder, asked) as url:
            print(f"{kind}, {asked.shops:,} shops: {measured(url, folder)}", flush=True)


@contextmanager
def _market(kind: str, folder: str, asked: argparse.Namespace) -> Iterator[str]:
    if kind == "sqlite":
        url = f"sqlite:///{Path(folder) / 'market.db'}"
        market.fill(url, asked.shops, asked.orders)
        yield url
        return
    with a_postgres_server(durable=True) as url:
        market.fill(url, asked.shops, asked.orders)
        yield url


def measured(url: str, folder: str) -> str:
    """In a process of its own, so that its memory is its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        seconds, cpu, most, size = pool.apply(_written, (url, folder))
    return (
        f"{size / 1e6:.1f} MB of Excel in {seconds:.1f} s (aim {SECONDS}), {cpu:.1f} s of CPU, "
        f"at most {most:.0f} MB of memory (aim {MEGABYTES})"
    )


def _written(url: str, folder: str) -> tuple[float, float, float, int]:
    settings = Settings.from_env(os.environ | {"DATABASE_URL": url, "INSTANCE_DIR": folder})
    with create_app(settings).app_context():
        wording = Wording("Hộ", [str(it) for it in range(7 + len(MILESTONES))], named=False)
        began, busy = time.monotonic(), time.process_time()
        with deed():
            today = clock.village_date(clock.now())
            province = as_then(settings.province_code, today)
            person = session.scalars(select(Person).limit(1)).one()
            assert province
            number = exporting.ask(province, wording, by=person, at=clock.now()).id
        payload = {"export": number, "wording": asdict(wording)}
        exporting.carry_out(payload, to=Folder(Path(folder) / "exports"), at=clock.now())
        done = session.get_one(Export, number)
        took, used = time.monotonic() - began, time.process_time() - busy
        return took, used, _most(), done.size or 0


def _most() -> float:
    """Megabytes this process had at a time. Not as `getrusage` says: that begins with what the one
    that started it had."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


if __name__ == "__main__":
    main()
