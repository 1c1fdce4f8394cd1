"""Goods whose price is settled on the scale, and what of a sum is let go."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0053"
down_revision = "0052"


def upgrade() -> None:
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    op.create_table(
        "weighing",
        sa.Column("id", key, nullable=False),
        sa.Column("order_id", key, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", key, nullable=False),
        sa.Column("grams", json, nullable=False),
        sa.Column("goods", sa.BigInteger(), nullable=False),
        sa.Column("at_most", sa.BigInteger(), nullable=False),
        sa.Column("answer", sa.String(32), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_weighing_by_id_person")),
        sa.ForeignKeyConstraint(
            ["order_id"], ["order.id"], name=op.f("fk_weighing_order_id_order")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_weighing")),
    )
    op.create_index("ix_weighing_order_id", "weighing", ["order_id"])
    op.add_column("order_line", sa.Column("grams", sa.Integer(), nullable=True))
    op.add_column("order", sa.Column("scale", sa.String(32), nullable=True))
    op.add_column(
        "order", sa.Column("let_go", sa.BigInteger(), nullable=False, server_default="0")
    )
    # Until now all that was given back was not asked for again.
    op.execute("""
        UPDATE "order" SET let_go =
            CASE WHEN goods + fee - paid < refunded THEN goods + fee - paid ELSE refunded END
        WHERE refunded > 0 AND goods + fee > paid
    """)
