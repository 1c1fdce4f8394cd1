"""What buyers and households say to each other about an order."""

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0054"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "order_note",
        sa.Column("id", KEY, nullable=False),
        sa.Column("order_id", KEY, nullable=False),
        sa.Column("side", sa.String(length=32), nullable=False),
        sa.Column("saying", sa.String(length=32), nullable=True),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("by_id", KEY, nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_order_note_order_id_order")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_order_note_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_note")),
    )
    op.create_index(op.f("ix_order_note_order_id"), "order_note", ["order_id"])
    op.create_index("ix_order_note_written_at", "order_note", ["written_at"])
    op.create_table(
        "order_voice",
        sa.Column("id", KEY, nullable=False),
        sa.Column("note_id", KEY, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["note_id"], ["order_note.id"], name=op.f("fk_order_voice_note_id_order_note")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_voice")),
        sa.UniqueConstraint("note_id", name=op.f("uq_order_voice_note_id")),
    )
