"""Standing orders: the same goods every week or two, and each turn of them once."""

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _orders()
    _lines()
    _turns()


def _orders() -> None:
    op.create_table(
        "standing_order",
        sa.Column("id", KEY, nullable=False),
        sa.Column("secret", sa.String(32), nullable=False),
        sa.Column("shop_id", KEY, nullable=False),
        sa.Column("from_order_id", KEY, nullable=False),
        sa.Column("buyer_name", sa.String(80), nullable=False),
        sa.Column("buyer_phone", sa.String(16), nullable=False),
        sa.Column("delivery", sa.String(32), nullable=False),
        sa.Column("address", sa.String(200), nullable=False),
        sa.Column("commune_id", KEY, nullable=True),
        sa.Column("note", sa.String(300), nullable=False),
        sa.Column("language", sa.String(5), nullable=False),
        sa.Column("way", sa.String(32), nullable=False),
        sa.Column("pay_by", sa.String(32), nullable=False),
        sa.Column("weeks", sa.Integer(), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.Column("begun_by_id", KEY, nullable=True),
        sa.CheckConstraint("weeks IN (1, 2)", name=op.f("ck_standing_order_weeks")),
        _refers("standing_order", "shop_id", "shop"),
        _refers("standing_order", "from_order_id", "order"),
        _refers("standing_order", "commune_id", "place"),
        _refers("standing_order", "begun_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standing_order")),
        sa.UniqueConstraint("secret", name=op.f("uq_standing_order_secret")),
        sa.UniqueConstraint("from_order_id", name=op.f("uq_standing_order_from_order_id")),
    )
    op.create_index(op.f("ix_standing_order_shop_id"), "standing_order", ["shop_id"])
    op.create_index("ix_standing_order_state_next_on", "standing_order", ["state", "next_on"])


def _lines() -> None:
    op.create_table(
        "standing_line",
        sa.Column("id", KEY, nullable=False),
        sa.Column("standing_id", KEY, nullable=False),
        sa.Column("product_id", KEY, nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_standing_line_quantity")),
        _refers("standing_line", "standing_id", "standing_order"),
        _refers("standing_line", "product_id", "product"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standing_line")),
    )
    op.create_index(op.f("ix_standing_line_standing_id"), "standing_line", ["standing_id"])


def _turns() -> None:
    op.create_table(
        "standing_turn",
        sa.Column("id", KEY, nullable=False),
        sa.Column("standing_id", KEY, nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("why", sa.String(32), nullable=True),
        sa.Column("about", sa.String(120), nullable=False),
        sa.Column("checkout_id", KEY, nullable=True),
        sa.Column("told_at", MOMENT, nullable=False),
        sa.Column("settled_at", MOMENT, nullable=True),
        _refers("standing_turn", "standing_id", "standing_order"),
        _refers("standing_turn", "checkout_id", "checkout"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standing_turn")),
        sa.UniqueConstraint("standing_id", "on", name=op.f("uq_standing_turn_standing_id_on")),
        sa.UniqueConstraint("checkout_id", name=op.f("uq_standing_turn_checkout_id")),
    )
    op.create_index("ix_standing_turn_state_on", "standing_turn", ["state", "on"])


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}")
    )
