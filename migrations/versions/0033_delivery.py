"""Ways of delivery: what shops offer, what carriers ask, and how each parcel goes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    op.create_table(
        "carrier_table",
        sa.Column("id", key, nullable=False),
        sa.Column("carrier", sa.String(32), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("rows", json, nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by_id", key, nullable=False),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["person.id"], name=op.f("fk_carrier_table_entered_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carrier_table")),
    )
    op.create_index("ix_carrier_table_carrier_from_day", "carrier_table", ["carrier", "from_day"])
    op.add_column("shop", sa.Column("ways", json, nullable=True))
    op.add_column("order", sa.Column("way", sa.String(32), nullable=False, server_default="send"))
    op.add_column("order", sa.Column("leaves_on", sa.Date(), nullable=True))
    op.add_column("order", sa.Column("terms", json, nullable=True))
    op.execute("""
        UPDATE "order" SET way = 'pick_up'
        WHERE checkout_id IN (SELECT id FROM checkout WHERE delivery = 'pick_up')
    """)
