"""Where orders come from, and who entered those that a household took by itself."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"


def upgrade() -> None:
    op.add_column(
        "checkout", sa.Column("origin", sa.String(32), nullable=False, server_default="basket")
    )
    # Plainly, because Alembic would copy the whole table on SQLite.
    kind = "BIGINT" if op.get_bind().dialect.name == "postgresql" else "INTEGER"
    op.execute(
        f"ALTER TABLE checkout ADD COLUMN entered_by_id {kind}"
        " CONSTRAINT fk_checkout_entered_by_id_person REFERENCES person (id)"
    )
