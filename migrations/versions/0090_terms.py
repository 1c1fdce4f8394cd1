"""Who has accepted which version of the terms for sellers."""

import sqlalchemy as sa
from alembic import op

revision = "0090"
down_revision = "0089"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "terms_acceptance",
        sa.Column("id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("mode", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("witness", sa.String(length=80), nullable=True),
        sa.Column("collector_id", KEY, nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [name], ["person.id"], name=op.f(f"fk_terms_acceptance_{name}_person")
            )
            for name in ("person_id", "collector_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terms_acceptance")),
        sa.UniqueConstraint(
            "person_id", "version", name=op.f("uq_terms_acceptance_person_id_version")
        ),
    )
    op.create_index(op.f("ix_terms_acceptance_collector_id"), "terms_acceptance", ["collector_id"])
