"""Second factors are set back by two people."""

import sqlalchemy as sa
from alembic import op

revision = "0086"
down_revision = "0085"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "second_reset",
        sa.Column("id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.Column("asked_by_id", KEY, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("confirmed_by_id", KEY, nullable=True),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("stopped_by_id", KEY, nullable=True),
        *(
            sa.ForeignKeyConstraint([name], ["person.id"], name=f"fk_second_reset_{name}_person")
            for name in ("person_id", "asked_by_id", "confirmed_by_id", "stopped_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_second_reset"),
    )
    op.create_index("ix_second_reset_person_id", "second_reset", ["person_id"])
