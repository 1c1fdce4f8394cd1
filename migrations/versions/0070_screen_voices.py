"""What key screens say, recorded in the tongues of a province, and in which one each listens."""

import sqlalchemy as sa
from alembic import op

revision = "0070"
down_revision = "0069"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("person", sa.Column("listens_in", sa.String(32), nullable=True))
    op.create_table(
        "screen_voice",
        sa.Column("id", KEY, nullable=False),
        sa.Column("place_id", KEY, nullable=False),
        sa.Column("screen", sa.String(60), nullable=False),
        sa.Column("tongue", sa.String(32), nullable=False),
        sa.Column("speaker", sa.String(80), nullable=False),
        sa.Column("words", sa.String(16), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("by_id", KEY, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("silence", sa.String(32), nullable=True),
        sa.Column("silenced_at", MOMENT, nullable=True),
        sa.Column("silenced_by_id", KEY, nullable=True),
        sa.ForeignKeyConstraint(
            ["place_id"], ["place.id"], name="fk_screen_voice_place_id_place"
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name="fk_screen_voice_by_id_person"),
        sa.ForeignKeyConstraint(
            ["silenced_by_id"], ["person.id"], name="fk_screen_voice_silenced_by_id_person"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_screen_voice"),
    )
    op.create_index("ix_screen_voice_tongue", "screen_voice", ["tongue", "screen", "place_id"])
    op.create_table(
        "screen_sound",
        sa.Column("id", KEY, nullable=False),
        sa.Column("voice_id", KEY, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["voice_id"], ["screen_voice.id"], name="fk_screen_sound_voice_id_screen_voice"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_screen_sound"),
        sa.UniqueConstraint("voice_id", name="uq_screen_sound_voice_id"),
    )
