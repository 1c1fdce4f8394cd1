"""Working days: Monday to Friday, but for the country's holidays (data/holidays.csv).

Days that were moved to a Saturday to make up for another are not worked here: nobody is late for
them. The government tells each year's Tết and bridge days in the autumn before; until then the file
holds what the labour code gives, and says so.
"""

from __future__ import annotations

import csv
from datetime import date, timedelta
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "data" / "holidays.csv"
_A_DAY = timedelta(days=1)
_SATURDAY = 5


@cache
def holidays() -> dict[date, str]:
    """Those that fall on no weekend, by name."""
    with _FILE.open(encoding="utf-8", newline="") as rows:
        return {date.fromisoformat(row["day"]): row["name"] for row in csv.DictReader(rows)}


def is_workday(day: date) -> bool:
    return day.weekday() < _SATURDAY and day not in holidays()


def after(day: date, many: int = 1) -> date:
    """The working day so many working days after a day; with none, the day itself or the next one
    that is worked."""
    while many > 0 or not is_workday(day):
        day += _A_DAY
        if is_workday(day):
            many -= 1
    return day


def between(first: date, last: date) -> int:
    """Working days after the first, up to the last."""
    days = (first + _A_DAY * nth for nth in range(1, (last - first).days + 1))
    return sum(map(is_workday, days))
