"""Who opened which lesson, and passed it."""

import sqlalchemy as sa
from alembic import op

revision = "0072"
down_revision = "0071"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "lesson_try",
        sa.Column("id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("lesson", sa.String(40), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("passed_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_lesson_try_person_id_person"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_lesson_try"),
        sa.UniqueConstraint("person_id", "lesson", name="uq_lesson_try_person_id_lesson"),
    )
