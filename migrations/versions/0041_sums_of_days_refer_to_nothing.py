"""Sums of days check no references: their facts have them."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
COLUMNS = "now_id, indicator, day, commune_id, amount"
INDEX = ("ix_fold_as_then", "fold", ["commune_id", "indicator", "day"])


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("fk_fold_now_id_place", "fold", type_="foreignkey")
        op.drop_constraint("fk_fold_commune_id_place", "fold", type_="foreignkey")
        return
    op.drop_index(INDEX[0], "fold")
    op.rename_table("fold", "fold_before")
    op.create_table(
        "fold",
        sa.Column("now_id", KEY, nullable=False),
        sa.Column("indicator", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("commune_id", KEY, nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("now_id", "indicator", "day", "commune_id", name=op.f("pk_fold")),
        sqlite_with_rowid=False,
    )
    op.execute(f"INSERT INTO fold ({COLUMNS}) SELECT {COLUMNS} FROM fold_before")
    op.drop_table("fold_before")
    op.create_index(*INDEX)
