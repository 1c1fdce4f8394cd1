"""Lists of households that somebody brings, and households that are out of the book."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0069"
down_revision = "0068"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("household", sa.Column("gone_at", MOMENT, nullable=True))
    op.create_table(
        "roll",
        sa.Column("id", KEY, nullable=False),
        sa.Column("code", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("brought_at", MOMENT, nullable=False),
        sa.Column("brought_by_id", KEY, nullable=False),
        sa.Column("told", JSON, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=True),
        sa.Column("looked_at", sa.Integer(), nullable=False),
        sa.Column("taken_in_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["brought_by_id"], ["person.id"], name="fk_roll_brought_by_id_person"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_roll"),
        sa.UniqueConstraint("code", name="uq_roll_code"),
    )
    op.create_index("ix_roll_brought_by_id", "roll", ["brought_by_id", "id"])
    op.create_table(
        "roll_row",
        sa.Column("id", KEY, nullable=False),
        sa.Column("roll_id", KEY, nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("said", JSON, nullable=False),
        sa.Column("standing", sa.String(32), nullable=False),
        sa.Column("household_id", KEY, nullable=True),
        sa.Column("changes", JSON, nullable=False),
        sa.Column("decision", sa.String(32), nullable=True),
        sa.ForeignKeyConstraint(["roll_id"], ["roll.id"], name="fk_roll_row_roll_id_roll"),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name="fk_roll_row_household_id_household"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_roll_row"),
    )
    op.create_index("ix_roll_row_roll_id", "roll_row", ["roll_id", "row"])
    op.create_index("ix_roll_row_household_id", "roll_row", ["household_id"])
