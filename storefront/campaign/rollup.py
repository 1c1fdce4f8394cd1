"""How facts become sums: one SELECT for each table of folds. Says SQL, asks no database.

Folding, moving a household and rebuilding everything are the same three additions over different
facts, so that they cannot come to disagree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, FromClause, Select, case, func, literal, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import aliased
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from storefront.campaign.models import (
    Apart,
    Fold,
    HouseholdFold,
    MonthFold,
    ProvinceFold,
    TeamFold,
    TotalFold,
)
from storefront.db import Base
from storefront.facts.models import Fact, Indicator
from storefront.places import models as places
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

    def afresh(self, folded: ColumnElement[bool]) -> Rows:
        """All its rows: from the folds of days, which were made before, or from the facts."""
        return self.from_days() if self.day_key else self.sums(folded)

    def at_once(self, folded: ColumnElement[bool]) -> Rows:
        """The same, for a database that adds up by hashing and gains nothing by going household
        by household. Only the sums are put in order: it would sort all facts for that, but writes
        what comes as its index has it in half the time."""
        columns = [column.label(name) for name, column in self.key.items()]
        found = select(*columns, func.sum(Fact.amount).label("amount")).select_from(Fact)
        homes = found.join(Household, Household.id == Fact.household_id)
        placed = homes.join(Village, Village.id == Household.village_id)
        placed = placed.outerjoin(Apart, Apart.place_id == Village.id).where(folded)
        known = (column.is_not(None) for column in columns)
        sums = placed.where(*known).group_by(*columns).cte("sums")
        sums = sums.prefix_with("MATERIALIZED", dialect="postgresql")
        return select(sums).order_by(*(sums.c[name] for name in self.key))


_OF_HOME = ("now_id", "team_id")
"""What is asked of the household; all else is written in its facts."""
_WHERE_NOW = func.coalesce(Apart.place_id, Village.parent_id)

MONTHS = Level(
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
)
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
    MONTHS,
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
"""Sums of communes, of their households and of their teams."""


VILLAGES = (
    select(_WHERE_NOW, Village.id)
    .outerjoin(Apart, Apart.place_id == Village.id)
    .where(_WHERE_NOW.is_not(None), Village.id.in_(select(Household.village_id).distinct()))
)
"""Under which key the sums of each village's households lie, of those in which anybody lives."""


def days_under(key: int, villages: Sequence[int], folded: ColumnElement[bool]) -> Rows:
    """The folds of days that these villages' households add up to, under a key they share."""
    columns = (Fact.indicator, Fact.day, Fact.commune_id)
    theirs = Fact.household_id.in_(select(Household.id).where(Household.village_id.in_(villages)))
    added = select(literal(key).label("now_id"), *columns, func.sum(Fact.amount).label("amount"))
    return added.where(theirs, folded).group_by(*columns).order_by(*columns)


class Provinces(Level):
    """Added up from the months of communes, as then and as now."""

    def sums(self, which: ColumnElement[bool], *, times: int = 1) -> Rows:
        return _by_province(MONTHS.sums(which, times=times).order_by(None).subquery())

    def afresh(self, folded: ColumnElement[bool]) -> Rows:
        return _by_province(MonthFold.__table__)

    def under(
        self, keys: Sequence[int], *, belongs_to: Place | None = None, times: int = 1
    ) -> Rows:
        """What lies under these keys has part in; or would have, if it belonged to a commune."""
        month = MonthFold.__table__.c
        key = (month.indicator, month.month, month.commune_id)
        now = literal(belongs_to.id) if belongs_to else month.now_id
        theirs = select(now.label("now_id"), *key, (month.amount * times).label("amount"))
        return _by_province(theirs.where(month.now_id.in_(keys)).subquery())


PROVINCES = Provinces(ProvinceFold, dict.fromkeys(("now_id", "indicator", "month", "province_id")))


def _by_province(rows: FromClause) -> Rows:
    """Months of communes, added up by where they lie: a commune never changes its province."""
    now, now_above, then, then_above = (aliased(Place) for _ in range(4))
    columns = (
        _province(now_above).label("now_id"),
        rows.c.indicator,
        rows.c.month,
        _province(then_above).label("province_id"),
    )
    added = select(*columns, func.sum(rows.c.amount).label("amount")).select_from(rows)
    return (
        added.outerjoin(Apart, Apart.place_id == rows.c.now_id)
        .join(now, now.id == func.coalesce(Apart.commune_id, rows.c.now_id))
        .join(now_above, now_above.id == now.parent_id)
        .join(then, then.id == rows.c.commune_id)
        .join(then_above, then_above.id == then.parent_id)
        .where(_province(now_above).is_not(None), _province(then_above).is_not(None))
        .group_by(*columns)
        .order_by(*columns)
    )


def _province(above: Any) -> Any:
    """Above a commune is its province, or a district of it."""
    return case((above.level == places.Level.PROVINCE, above.id), else_=above.parent_id)


def provinces_of(keys: Sequence[int]) -> Select[int]:
    """Those to which what lies under these keys belongs."""
    key, commune, above = aliased(Place), aliased(Place), aliased(Place)
    found = select(_province(above)).select_from(key).outerjoin(Apart, Apart.place_id == key.id)
    return (
        found.join(commune, commune.id == func.coalesce(Apart.commune_id, key.id))
        .join(above, above.id == commune.parent_id)
        .where(key.id.in_(keys))
        .distinct()
    )
