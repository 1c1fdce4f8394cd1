"""How a sale at a stall was paid: at a bank, in a wallet, or as mobile money."""

import sqlalchemy as sa
from alembic import op

revision = "0078"
down_revision = "0077"

CASHLESS = "'bank_notice', 'gateway', 'statement', 'moved', 'keeper_says_bank'"
BACKFILL = f"""
    UPDATE stall_sale SET paid_into = (
        SELECT payment_account.kind FROM bill
        JOIN payment_account ON payment_account.id = bill.account_id
        WHERE bill.id = stall_sale.bill_id
    )
    WHERE EXISTS (
        SELECT 1 FROM receipt
        WHERE receipt.bill_id = stall_sale.bill_id AND receipt.amount > 0
        AND receipt.means IN ({CASHLESS})
    )
"""  # noqa: S608  our own words


def upgrade() -> None:
    op.add_column("stall_sale", sa.Column("paid_into", sa.String(32), nullable=True))
    op.execute(BACKFILL)
    none = sa.Column("wallet", sa.BigInteger(), nullable=False, server_default="0")
    op.add_column("close_out", none)
    with op.batch_alter_table("close_out") as batch_op:
        batch_op.alter_column("wallet", server_default=None)
