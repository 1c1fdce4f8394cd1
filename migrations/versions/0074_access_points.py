"""Access points, who keeps a counter there, and each household's turn."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0074"
down_revision = "0073"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
GOES_ON = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "access_point",
        sa.Column("id", KEY, nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("village_id", KEY, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=16), nullable=True),
        sa.Column("hours", JSON, nullable=False),
        sa.Column("closed_words", sa.String(length=200), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("opened_by_id", KEY, nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        _refers("access_point", "opened_by_id", "person"),
        _refers("access_point", "village_id", "place"),
        sa.PrimaryKeyConstraint("id", name="pk_access_point"),
        sa.UniqueConstraint("code", name="uq_access_point_code"),
    )
    op.create_index("ix_access_point_village_id", "access_point", ["village_id"])

    op.create_table(
        "counter_shift",
        sa.Column("id", KEY, nullable=False),
        sa.Column("point_id", KEY, nullable=False),
        sa.Column("helper_id", KEY, nullable=False),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        _refers("counter_shift", "helper_id", "person"),
        _refers("counter_shift", "point_id", "access_point"),
        sa.PrimaryKeyConstraint("id", name="pk_counter_shift"),
    )
    op.create_index("ix_counter_shift_point_id", "counter_shift", ["point_id"])
    _one_at_a_time("counter_shift", "helper_id")

    op.create_table(
        "counter_sitting",
        sa.Column("id", KEY, nullable=False),
        sa.Column("shift_id", KEY, nullable=False),
        sa.Column("point_id", KEY, nullable=False),
        sa.Column("commune_id", KEY, nullable=False),
        sa.Column("household_id", KEY, nullable=True),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("task", sa.String(32), nullable=True),
        sa.Column("outcome", sa.String(32), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("undone_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (outcome IS NULL)", name="ck_counter_sitting_ended"
        ),
        _refers("counter_sitting", "commune_id", "place"),
        _refers("counter_sitting", "household_id", "household"),
        _refers("counter_sitting", "point_id", "access_point"),
        _refers("counter_sitting", "shift_id", "counter_shift"),
        sa.PrimaryKeyConstraint("id", name="pk_counter_sitting"),
    )
    for column in ("point_id", "commune_id"):
        op.create_index(
            f"ix_counter_sitting_{column}_begun_at", "counter_sitting", [column, "begun_at"]
        )
    op.create_index("ix_counter_sitting_household_id", "counter_sitting", ["household_id"])
    _one_at_a_time("counter_sitting", "shift_id")


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=f"fk_{table}_{column}_{to}")


def _one_at_a_time(table: str, column: str) -> None:
    op.create_index(
        f"ux_{table}_{column}",
        table,
        [column],
        unique=True,
        sqlite_where=GOES_ON,
        postgresql_where=GOES_ON,
    )
