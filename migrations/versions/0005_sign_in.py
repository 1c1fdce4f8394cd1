"""Tickets for sign-in codes, and knocks at doors."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "knock",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("phone", sa.String(length=16), nullable=False),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.Column("known", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knock")),
    )
    with op.batch_alter_table("knock", schema=None) as batch_op:
        batch_op.create_index("ix_knock_at", ["at"], unique=False)
        batch_op.create_index("ix_knock_kind_address_at", ["kind", "address", "at"], unique=False)
        batch_op.create_index("ix_knock_kind_phone_at", ["kind", "phone", "at"], unique=False)

    op.execute("DELETE FROM sign_in_code")  # they live ten minutes, and now need a ticket
    with op.batch_alter_table("sign_in_code", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ticket", sa.String(length=32), nullable=False))
        batch_op.create_unique_constraint(batch_op.f("uq_sign_in_code_ticket"), ["ticket"])
