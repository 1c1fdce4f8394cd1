"""Credentials are asked for, confirmed and greeted before they are used."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    for column in (
        sa.Column("greeted", sa.String(32), nullable=True),
        sa.Column("test_said", sa.String(length=240), nullable=False, server_default=""),
        sa.Column("phone", sa.String(length=16), nullable=False, server_default=""),
        sa.Column("code_hash", sa.String(length=64), nullable=False, server_default=""),
        sa.Column("wrong_tries", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("called_back_at", moment, nullable=True),
        sa.Column("approved_at", moment, nullable=True),
        sa.Column("effective_at", moment, nullable=True),
        sa.Column("lapses_at", moment, nullable=True),
        sa.Column("in_use_at", moment, nullable=True),
    ):
        op.add_column("merchant_credential", column)
    _refer("approved_by_id")
    _refer("retired_by_id")
    # Operators had taken them in, and they were in use at once.
    op.execute("UPDATE merchant_credential SET in_use_at = added_at")


def _refer(column: str) -> None:
    """Plainly, because Alembic would copy the whole table on SQLite."""
    kind = "BIGINT" if op.get_bind().dialect.name == "postgresql" else "INTEGER"
    named = f"fk_merchant_credential_{column}_person"
    op.execute(
        f"ALTER TABLE merchant_credential ADD COLUMN {column} {kind}"
        f" CONSTRAINT {named} REFERENCES person (id)"
    )
