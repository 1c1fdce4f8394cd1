"""Makes a market as large as Lạng Sơn's campaign, and says what that took.

    ./dev prove scale [--shops N] [--orders N] [--accounts N] [--folder PATH]

In a scratch folder on SQLite, or on the empty PostgreSQL database that DATABASE_URL names.
Without --folder nothing is kept.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select, text

from storefront.app import create_app
from storefront.campaign.growth import Growth
from storefront.campaign.models import Campaign, MonthFold
from storefront.db import db, session
from storefront.facts.models import Indicator
from storefront.orders.models import Order

FLASK = [sys.executable, "-m", "flask", "--app", "wsgi"]
LONGEST = 15 * 60
MOST_MEMORY = 2_000_000_000
PRINTED = {Indicator.SHOP_OPENED: 68, Indicator.ACCOUNT_DECLARED: 192}
"""The multiples of 13 October 2021, when there were so many shops and accounts."""


@dataclass(frozen=True, slots=True)
class Cost:
    seconds: float
    processor: float
    memory: int
    """The most bytes it held at once."""


def main() -> None:
    asked = _asked()
    with tempfile.TemporaryDirectory(prefix="scale-") as scratch:
        folder = Path(asked.folder or scratch)
        os.environ["INSTANCE_DIR"] = str(folder)
        subprocess.run([*FLASK, "migrate"], check=True)
        sizes = {"shops": asked.shops, "orders": asked.orders, "accounts": asked.accounts}
        words = [word for name, size in sizes.items() for word in (f"--{name}", str(size))]
        cost = _run([*FLASK, "demo", *words])
        held = [*_costs(cost), *_outcome(folder, asked.orders)]
    if not all(held):
        sys.exit("Not held.")


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev prove scale")
    parser.add_argument("--shops", type=int, default=68_311)
    parser.add_argument("--orders", type=int, default=2_000_000)
    parser.add_argument("--accounts", type=int, default=57_973)
    parser.add_argument("--folder", help="keep the market here")
    return parser.parse_args()


def _run(command: list[str]) -> Cost:
    began = time.monotonic()
    child = subprocess.Popen(command)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(child.returncode)
    processor = used.ru_utime + used.ru_stime
    return Cost(time.monotonic() - began, processor, used.ru_maxrss * 1024)


def _costs(cost: Cost) -> list[bool]:
    print(f"time         {cost.seconds:8.0f} s, of which processor {cost.processor:.0f} s")
    print(f"peak memory  {cost.memory / 1e6:8.0f} MB")
    return [cost.seconds <= LONGEST, cost.memory <= MOST_MEMORY]


def _outcome(folder: Path, orders: int) -> list[bool]:
    with create_app().app_context():
        print(f"database     {_size(folder) / 1e6:8.0f} MB")
        made = session.scalar(select(func.count(Order.id)))
        print(f"orders       {made:8d}")
        return [made == orders, *[_grew(*known) for known in PRINTED.items()]]


def _size(folder: Path) -> int:
    if db.engine.dialect.name == "sqlite":
        return sum(file.stat().st_size for file in folder.glob("market.db*"))
    return int(session.scalar(text("SELECT pg_database_size(current_database())")) or 0)


def _grew(indicator: Indicator, printed: int) -> bool:
    total = session.scalar(
        select(func.sum(MonthFold.amount)).where(MonthFold.indicator == indicator)
    )
    started = session.scalars(select(Campaign)).one().baselines
    baseline = next(base for base in started if base.indicator == indicator)
    growth = Growth(int(total or 0), baseline.value)
    print(f"{indicator:12.12} {growth.value:8} of {growth.baseline}: ×{growth.multiple}")
    return growth.multiple == printed


if __name__ == "__main__":
    main()
