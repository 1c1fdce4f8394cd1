"""Each household's way to a live shop is kept under a number, also of those that are known."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0064"
down_revision = "0063"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
KIND = sa.String(32)
TO_VILLAGE = timedelta(hours=7)
A_DAY = timedelta(days=1)


def upgrade() -> None:
    op.create_table(
        "folder",
        sa.Column("id", KEY, nullable=False),
        sa.Column("household_id", KEY, nullable=False),
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("opened_by_id", KEY, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("live_on", sa.Date(), nullable=True),
        _refers("folder", "household_id", "household"),
        _refers("folder", "opened_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name="pk_folder"),
        sa.UniqueConstraint("household_id", name="uq_folder_household_id"),
        sa.UniqueConstraint("number", name="uq_folder_number"),
    )
    few = sa.text("live_on IS NULL")
    op.create_index(
        "ix_folder_due_on", "folder", ["due_on"], sqlite_where=few, postgresql_where=few
    )
    op.create_table(
        "folder_tick",
        sa.Column("id", KEY, nullable=False),
        sa.Column("folder_id", KEY, nullable=False),
        sa.Column("step", KIND, nullable=False),
        sa.Column("note", sa.String(200), nullable=False),
        sa.Column("by_id", KEY, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("undone_at", MOMENT, nullable=True),
        sa.Column("undone_by_id", KEY, nullable=True),
        _refers("folder_tick", "folder_id", "folder"),
        _refers("folder_tick", "by_id", "person"),
        _refers("folder_tick", "undone_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name="pk_folder_tick"),
    )
    op.create_index("ix_folder_tick_folder_id", "folder_tick", ["folder_id"])
    op.create_table(
        "folder_pause",
        sa.Column("id", KEY, nullable=False),
        sa.Column("folder_id", KEY, nullable=False),
        sa.Column("reason", KIND, nullable=False),
        sa.Column("note", sa.String(200), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("was_due_on", sa.Date(), nullable=False),
        sa.Column("by_id", KEY, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("ended_by_id", KEY, nullable=True),
        _refers("folder_pause", "folder_id", "folder"),
        _refers("folder_pause", "by_id", "person"),
        _refers("folder_pause", "ended_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name="pk_folder_pause"),
    )
    op.create_index("ix_folder_pause_folder_id", "folder_pause", ["folder_id"])
    op.create_table(
        "folder_series",
        sa.Column("series", sa.String(12), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("series", name="pk_folder_series"),
    )
    _open_those_of_before(op.get_bind())


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_{to}"
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name)


def _open_those_of_before(line: sa.Connection) -> None:
    """Numbered by the year of their registering, in the order in which they were registered."""
    last: Counter[str] = Counter()
    letters = _letters(line)
    folders = [
        _folder(home, letters.get(home.village_id, "VN"), last)
        for home in line.execute(_HOMES).all()
    ]
    if folders:
        line.execute(sa.insert(_FOLDER), folders)
        line.execute(sa.insert(_SERIES), [{"series": it, "last": last[it]} for it in last])


def _folder(home: Any, letters: str, last: Counter[str]) -> dict[str, Any]:
    registered = _day(home.registered_at)
    series = f"{letters}-{registered:%y}"
    last[series] += 1
    seen = (home.opened_at, home.listed_at)
    return {
        "household_id": home.id,
        "number": f"HS-{series}-{last[series]:06}",
        "opened_at": home.registered_at,
        "opened_by_id": home.registered_by_id,
        "due_on": _next_weekday(registered),
        "live_on": _day(max(seen)) if all(seen) else None,
    }


def _day(moment: datetime) -> date:
    """On the village's calendar. SQLite hands moments back without their zone."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return (aware.astimezone(UTC) + TO_VILLAGE).date()


def _next_weekday(day: date) -> date:
    """Holidays of years that are over play no part."""
    day += A_DAY
    while day.weekday() >= 5:
        day += A_DAY
    return day


def _letters(line: sa.Connection) -> dict[int, str]:
    """Of the province of each place, by the place's number."""
    places = {it.id: it for it in line.execute(sa.select(*_PLACE.c))}
    return {it: _initials(_province(it, places)) for it in places}


def _province(number: int, places: dict[int, Any]) -> str:
    """By name."""
    seen: set[int] = set()
    while number in places and number not in seen:
        seen.add(number)
        if places[number].level == "province":
            return str(places[number].name)
        number = places[number].parent_id
    return "Việt Nam"


def _initials(name: str) -> str:
    return "".join(_bare(word)[0] for word in name.split())[:4] or "VN"


def _bare(word: str) -> str:
    apart: Iterator[str] = iter(unicodedata.normalize("NFD", word.upper().replace("Đ", "D")))
    return "".join(it for it in apart if not unicodedata.combining(it))


_PLACE = sa.table("place", sa.column("id"), sa.column("level"), sa.column("name"),
                  sa.column("parent_id"))  # fmt: skip
_HOUSEHOLD = sa.table(
    "household", sa.column("id"), sa.column("village_id"), sa.column("registered_at", MOMENT),
    sa.column("registered_by_id"),
)  # fmt: skip
_SHOP = sa.table(
    "shop", sa.column("id"), sa.column("household_id"), sa.column("opened_at", MOMENT)
)
_PRODUCT = sa.table("product", sa.column("shop_id"), sa.column("listed_at", MOMENT))
_FOLDER = sa.table(
    "folder", sa.column("household_id"), sa.column("number"), sa.column("opened_at", MOMENT),
    sa.column("opened_by_id"), sa.column("due_on", sa.Date()), sa.column("live_on", sa.Date()),
)  # fmt: skip
_SERIES = sa.table("folder_series", sa.column("series"), sa.column("last"))
_LISTED = (
    sa.select(sa.func.min(_PRODUCT.c.listed_at, type_=MOMENT))
    .where(_PRODUCT.c.shop_id == _SHOP.c.id)
    .correlate(_SHOP)
    .scalar_subquery()
)
_HOMES = (
    sa.select(*_HOUSEHOLD.c, _SHOP.c.opened_at, _LISTED.label("listed_at"))
    .select_from(_HOUSEHOLD)
    .outerjoin(_SHOP, _SHOP.c.household_id == _HOUSEHOLD.c.id)
    .order_by(_HOUSEHOLD.c.registered_at, _HOUSEHOLD.c.id)
)
