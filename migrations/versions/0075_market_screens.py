"""Links that open the big board of a market on a screen."""

import sqlalchemy as sa
from alembic import op

revision = "0075"
down_revision = "0074"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("screen_link") as batch_op:
        batch_op.add_column(sa.Column("fair_id", KEY, nullable=True))
        batch_op.create_foreign_key("fk_screen_link_fair_id_fair", "fair", ["fair_id"], ["id"])
        batch_op.create_index("ix_screen_link_fair_id", ["fair_id"])
