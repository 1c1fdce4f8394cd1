"""Shops that people come back to."""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"


def upgrade() -> None:
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "saved_shop",
        sa.Column("person_id", key, nullable=False),
        sa.Column("shop_id", key, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_saved_shop_person_id_person")),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_saved_shop_shop_id_shop")),
        sa.PrimaryKeyConstraint("person_id", "shop_id", name=op.f("pk_saved_shop")),
    )
