"""Entries of the book that look like one household, and what people said of them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0073"
down_revision = "0072"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_index("ix_household_village_id_folded", "household", ["village_id", "folded"])
    op.create_table(
        "twin",
        sa.Column("id", KEY, nullable=False),
        sa.Column("one_id", KEY, nullable=False),
        sa.Column("other_id", KEY, nullable=False),
        sa.Column("answer", sa.String(32), nullable=False),
        sa.Column("keep_id", KEY, nullable=True),
        sa.Column("note", sa.String(200), nullable=False),
        sa.Column("said_by_id", KEY, nullable=False),
        sa.Column("said_at", MOMENT, nullable=False),
        sa.Column("decided_by_id", KEY, nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("ended_by_id", KEY, nullable=True),
        sa.Column("moved", JSON, nullable=False),
        sa.CheckConstraint("one_id < other_id", name="ck_twin_in_order"),
        sa.ForeignKeyConstraint(["one_id"], ["household.id"], name="fk_twin_one_id_household"),
        sa.ForeignKeyConstraint(["other_id"], ["household.id"], name="fk_twin_other_id_household"),
        sa.ForeignKeyConstraint(["keep_id"], ["household.id"], name="fk_twin_keep_id_household"),
        sa.ForeignKeyConstraint(["said_by_id"], ["person.id"], name="fk_twin_said_by_id_person"),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name="fk_twin_decided_by_id_person"
        ),
        sa.ForeignKeyConstraint(["ended_by_id"], ["person.id"], name="fk_twin_ended_by_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_twin"),
    )
    standing = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_twin_one_id_other_id",
        "twin",
        ["one_id", "other_id"],
        unique=True,
        sqlite_where=standing,
        postgresql_where=standing,
    )
    op.create_index("ix_twin_other_id", "twin", ["other_id"])
    op.create_index("ix_twin_keep_id", "twin", ["keep_id"])
