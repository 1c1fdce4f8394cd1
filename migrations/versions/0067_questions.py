"""Questions of those who are stuck, and who answered when."""

import sqlalchemy as sa
from alembic import op

revision = "0067"
down_revision = "0066"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "question",
        sa.Column("id", KEY, nullable=False),
        sa.Column("asked_by_id", KEY, nullable=False),
        sa.Column("place_id", KEY, nullable=False),
        sa.Column("step", sa.String(120), nullable=False),
        sa.Column("words", sa.String(600), nullable=False),
        sa.Column("picture", sa.String(60), nullable=True),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["person.id"], name="fk_question_asked_by_id_person"
        ),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name="fk_question_place_id_place"),
        sa.PrimaryKeyConstraint("id", name="pk_question"),
    )
    op.create_index("ix_question_asked_by_id", "question", ["asked_by_id"])
    op.create_index("ix_question_place_id", "question", ["place_id"])
    op.create_index("ix_question_settled_at_asked_at", "question", ["settled_at", "asked_at"])
    op.create_table(
        "question_reply",
        sa.Column("id", KEY, nullable=False),
        sa.Column("question_id", KEY, nullable=False),
        sa.Column("by_id", KEY, nullable=False),
        sa.Column("words", sa.String(600), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name="fk_question_reply_question_id_question"
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name="fk_question_reply_by_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_question_reply"),
    )
    op.create_index("ix_question_reply_question_id", "question_reply", ["question_id"])
