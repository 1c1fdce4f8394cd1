"""Sums that lie under a key of their own while communes change."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "apart",
        sa.Column("place_id", KEY, autoincrement=False, nullable=False),
        sa.Column("commune_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_apart_place_id_place")),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["place.id"], name=op.f("fk_apart_commune_id_place")
        ),
        sa.PrimaryKeyConstraint("place_id", name=op.f("pk_apart")),
    )
    op.create_index(op.f("ix_apart_commune_id"), "apart", ["commune_id"])
