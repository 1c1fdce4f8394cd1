"""Money is looked for by the day it was heard of, and by its account where no order is known."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    few = sa.text("order_id IS NULL OR means = 'statement'")
    op.create_index("ix_receipt_at", "receipt", ["at"])
    op.create_index(
        "ix_receipt_to_account", "receipt", ["to_account"], sqlite_where=few, postgresql_where=few
    )
    op.create_index("ix_statement_line_day", "statement_line", ["day"])
