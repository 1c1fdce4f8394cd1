"""What buyers say of what they bought, added up beside goods and shops."""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
REFERENCES = {
    "order_line_id": "order_line",
    "shop_id": "shop",
    "product_id": "product",
    "answered_by_id": "person",
    "removed_by_id": "person",
}


def upgrade() -> None:
    op.create_table(
        "rating",
        sa.Column("id", KEY, nullable=False),
        sa.Column("order_line_id", KEY, nullable=False),
        sa.Column("shop_id", KEY, nullable=False),
        sa.Column("product_id", KEY, nullable=False),
        sa.Column("by_name", sa.String(length=80), nullable=False),
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("written_at", MOMENT, nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("answered_by_id", KEY, nullable=True),
        sa.Column("reported_at", MOMENT, nullable=True),
        sa.Column("reported_why", sa.String(length=300), nullable=False),
        sa.Column("removed_at", MOMENT, nullable=True),
        sa.Column("removed_by_id", KEY, nullable=True),
        sa.Column("removed_why", sa.String(length=300), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_rating_{column}_{table}")
            )
            for column, table in REFERENCES.items()
        ),
        sa.CheckConstraint("stars BETWEEN 1 AND 5", name=op.f("ck_rating_stars")),
        sa.UniqueConstraint("order_line_id", name=op.f("uq_rating_order_line_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating")),
    )
    op.create_index("ix_rating_shop_id_id", "rating", ["shop_id", "id"])
    op.create_index(op.f("ix_rating_product_id"), "rating", ["product_id"])
    for table in ("shop", "product"):
        op.add_column(table, sa.Column("rated_sum", sa.Integer(), nullable=True))
        op.add_column(table, sa.Column("rated_many", sa.Integer(), nullable=True))
