"""Who made sure that a shop's keeper is who the book says."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "identity_check",
        sa.Column("id", KEY, nullable=False),
        sa.Column("household_id", KEY, nullable=False),
        sa.Column("commune_id", KEY, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("how", sa.String(length=32), nullable=False),
        sa.Column("vouched_by", sa.String(length=80), nullable=True),
        sa.Column("by_id", KEY, nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_back_by_id", KEY, nullable=True),
        sa.Column("why", sa.String(length=200), nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_identity_check_{column}_{table}")
            )
            for column, table in (
                ("household_id", "household"),
                ("commune_id", "place"),
                ("by_id", "person"),
                ("taken_back_by_id", "person"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_check")),
    )
    for column in ("household_id", "commune_id", "by_id"):
        op.create_index(op.f(f"ix_identity_check_{column}"), "identity_check", [column])
    with op.batch_alter_table("shop") as shop:
        shop.add_column(sa.Column("met_on", sa.Date(), nullable=True))
        shop.add_column(sa.Column("met_how", sa.String(length=32), nullable=True))
