"""Goods that a person must look at before buyers see them."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    op.add_column("product", sa.Column("waits_for", sa.String(length=32), nullable=True))
    op.add_column("product", sa.Column("cleared", sa.String(length=64), nullable=True))
