"""When a buyer showed by a code that orders placed without an account are theirs."""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"


def upgrade() -> None:
    op.add_column("checkout", sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True))
