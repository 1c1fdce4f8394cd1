"""Deposits on harvests to come."""

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0059"

WAITS = sa.text("deposit > 0 AND rest_asked_at IS NULL")


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.add_column("lot", sa.Column("deposit_percent", sa.Integer(), nullable=True))
    op.add_column("lot", sa.Column("deposit_each", sa.BigInteger(), nullable=True))
    op.add_column(
        "lot", sa.Column("deposit_kept", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("lot", sa.Column("failed_at", moment, nullable=True))
    for name in ("deposit", "kept"):
        op.add_column(
            "order", sa.Column(name, sa.BigInteger(), nullable=False, server_default="0")
        )
    op.add_column("order", sa.Column("rest_asked_at", moment, nullable=True))
    op.create_index(
        "ix_order_rest", "order", ["leaves_on"], sqlite_where=WAITS, postgresql_where=WAITS
    )
