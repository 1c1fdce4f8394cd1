"""Counting: what each household earns, so that the middle one and the largest are known."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "household_fold",
        sa.Column("now_id", KEY, nullable=False),
        sa.Column("household_id", KEY, nullable=False),
        sa.Column("commune_id", KEY, nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["place.id"], name=op.f("fk_household_fold_commune_id_place")
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_household_fold_household_id_household")
        ),
        sa.ForeignKeyConstraint(
            ["now_id"], ["place.id"], name=op.f("fk_household_fold_now_id_place")
        ),
        sa.PrimaryKeyConstraint(
            "now_id", "household_id", "commune_id", name=op.f("pk_household_fold")
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_household_fold_commune_id", "household_fold", ["commune_id"])
    op.drop_index("ix_fact_household_id_indicator", "fact")
    op.create_index(
        "ix_fact_household_id_indicator", "fact", ["household_id", "indicator", "day"]
    )
    _fill()


def _fill() -> None:
    """From the facts that are folded already; the others will be added as they are folded."""
    op.execute("""
        INSERT INTO household_fold (now_id, household_id, commune_id, amount)
        SELECT village.parent_id, fact.household_id, fact.commune_id, sum(fact.amount)
        FROM fact
        JOIN household ON household.id = fact.household_id
        JOIN place AS village ON village.id = household.village_id
        WHERE fact.indicator = 'revenue' AND village.parent_id IS NOT NULL
        AND fact.id NOT IN (SELECT fact_id FROM unfolded)
        GROUP BY village.parent_id, fact.household_id, fact.commune_id
    """)
