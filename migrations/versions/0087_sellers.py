"""What a shop says of who sells."""

import sqlalchemy as sa
from alembic import op

revision = "0087"
down_revision = "0086"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "seller",
        sa.Column("id", KEY, nullable=False),
        sa.Column("shop_id", KEY, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=True),
        sa.Column("tax_code", sa.String(length=14), nullable=True),
        sa.Column("registration", sa.String(length=60), nullable=True),
        sa.Column("issuer", sa.String(length=120), nullable=True),
        sa.Column("registered_on", sa.Date(), nullable=True),
        sa.Column("phone", sa.String(length=16), nullable=True),
        sa.Column("declared_at", MOMENT, nullable=False),
        sa.Column("declared_by_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name="fk_seller_shop_id_shop"),
        sa.ForeignKeyConstraint(
            ["declared_by_id"], ["person.id"], name="fk_seller_declared_by_id_person"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_seller"),
        sa.UniqueConstraint("shop_id", name="uq_seller_shop_id"),
    )
