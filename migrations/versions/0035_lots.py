"""Harvests that are sold before they are picked, and numbers under barcodes."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "lot",
        sa.Column("id", KEY, nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("product_id", KEY, nullable=False),
        sa.Column("plot", sa.String(length=80), nullable=False),
        sa.Column("harvest_on", sa.Date(), nullable=False),
        sa.Column("expected", sa.Integer(), nullable=False),
        sa.Column("per_day", sa.Integer(), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("planned_for", sa.Date(), nullable=False),
        sa.Column("moved_because", sa.String(length=120), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["opened_by_id"], ["person.id"], name=op.f("fk_lot_opened_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_lot_product_id_product")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lot")),
        sa.UniqueConstraint("code", name=op.f("uq_lot_code")),
    )
    op.create_index("ix_lot_product_id", "lot", ["product_id"])
    op.add_column("product", sa.Column("lot_id", sa.BigInteger(), nullable=True))
    op.add_column("product", sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("product", sa.Column("gtin", sa.String(length=14), nullable=True))
    few = sa.text("closes_at IS NOT NULL")
    op.create_index(
        "ix_product_closes_at", "product", ["closes_at"], sqlite_where=few, postgresql_where=few
    )
    _add_lot_of_line()


def _add_lot_of_line() -> None:
    """In words: SQLite's table need not be built anew for it."""
    kind = "BIGINT" if op.get_bind().dialect.name == "postgresql" else "INTEGER"
    op.execute(
        f"ALTER TABLE order_line ADD COLUMN lot_id {kind}"
        " CONSTRAINT fk_order_line_lot_id_lot REFERENCES lot (id)"
    )
    op.create_index("ix_order_line_lot_id", "order_line", ["lot_id"])
