"""How often a recording of a key screen was begun, by day."""

import sqlalchemy as sa
from alembic import op

revision = "0082"
down_revision = "0081"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "screen_play",
        sa.Column("id", KEY, nullable=False),
        sa.Column("voice_id", KEY, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("many", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["voice_id"], ["screen_voice.id"], name="fk_screen_play_voice_id_screen_voice"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_screen_play"),
        sa.UniqueConstraint("voice_id", "day", name="uq_screen_play_voice_id_day"),
    )
