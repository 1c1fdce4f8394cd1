"""What people ask about their own data, and what happened to it."""

import sqlalchemy as sa
from alembic import op

revision = "0079"
down_revision = "0078"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
LIVE = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "data_request",
        sa.Column("id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("place_id", KEY, nullable=True),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("words", sa.String(600), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("reply_by", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("is_longer", sa.Boolean(), nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_data_request_person_id_person"),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name="fk_data_request_place_id_place"),
        sa.PrimaryKeyConstraint("id", name="pk_data_request"),
    )
    op.create_index("ix_data_request_person_id", "data_request", ["person_id"])
    op.create_index("ix_data_request_ended_at_due_on", "data_request", ["ended_at", "due_on"])
    op.create_index(
        "uq_data_request_person_id_kind",
        "data_request",
        ["person_id", "kind"],
        unique=True,
        sqlite_where=LIVE,
        postgresql_where=LIVE,
    )
    op.create_table(
        "data_request_step",
        sa.Column("id", KEY, nullable=False),
        sa.Column("request_id", KEY, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("what", sa.String(32), nullable=False),
        sa.Column("by_id", KEY, nullable=False),
        sa.Column("words", sa.String(600), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["data_request.id"], name="fk_data_request_step_request_id_data_request"
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name="fk_data_request_step_by_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_data_request_step"),
    )
    op.create_index("ix_data_request_step_request_id", "data_request_step", ["request_id"])
