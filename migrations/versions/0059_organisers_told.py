"""Organisers are told once that the hour of their group order has passed."""

import sqlalchemy as sa
from alembic import op

revision = "0059"
down_revision = "0058"


def upgrade() -> None:
    op.add_column("group_order", sa.Column("told_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_group_order_closes_at", "group_order", ["closes_at"])
