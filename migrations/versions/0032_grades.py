"""Grades of one thing, and what goods have cost."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column(
        "product", sa.Column("grade", sa.String(length=40), nullable=False, server_default="")
    )
    _add_sibling()
    op.add_column("product", sa.Column("from_price", sa.BigInteger(), nullable=True))
    op.create_index("ix_product_variant_of_id", "product", ["variant_of_id"])
    op.create_table(
        "price",
        sa.Column("id", KEY, nullable=False),
        sa.Column("product_id", KEY, nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.String(length=30), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("said_by_id", KEY, nullable=True),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_price_product_id_product")
        ),
        sa.ForeignKeyConstraint(
            ["said_by_id"], ["person.id"], name=op.f("fk_price_said_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price")),
    )
    op.create_index("ix_price_product_id", "price", ["product_id", "id"])
    _what_goods_cost_now()
    _guard()


def _what_goods_cost_now() -> None:
    """The day on the shopkeeper's calendar; what was before is not known."""
    day = (
        "CAST(listed_at AT TIME ZONE 'Asia/Ho_Chi_Minh' AS DATE)"
        if op.get_bind().dialect.name == "postgresql"
        else "date(listed_at, '+7 hours')"
    )
    op.execute(
        "INSERT INTO price (product_id, price, unit, since)"
        f" SELECT id, price, unit, {day} FROM product ORDER BY id"
    )


def _guard() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER price_append_only BEFORE UPDATE OR DELETE ON price"
            " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        return
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER price_no_{change.lower()} BEFORE {change} ON price"
            " BEGIN SELECT raise(ABORT, 'price is append-only'); END"
        )


def _add_sibling() -> None:
    """In words: building SQLite's table anew would take its triggers away."""
    kind = "BIGINT" if op.get_bind().dialect.name == "postgresql" else "INTEGER"
    op.execute(
        f"ALTER TABLE product ADD COLUMN variant_of_id {kind}"
        " CONSTRAINT fk_product_variant_of_id_product REFERENCES product (id)"
    )
