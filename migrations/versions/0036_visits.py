"""Visits of teams to households."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "visit",
        sa.Column("id", KEY, nullable=False),
        sa.Column("household_id", KEY, nullable=False),
        sa.Column("commune_id", KEY, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("by_id", KEY, nullable=False),
        sa.Column("went_with", sa.String(length=80), nullable=True),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("signal", sa.String(length=32), nullable=True),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_visit_household_id_household")
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["place.id"], name=op.f("fk_visit_commune_id_place")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_visit_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
    )
    op.create_index("ix_visit_household_id_day", "visit", ["household_id", "day"])
    op.create_index("ix_visit_next_on", "visit", ["next_on"])
    op.create_index(op.f("ix_visit_commune_id"), "visit", ["commune_id"])
    op.create_index(op.f("ix_visit_by_id"), "visit", ["by_id"])
