"""Proofs of consent, houses that take over, objections with a clock, sessions that end."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0063"
down_revision = "0062"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "consent_proof",
        sa.Column("id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("mime", sa.String(40), nullable=False),
        sa.Column("by_id", KEY, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_consent_proof_person_id_person"
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name="fk_consent_proof_by_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_consent_proof"),
    )
    op.create_index("ix_consent_proof_person_id", "consent_proof", ["person_id"])
    with op.batch_alter_table("consent") as batch:
        batch.add_column(sa.Column("proof_id", KEY, nullable=True))
        batch.create_foreign_key(
            "fk_consent_proof_id_consent_proof", "consent_proof", ["proof_id"], ["id"]
        )
    op.add_column("household", sa.Column("taken_over_at", MOMENT, nullable=True))
    op.add_column("person", sa.Column("sessions_from", MOMENT, nullable=True))
    op.create_table(
        "objection",
        sa.Column("id", KEY, nullable=False),
        sa.Column("trace_id", KEY, nullable=False),
        sa.Column("household_id", KEY, nullable=False),
        sa.Column("raised_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("decided_by_id", KEY, nullable=True),
        sa.Column("ruling", sa.String(32), nullable=True),
        sa.Column("words", sa.String(300), nullable=False),
        sa.Column("was_put_back", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["trace_id"], ["trace.id"], name="fk_objection_trace_id_trace"),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name="fk_objection_household_id_household"
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name="fk_objection_decided_by_id_person"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_objection"),
        sa.UniqueConstraint("trace_id", name="uq_objection_trace_id"),
    )
    op.create_index("ix_objection_household_id", "objection", ["household_id"])
    op.create_index("ix_objection_decided_at_due_at", "objection", ["decided_at", "due_at"])
    _objections_from_before()


def _objections_from_before() -> None:
    """They stood in the history alone, and nobody had to answer. Their clock begins to run now."""
    trace = sa.table("trace", *map(sa.column, ("id", "verb", "subject", "for_id")),
                     sa.column("at", MOMENT))  # fmt: skip
    household = sa.table("household", sa.column("id"), sa.column("keeper_id"))
    objection = sa.table(
        "objection", sa.column("trace_id"), sa.column("household_id"),
        sa.column("raised_at", MOMENT), sa.column("due_at", MOMENT), sa.column("words"),
        sa.column("was_put_back", sa.Boolean()),
    )  # fmt: skip
    said = (
        sa.select(trace.c.subject, trace.c.at, household.c.id)
        .join(household, household.c.keeper_id == trace.c.for_id)
        .where(trace.c.verb == "contest")
        .order_by(trace.c.id.desc())
    )
    first = {it.subject.partition(":")[2]: it for it in op.get_bind().execute(said)}
    due = datetime.now(UTC) + timedelta(days=3)
    op.bulk_insert(
        objection,
        [
            {"trace_id": int(deed), "household_id": it.id, "raised_at": it.at, "due_at": due,
             "words": "", "was_put_back": False}
            for deed, it in first.items()
        ],
    )  # fmt: skip
