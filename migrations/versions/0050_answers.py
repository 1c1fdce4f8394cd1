"""New orders are answered by a link or a digit; who should be rung is on a list."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0050"
down_revision = "0049"

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("order", sa.Column("answer_key", sa.String(12), nullable=True))
    op.add_column("message", sa.Column("template", sa.String(40), nullable=True))
    op.add_column("message", sa.Column("fields", JSON, nullable=True))
    _heard()
    _calls()
    _hours()


def _heard() -> None:
    op.create_table(
        "heard_message",
        sa.Column("id", KEY, nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("number", sa.String(80), nullable=False),
        sa.Column("phone", sa.String(16), nullable=False),
        sa.Column("text", sa.String(480), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("heard_at", MOMENT, nullable=False),
        sa.Column("outcome", sa.String(32), nullable=False),
        sa.Column("about", sa.String(12), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_heard_message"),
        sa.UniqueConstraint("channel", "number", name="uq_heard_message_channel_number"),
    )
    op.create_index("ix_heard_message_phone_heard_at", "heard_message", ["phone", "heard_at"])


def _calls() -> None:
    op.create_table(
        "order_call",
        sa.Column("id", KEY, nullable=False),
        sa.Column("order_id", KEY, nullable=False),
        sa.Column("household_id", KEY, nullable=False),
        sa.Column("why", sa.String(32), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("team_told_at", MOMENT, nullable=True),
        sa.Column("commune_told_at", MOMENT, nullable=True),
        sa.Column("rung", sa.String(32), nullable=True),
        sa.Column("rung_at", MOMENT, nullable=True),
        sa.Column("rung_by_id", KEY, nullable=True),
        sa.Column("again_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name="fk_order_call_order_id_order"),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name="fk_order_call_household_id_household"
        ),
        sa.ForeignKeyConstraint(
            ["rung_by_id"], ["person.id"], name="fk_order_call_rung_by_id_person"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_order_call"),
        sa.UniqueConstraint("order_id", name="uq_order_call_order_id"),
    )
    op.create_index("ix_order_call_household_id", "order_call", ["household_id"])


def _hours() -> None:
    op.create_table(
        "answer_hours",
        sa.Column("id", KEY, nullable=False),
        sa.Column("urgency", sa.String(32), nullable=False),
        sa.Column("team", sa.Integer(), nullable=False),
        sa.Column("commune", sa.Integer(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["set_by_id"], ["person.id"], name="fk_answer_hours_set_by_id_person"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_answer_hours"),
    )
