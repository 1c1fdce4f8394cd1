"""What is reported of goods and shops, what was decided, and what is taken down."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0088"
down_revision = "0087"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
TO = {
    "shop_id": "shop",
    "product_id": "product",
    "decided_by_id": "person",
    "reviewed_by_id": "person",
    "back_by_id": "person",
    "together_id": "listing_report",
}


def upgrade() -> None:
    op.add_column("shop", sa.Column("down_at", MOMENT, nullable=True))
    op.add_column("product", sa.Column("down_at", MOMENT, nullable=True))
    op.create_table(
        "listing_report",
        sa.Column("id", KEY, nullable=False),
        sa.Column("shop_id", KEY, nullable=False),
        sa.Column("product_id", KEY, nullable=True),
        sa.Column("wrong", sa.String(length=32), nullable=False),
        sa.Column("words", sa.String(length=600), nullable=False),
        sa.Column("contact", sa.String(length=80), nullable=False),
        sa.Column("reported_at", MOMENT, nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.Column("why", sa.String(length=32), nullable=True),
        sa.Column("ruling", sa.String(length=300), nullable=False),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("decided_by_id", KEY, nullable=True),
        sa.Column("down_at", MOMENT, nullable=True),
        sa.Column("before", JSON, nullable=True),
        sa.Column("objection", sa.String(length=300), nullable=False),
        sa.Column("objected_at", MOMENT, nullable=True),
        sa.Column("answer", sa.String(length=300), nullable=False),
        sa.Column("reviewed_at", MOMENT, nullable=True),
        sa.Column("reviewed_by_id", KEY, nullable=True),
        sa.Column("back_at", MOMENT, nullable=True),
        sa.Column("back_by_id", KEY, nullable=True),
        sa.Column("together_id", KEY, nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [name], [f"{other}.id"], name=op.f(f"fk_listing_report_{name}_{other}")
            )
            for name, other in TO.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing_report")),
    )
    op.create_index(op.f("ix_listing_report_shop_id"), "listing_report", ["shop_id"])
    op.create_index(op.f("ix_listing_report_product_id"), "listing_report", ["product_id"])
    op.create_index("ix_listing_report_state_due_at", "listing_report", ["state", "due_at"])
