"""Terms accepted aloud or on paper may carry a voice note or a photo, as consents do."""

import sqlalchemy as sa
from alembic import op

revision = "0091"
down_revision = "0090"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("terms_acceptance") as batch:
        batch.add_column(sa.Column("proof_id", KEY, nullable=True))
        batch.create_foreign_key(
            op.f("fk_terms_acceptance_proof_id_consent_proof"),
            "consent_proof",
            ["proof_id"],
            ["id"],
        )
