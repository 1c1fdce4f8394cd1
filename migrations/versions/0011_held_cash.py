"""Cash in helpers' hands."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "held_cash",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "receipt_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "household_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "holder_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("collected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("contested_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("turns", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["holder_id"], ["person.id"], name=op.f("fk_held_cash_holder_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_held_cash_household_id_household")
        ),
        sa.ForeignKeyConstraint(
            ["receipt_id"], ["receipt.id"], name=op.f("fk_held_cash_receipt_id_receipt")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held_cash")),
        sa.UniqueConstraint("receipt_id", name=op.f("uq_held_cash_receipt_id")),
    )
    with op.batch_alter_table("held_cash", schema=None) as batch_op:
        batch_op.create_index(
            "ix_held_cash_holder_id_confirmed_at", ["holder_id", "confirmed_at"], unique=False
        )
        batch_op.create_index(
            "ix_held_cash_household_id_confirmed_at", ["household_id", "confirmed_at"], unique=False
        )
