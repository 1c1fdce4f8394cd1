"""Where people are signed in: one row a browser."""

import sqlalchemy as sa
from alembic import op

revision = "0080"
down_revision = "0079"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "stay",
        sa.Column("id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("browser", sa.String(length=20), nullable=False),
        sa.Column("system", sa.String(length=20), nullable=False),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=False),
        sa.Column("proved_at", MOMENT, nullable=False),
        sa.Column("second_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("ended_by_id", KEY, nullable=True),
        sa.Column("ended_why", sa.String(32), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_stay_person_id_person"),
        sa.ForeignKeyConstraint(["ended_by_id"], ["person.id"], name="fk_stay_ended_by_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_stay"),
        sa.UniqueConstraint("key_hash", name="uq_stay_key_hash"),
    )
    op.create_index("ix_stay_person_id_ended_at", "stay", ["person_id", "ended_at"])
    op.drop_column("person", "sessions_from")  # of 0063; everybody signs in once more
