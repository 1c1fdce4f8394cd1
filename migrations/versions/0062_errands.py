"""What phones wrote down without signal: each once, and photos that come in pieces."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0062"
down_revision = "0061"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "errand",
        sa.Column("id", KEY, nullable=False),
        sa.Column("client_id", sa.String(36), nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("outcome", JSON, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_errand_person_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_errand"),
        sa.UniqueConstraint("client_id", name="uq_errand_client_id"),
    )
    op.create_index("ix_errand_person_id", "errand", ["person_id"])
    op.create_table(
        "sent_photo",
        sa.Column("id", KEY, nullable=False),
        sa.Column("client_id", sa.String(36), nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_sent_photo_person_id_person"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_sent_photo"),
        sa.UniqueConstraint("client_id", name="uq_sent_photo_client_id"),
    )
    op.create_index("ix_sent_photo_person_id", "sent_photo", ["person_id"])
    op.create_index("ix_sent_photo_begun_at", "sent_photo", ["begun_at"])
