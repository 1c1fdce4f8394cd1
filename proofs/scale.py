"""Makes a market as large as Lạng Sơn's campaign, and says what that took.

    ./dev prove scale [--shops N] [--orders N] [--accounts N] [--folder PATH] [--plant]

In a scratch folder on SQLite, or on the empty PostgreSQL database that DATABASE_URL names.
Without --folder nothing is kept. With --plant a shop and an account too few are made, and
a thousand orders, and each must be missed.
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
SCENES = 500
"""Orders that come on top at most: the demo's scenes have some of their own."""


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
        sizes = {
            "shops": asked.shops - asked.plant,
            "orders": asked.orders - asked.plant * 2 * SCENES,
            "accounts": asked.accounts - asked.plant,
        }
        words = [word for name, size in sizes.items() for word in (f"--{name}", str(size))]
        cost = _run([*FLASK, "demo", *words])
        costs, outcome = _costs(cost), _outcome(folder, asked)
    if asked.plant:
        sys.exit("The planted fault was not found." if any(outcome) else None)
    if not all(costs + outcome):
        sys.exit("Not held.")


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev prove scale")
    parser.add_argument("--shops", type=int, default=68_311)
    parser.add_argument("--orders", type=int, default=2_000_000)
    parser.add_argument("--accounts", type=int, default=57_973)
    parser.add_argument("--folder", help="keep the market here")
    parser.add_argument("--plant", action="store_true")
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


def _outcome(folder: Path, asked: argparse.Namespace) -> list[bool]:
    with create_app().app_context():
        print(f"database     {_size(folder) / 1e6:8.0f} MB")
        made = session.scalar(select(func.count(Order.id)))
        print(f"orders       {made:8d}")
        shops = _grew(Indicator.SHOP_OPENED, asked.shops)
        orders = asked.orders <= (made or 0) <= asked.orders + SCENES
        return [orders, shops, _grew(Indicator.ACCOUNT_DECLARED, asked.accounts)]


def _size(folder: Path) -> int:
    if db.engine.dialect.name == "sqlite":
        return sum(file.stat().st_size for file in folder.glob("market.db*"))
    return int(session.scalar(text("SELECT pg_database_size(current_database())")) or 0)


def _grew(indicator: Indicator, wanted: int) -> bool:
    """As many as were asked for, told as officials told it: cut off, so that 68,311 of 1,000 are
    ×68 and 57,973 of 301 are ×192."""
    total = session.scalar(
        select(func.sum(MonthFold.amount)).where(MonthFold.indicator == indicator)
    )
    started = session.scalars(select(Campaign)).one().baselines
    baseline = next(base for base in started if base.indicator == indicator)
    growth = Growth(int(total or 0), baseline.value)
    print(f"{indicator:12.12} {growth.value:8} of {growth.baseline}: ×{growth.multiple}")
    return (growth.value, growth.multiple) == (wanted, wanted // (baseline.value or 1) or None)


if __name__ == "__main__":
    main()
