"""Bank statements, their lines, and payouts."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "bank_statement",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("to_day", sa.Date(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("brought_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "brought_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("taken_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "taken_in_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "counts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["payment_account.id"],
            name=op.f("fk_bank_statement_account_id_payment_account"),
        ),
        sa.ForeignKeyConstraint(
            ["brought_by_id"], ["person.id"], name=op.f("fk_bank_statement_brought_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["taken_in_by_id"], ["person.id"], name=op.f("fk_bank_statement_taken_in_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_statement")),
        sa.UniqueConstraint("code", name=op.f("uq_bank_statement_code")),
    )
    op.create_index("ix_bank_statement_account_id", "bank_statement", ["account_id"], unique=False)

    op.create_table(
        "payout",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column(
            "household_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("fee", sa.BigInteger(), nullable=False),
        sa.Column("reference", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("once", sa.String(length=32), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "written_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "looked_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["payment_account.id"],
            name=op.f("fk_payout_account_id_payment_account"),
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_payout_household_id_household")
        ),
        sa.ForeignKeyConstraint(
            ["looked_by_id"], ["person.id"], name=op.f("fk_payout_looked_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["person.id"], name=op.f("fk_payout_written_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payout")),
        sa.UniqueConstraint("code", name=op.f("uq_payout_code")),
        sa.UniqueConstraint("once", name=op.f("uq_payout_once")),
    )
    op.create_index("ix_payout_household_id", "payout", ["household_id"], unique=False)

    op.create_table(
        "statement_line",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "statement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("identity", sa.String(length=64), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("memo", sa.String(length=300), nullable=False),
        sa.Column("reference", sa.String(length=60), nullable=False),
        sa.Column("payer", sa.String(length=120), nullable=False),
        sa.Column("fate", sa.String(32), nullable=False),
        sa.Column(
            "receipt_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["payment_account.id"],
            name=op.f("fk_statement_line_account_id_payment_account"),
        ),
        sa.ForeignKeyConstraint(
            ["receipt_id"], ["receipt.id"], name=op.f("fk_statement_line_receipt_id_receipt")
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"],
            ["bank_statement.id"],
            name=op.f("fk_statement_line_statement_id_bank_statement"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement_line")),
        sa.UniqueConstraint(
            "account_id", "identity", name=op.f("uq_statement_line_account_id_identity")
        ),
    )
    op.create_index(
        "ix_statement_line_account_id_day", "statement_line", ["account_id", "day"], unique=False
    )
    op.create_index("ix_statement_line_receipt_id", "statement_line", ["receipt_id"], unique=False)
    op.create_index(
        "ix_statement_line_statement_id", "statement_line", ["statement_id"], unique=False
    )

    op.add_column("receipt", sa.Column("bank_reference", sa.String(length=60), nullable=True))
    op.add_column("receipt", sa.Column("moved_on", sa.Date(), nullable=True))
