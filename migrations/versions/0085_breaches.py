"""Data in wrong hands, and who was told when."""

import sqlalchemy as sa
from alembic import op

revision = "0085"
down_revision = "0084"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "breach",
        sa.Column("id", KEY, nullable=False),
        sa.Column("found_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("written_at", MOMENT, nullable=False),
        sa.Column("written_by_id", KEY, nullable=False),
        sa.Column("what", sa.String(1000), nullable=False),
        sa.Column("whose", sa.String(300), nullable=False),
        sa.Column("many", sa.Integer(), nullable=True),
        sa.Column("measures", sa.String(1000), nullable=False),
        sa.Column("authority_told_at", MOMENT, nullable=True),
        sa.Column("people_told_at", MOMENT, nullable=True),
        sa.Column("people_told", sa.Integer(), nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["person.id"], name="fk_breach_written_by_id_person"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_breach"),
    )
    op.create_index(
        "ix_breach_authority_told_at_due_at", "breach", ["authority_told_at", "due_at"]
    )
