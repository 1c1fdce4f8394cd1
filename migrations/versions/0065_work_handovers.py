"""The open work of a team, given from one leader to the next."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0065"
down_revision = "0064"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
PEOPLE = ("from_id", "to_id", "by_id")


def upgrade() -> None:
    op.create_table(
        "work_handover",
        sa.Column("id", KEY, nullable=False),
        sa.Column("team_id", KEY, nullable=False),
        *(sa.Column(name, KEY, nullable=False) for name in PEOPLE),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("received_at", MOMENT, nullable=True),
        sa.Column("items", JSON, nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name="fk_work_handover_team_id_team"),
        *(
            sa.ForeignKeyConstraint([it], ["person.id"], name=f"fk_work_handover_{it}_person")
            for it in PEOPLE
        ),
        sa.PrimaryKeyConstraint("id", name="pk_work_handover"),
    )
    op.create_index("ix_work_handover_team_id", "work_handover", ["team_id"])
    op.create_index("ix_work_handover_to_id_received_at", "work_handover", ["to_id", "received_at"])
