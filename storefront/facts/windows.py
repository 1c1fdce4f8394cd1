"""How long a sale keeps a shop active, and how long after its opening a shop has survived.

Each rule is said twice, for one day in Python and for many in SQL; a test holds them together.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Date
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from storefront.facts.models import Indicator

ACTIVE_DAYS = 30
REACHED_DAYS = 90
SURVIVAL = {3: Indicator.SURVIVED_3, 6: Indicator.SURVIVED_6, 12: Indicator.SURVIVED_12}


def active_until(indicator: Indicator, day: date) -> date:
    """The first day on which a sale of this day keeps nobody active any more."""
    if indicator is Indicator.ACTIVE_30:
        return day + timedelta(days=ACTIVE_DAYS)
    years, month = divmod(day.month, 12)
    return date(day.year + 1 + years, month + 1, 1)


def months_between(first: date, later: date) -> int:
    return (later.year - first.year) * 12 + later.month - first.month


class thirty_days_after(FunctionElement[date]):  # noqa: N801 (named as SQL functions are)
    type = Date()
    inherit_cache = True


class a_year_after(FunctionElement[date]):  # noqa: N801 (named as SQL functions are)
    type = Date()
    inherit_cache = True


UNTIL: dict[Indicator, Any] = {
    Indicator.ACTIVE_30: thirty_days_after,
    Indicator.ACTIVE_SEASON: a_year_after,
}


class month_after(FunctionElement[date]):  # noqa: N801 (named as SQL functions are)
    """The first day of the month so many months later."""

    type = Date()
    inherit_cache = True


@compiles(thirty_days_after, "sqlite")
def _thirty_on_sqlite(element: Any, compiler: SQLCompiler, **how: Any) -> str:
    return f"date({compiler.process(element.clauses, **how)}, '+{ACTIVE_DAYS} days')"


@compiles(thirty_days_after, "postgresql")
def _thirty_on_postgresql(element: Any, compiler: SQLCompiler, **how: Any) -> str:
    return f"({compiler.process(element.clauses, **how)} + {ACTIVE_DAYS})"


@compiles(a_year_after, "sqlite")
def _year_on_sqlite(element: Any, compiler: SQLCompiler, **how: Any) -> str:
    return f"date({compiler.process(element.clauses, **how)}, 'start of month', '+13 months')"


@compiles(a_year_after, "postgresql")
def _year_on_postgresql(element: Any, compiler: SQLCompiler, **how: Any) -> str:
    day = compiler.process(element.clauses, **how)
    return f"CAST(date_trunc('month', {day}) + interval '13 months' AS date)"


@compiles(month_after, "sqlite")
def _month_on_sqlite(element: Any, compiler: SQLCompiler, **how: Any) -> str:
    day, months = (compiler.process(it, **how) for it in element.clauses)
    return f"date({day}, 'start of month', {months} || ' months')"


@compiles(month_after, "postgresql")
def _month_on_postgresql(element: Any, compiler: SQLCompiler, **how: Any) -> str:
    day, months = (compiler.process(it, **how) for it in element.clauses)
    return f"CAST(date_trunc('month', {day}) + make_interval(months => {months}) AS date)"
