"""Bills, and where money for them is booked."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "bill",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("secret", sa.String(length=32), nullable=False),
        sa.Column("once", sa.String(length=32), nullable=False),
        sa.Column("shop_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("what_for", sa.String(32), nullable=False),
        sa.Column("payer_name", sa.String(length=80), nullable=False),
        sa.Column("payer_phone", sa.String(length=16), nullable=True),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("paid", sa.BigInteger(), nullable=False),
        sa.Column("refunded", sa.BigInteger(), nullable=False),
        sa.Column("earned", sa.BigInteger(), nullable=False),
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "issued_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("remind_on", sa.Date(), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "voided_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("void_reason", sa.String(length=200), nullable=False),
        sa.CheckConstraint("total > 0", name=op.f("ck_bill_total")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["payment_account.id"], name=op.f("fk_bill_account_id_payment_account")
        ),
        sa.ForeignKeyConstraint(
            ["issued_by_id"], ["person.id"], name=op.f("fk_bill_issued_by_id_person")
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_bill_shop_id_shop")),
        sa.ForeignKeyConstraint(
            ["voided_by_id"], ["person.id"], name=op.f("fk_bill_voided_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bill")),
        sa.UniqueConstraint("code", name=op.f("uq_bill_code")),
        sa.UniqueConstraint("once", name=op.f("uq_bill_once")),
        sa.UniqueConstraint("secret", name=op.f("uq_bill_secret")),
    )
    with op.batch_alter_table("bill", schema=None) as batch_op:
        batch_op.create_index("ix_bill_remind_on", ["remind_on"], unique=False)
        batch_op.create_index("ix_bill_shop_id_issued_at", ["shop_id", "issued_at"], unique=False)

    op.create_table(
        "bill_line",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("bill_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit_price", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_bill_line_quantity")),
        sa.CheckConstraint("unit_price > 0", name=op.f("ck_bill_line_unit_price")),
        sa.ForeignKeyConstraint(["bill_id"], ["bill.id"], name=op.f("fk_bill_line_bill_id_bill")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bill_line")),
    )
    with op.batch_alter_table("bill_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bill_line_bill_id"), ["bill_id"], unique=False)

    for table in ("movement", "receipt"):
        _may_name_a_bill(table)
    for change in ("UPDATE", "DELETE"):
        _refuse(change)


def _may_name_a_bill(table: str) -> None:
    """In place: a table that is rebuilt loses its guards."""
    kind = "BIGINT" if op.get_bind().dialect.name == "postgresql" else "INTEGER"
    reference = f"CONSTRAINT fk_{table}_bill_id_bill REFERENCES bill (id)"
    op.execute(f"ALTER TABLE {table} ADD COLUMN bill_id {kind} {reference}")
    op.execute(
        f"CREATE INDEX ix_{table}_bill_id ON {table} (bill_id) WHERE bill_id IS NOT NULL"
    )


def _refuse(change: str) -> None:
    """What somebody was billed for stays written."""
    if op.get_bind().dialect.name == "postgresql":
        name = f"bill_line_no_{change.lower()}"
        op.execute(f"""
            CREATE TRIGGER {name} BEFORE {change} ON bill_line
            FOR EACH ROW EXECUTE FUNCTION refuse_change()
        """)
    else:
        op.execute(f"""
            CREATE TRIGGER bill_line_no_{change.lower()} BEFORE {change} ON bill_line
            BEGIN SELECT raise(ABORT, 'bill_line is append-only'); END
        """)
