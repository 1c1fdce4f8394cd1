"""How facts become sums: one SELECT for each table of folds. Says SQL, asks no database.

Folding, moving a household and rebuilding everything are the same three additions over different
facts, so that they cannot come to disagree.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import aliased
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from storefront.campaign.models import Apart, Fold, HouseholdFold, MonthFold, TeamFold, TotalFold
from storefront.db import Base
from storefront.facts.models import Fact, Indicator
from storefront.places.models import Place
from storefront.shops.models import Household

Village = aliased(Place, name="village")


class first_of_month(FunctionElement[date]):  # noqa: N801 (named as SQL functions are)
    type = Date()
    inherit_cache = True


@compiles(first_of_month, "sqlite")
def _on_sqlite(element: Any, compiler: SQLCompiler, **how: Any) -> str:
    return f"substr({compiler.process(element.clauses, **how)}, 1, 8) || '01'"


@compiles(first_of_month, "postgresql")
def _on_postgresql(element: Any, compiler: SQLCompiler, **how: Any) -> str:
    return f"CAST(date_trunc('month', {compiler.process(element.clauses, **how)}) AS date)"


Rows = Select[*tuple[Any, ...]]


@dataclass(frozen=True)
class Level:
    """A table of sums, and the columns that tell its rows apart."""

    table: type[Base]
    key: dict[str, Any]
    day_key: dict[str, Any] | None = None
    """The same, when read from the folds of days, which are fewer than the facts."""
    only: Indicator | None = None

    def sums(self, which: ColumnElement[bool], *, times: int = 1) -> Rows:
        """The rows that these facts add up to, in the one order in which everybody locks them."""
        theirs = self._by_household(which).subquery()
        columns = [
            (column if name in _OF_HOME else theirs.c[name]).label(name)
            for name, column in self.key.items()
        ]
        total = (func.sum(theirs.c.amount) * times).label("amount")
        # `+ 0` has SQLite begin with the facts and look each household up by its number.
        home = Household.id == theirs.c.household_id + 0
        found = select(*columns, total).select_from(theirs).join(Household, home)
        placed = found.join(Village, Village.id == Household.village_id)
        placed = placed.outerjoin(Apart, Apart.place_id == Village.id)
        known = (column.is_not(None) for column in columns)
        return placed.where(*known).group_by(*columns).order_by(*columns)

    def _by_household(self, which: ColumnElement[bool]) -> Rows:
        """Facts added up household by household, as their index has them: few rows are left for
        the sums of teams, and none is looked up."""
        theirs = {
            "household_id": Fact.household_id,
            **{name: column for name, column in self.key.items() if name not in _OF_HOME},
        }
        columns = [column.label(name) for name, column in theirs.items()]
        wanted = select(*columns, func.sum(Fact.amount).label("amount")).where(which)
        if self.only:
            wanted = wanted.where(Fact.indicator == self.only)
        return wanted.group_by(*columns)

    def from_days(self) -> Rows:
        """All its rows, from the folds of days."""
        assert self.day_key  # noqa: S101
        columns = [column.label(name) for name, column in self.day_key.items()]
        added = select(*columns, func.sum(Fold.amount).label("amount"))
        return added.group_by(*columns).order_by(*columns)


_OF_HOME = ("now_id", "team_id")
"""What is asked of the household; all else is written in its facts."""
_WHERE_NOW = func.coalesce(Apart.place_id, Village.parent_id)

LEVELS = (
    Level(
        Fold,
        {
            "now_id": _WHERE_NOW,
            "indicator": Fact.indicator,
            "day": Fact.day,
            "commune_id": Fact.commune_id,
        },
    ),
    Level(
        MonthFold,
        {
            "now_id": _WHERE_NOW,
            "indicator": Fact.indicator,
            "month": first_of_month(Fact.day),
            "commune_id": Fact.commune_id,
        },
        {
            "now_id": Fold.now_id,
            "indicator": Fold.indicator,
            "month": first_of_month(Fold.day),
            "commune_id": Fold.commune_id,
        },
    ),
    Level(
        TotalFold,
        {"now_id": _WHERE_NOW, "indicator": Fact.indicator, "commune_id": Fact.commune_id},
        {"now_id": Fold.now_id, "indicator": Fold.indicator, "commune_id": Fold.commune_id},
    ),
    Level(
        HouseholdFold,
        {
            "now_id": _WHERE_NOW,
            "household_id": Fact.household_id,
            "commune_id": Fact.commune_id,
        },
        only=Indicator.REVENUE,
    ),
    Level(
        TeamFold,
        {"now_id": _WHERE_NOW, "indicator": Fact.indicator, "team_id": Household.team_id},
    ),
)
