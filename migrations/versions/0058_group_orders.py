"""Several people order together."""

import sqlalchemy as sa
from alembic import op

revision = "0058"
down_revision = "0057"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "group_order",
        sa.Column("id", KEY, nullable=False),
        sa.Column("secret", sa.String(32), nullable=False),
        sa.Column("invite", sa.String(32), nullable=False),
        sa.Column("title", sa.String(80), nullable=False),
        sa.Column("organiser", sa.String(80), nullable=False),
        sa.Column("phone", sa.String(16), nullable=False),
        sa.Column("language", sa.String(5), nullable=False),
        sa.Column("delivery", sa.String(32), nullable=False),
        sa.Column("address", sa.String(200), nullable=False),
        sa.Column("commune_id", KEY, nullable=True),
        sa.Column("institution", sa.String(32), nullable=True),
        sa.Column("institution_name", sa.String(120), nullable=True),
        sa.Column("tax_code", sa.String(14), nullable=True),
        sa.Column("wanted_on", sa.Date(), nullable=False),
        sa.Column("closes_at", MOMENT, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("checkout_id", KEY, nullable=True),
        _refers("group_order", "commune_id", "place"),
        _refers("group_order", "checkout_id", "checkout"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_order")),
        *(_once("group_order", name) for name in ("secret", "invite", "checkout_id")),
    )
    op.create_table(
        "group_shop",
        sa.Column("group_id", KEY, nullable=False),
        sa.Column("shop_id", KEY, nullable=False),
        _refers("group_shop", "group_id", "group_order"),
        _refers("group_shop", "shop_id", "shop"),
        sa.PrimaryKeyConstraint("group_id", "shop_id", name=op.f("pk_group_shop")),
    )
    op.create_table(
        "group_member",
        sa.Column("id", KEY, nullable=False),
        sa.Column("group_id", KEY, nullable=False),
        sa.Column("secret", sa.String(32), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("joined_at", MOMENT, nullable=False),
        _refers("group_member", "group_id", "group_order"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_member")),
        _once("group_member", "secret"),
    )
    op.create_index(op.f("ix_group_member_group_id"), "group_member", ["group_id"])
    op.create_table(
        "group_wish",
        sa.Column("id", KEY, nullable=False),
        sa.Column("member_id", KEY, nullable=False),
        sa.Column("product_id", KEY, nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("unit", sa.String(30), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit_price", sa.BigInteger(), nullable=False),
        sa.Column("got", sa.Integer(), nullable=True),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_group_wish_quantity")),
        _refers("group_wish", "member_id", "group_member"),
        _refers("group_wish", "product_id", "product"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_wish")),
        sa.UniqueConstraint("member_id", "product_id", name=op.f("uq_group_wish_member_id_product_id")),
    )


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{to}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name)


def _once(table: str, column: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(column, name=op.f(f"uq_{table}_{column}"))
