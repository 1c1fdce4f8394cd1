"""How good the telephone is in a village, and which houses somebody means to go to."""

import sqlalchemy as sa
from alembic import op

revision = "0071"
down_revision = "0070"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
OPEN = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.add_column("visit", sa.Column("next_step", sa.String(120), nullable=True))
    op.create_table(
        "signal_mark",
        sa.Column("id", KEY, nullable=False),
        sa.Column("village_id", KEY, nullable=False),
        sa.Column("network", sa.String(32), nullable=True),
        sa.Column("strength", sa.String(32), nullable=False),
        sa.Column("by_id", KEY, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["village_id"], ["place.id"], name="fk_signal_mark_village_id_place"
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name="fk_signal_mark_by_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_signal_mark"),
    )
    op.create_index("ix_signal_mark_village_id_id", "signal_mark", ["village_id", "id"])
    op.create_table(
        "planned_visit",
        sa.Column("id", KEY, nullable=False),
        sa.Column("household_id", KEY, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("by_id", KEY, nullable=False),
        sa.Column("planned_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("ended_as", sa.String(32), nullable=True),
        sa.Column("visit_id", KEY, nullable=True),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name="fk_planned_visit_household_id_household"
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name="fk_planned_visit_by_id_person"),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name="fk_planned_visit_visit_id_visit"),
        sa.PrimaryKeyConstraint("id", name="pk_planned_visit"),
    )
    op.create_index(
        "uq_planned_visit_household_id",
        "planned_visit",
        ["household_id"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_index("ix_planned_visit_household_id", "planned_visit", ["household_id"])
    op.create_index("ix_planned_visit_day", "planned_visit", ["day"])
    op.create_index("ix_planned_visit_visit_id", "planned_visit", ["visit_id"])
