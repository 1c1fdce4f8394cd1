"""On which day a shop that rests sells again."""

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"


def upgrade() -> None:
    op.add_column("shop", sa.Column("paused_until", sa.Date(), nullable=True))
