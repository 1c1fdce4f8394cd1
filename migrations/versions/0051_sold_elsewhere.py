"""What households say they sold elsewhere."""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "outside_sales",
        sa.Column("id", KEY, nullable=False),
        sa.Column("household_id", KEY, nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.String(length=120), nullable=False),
        sa.Column("said_by_id", KEY, nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_outside_sales_{column}_{table}")
            )
            for column, table in (("household_id", "household"), ("said_by_id", "person"))
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_sales")),
    )
    op.create_index("ix_outside_sales_household_id_month", "outside_sales", ["household_id", "month"])
