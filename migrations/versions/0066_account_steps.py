"""Since when an account is trusted so far, and what banks said about its name."""

import sqlalchemy as sa
from alembic import op

revision = "0066"
down_revision = "0065"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    for step in ("matched_at", "tried_at", "received_at"):
        op.add_column("payment_account", sa.Column(step, MOMENT, nullable=True))
    op.execute(_WHEN_FIRST_MONEY_CAME)
    # Nothing but the practice market ever said so, and nobody knows of whom or when.
    op.execute(
        "UPDATE payment_account SET step = 'declared' WHERE step IN ('name_matched', 'tried')"
    )
    op.create_table(
        "name_check",
        sa.Column("id", KEY, nullable=False),
        sa.Column("account_id", KEY, nullable=False),
        sa.Column("asked_by_id", KEY, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("tried_at", MOMENT, nullable=True),
        sa.Column("last_error", sa.String(200), nullable=True),
        sa.Column("outcome", sa.String(32), nullable=False),
        sa.Column("told", sa.String(80), nullable=False),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("decided_by_id", KEY, nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        sa.Column("why", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["payment_account.id"], name="fk_name_check_account_id_payment_account"
        ),
        *(
            sa.ForeignKeyConstraint([it], ["person.id"], name=f"fk_name_check_{it}_person")
            for it in ("asked_by_id", "decided_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_name_check"),
    )
    waiting = sa.text("outcome = 'waiting'")
    op.create_index(
        "uq_name_check_waiting", "name_check", ["account_id"], unique=True,
        sqlite_where=waiting, postgresql_where=waiting,
    )  # fmt: skip
    op.create_index("ix_name_check_account_id", "name_check", ["account_id"])


_WHEN_FIRST_MONEY_CAME = """
UPDATE payment_account SET received_at = first.at
FROM (SELECT to_account, min(at) AS at FROM receipt
      WHERE means IN ('bank_notice', 'gateway', 'statement') GROUP BY to_account) AS first
WHERE first.to_account = payment_account.number AND payment_account.step = 'received'
"""
