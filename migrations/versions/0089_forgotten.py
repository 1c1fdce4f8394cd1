"""How much of which kind was forgotten when."""

import sqlalchemy as sa
from alembic import op

revision = "0089"
down_revision = "0088"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "forgotten",
        sa.Column("id", KEY, nullable=False),
        sa.Column("what", sa.String(length=32), nullable=False),
        sa.Column("many", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_forgotten"),
    )
