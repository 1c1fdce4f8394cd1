"""Sums of whole provinces by month, filled from those of their communes."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEYS = ("now_id", "indicator", "month", "province_id")


def upgrade() -> None:
    op.create_table(
        "province_fold",
        sa.Column("now_id", KEY, nullable=False),
        sa.Column("indicator", sa.String(length=32), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("province_id", KEY, nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["now_id"], ["place.id"], name=op.f("fk_province_fold_now_id_place")
        ),
        sa.ForeignKeyConstraint(
            ["province_id"], ["place.id"], name=op.f("fk_province_fold_province_id_place")
        ),
        sa.PrimaryKeyConstraint(*KEYS, name=op.f("pk_province_fold")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_province_fold_as_then",
        "province_fold",
        ["province_id", "indicator", "month", "now_id", "amount"],
    )
    op.execute("""
        INSERT INTO province_fold (now_id, indicator, month, province_id, amount)
        SELECT CASE WHEN a.level = 'province' THEN a.id ELSE a.parent_id END, it.indicator,
               it.month, CASE WHEN b.level = 'province' THEN b.id ELSE b.parent_id END,
               sum(it.amount)
        FROM month_fold AS it
        LEFT JOIN apart ON apart.place_id = it.now_id
        JOIN place AS now ON now.id = coalesce(apart.commune_id, it.now_id)
        JOIN place AS a ON a.id = now.parent_id
        JOIN place AS old ON old.id = it.commune_id JOIN place AS b ON b.id = old.parent_id
        WHERE (a.level = 'province' OR a.parent_id IS NOT NULL)
        AND (b.level = 'province' OR b.parent_id IS NOT NULL)
        GROUP BY 1, 2, 3, 4
    """)
