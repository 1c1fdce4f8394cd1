"""How parcels were handed over to whoever carries them."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "handover",
        sa.Column("id", key, nullable=False),
        sa.Column("order_id", key, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", key, nullable=False),
        sa.Column("plate", sa.String(length=20), nullable=False),
        sa.Column("phone", sa.String(length=16), nullable=False),
        sa.Column("station", sa.String(length=120), nullable=False),
        sa.Column("hour", sa.String(length=40), nullable=False),
        sa.Column("tracking", sa.String(length=40), nullable=False),
        sa.Column("photo_id", key, nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_handover_by_id_person")),
        sa.ForeignKeyConstraint(
            ["order_id"], ["order.id"], name=op.f("fk_handover_order_id_order")
        ),
        sa.ForeignKeyConstraint(
            ["photo_id"], ["photo.id"], name=op.f("fk_handover_photo_id_photo")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
        sa.UniqueConstraint("order_id", name=op.f("uq_handover_order_id")),
    )
