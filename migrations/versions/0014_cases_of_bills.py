"""Cases of bills."""

from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    kind = "BIGINT" if op.get_bind().dialect.name == "postgresql" else "INTEGER"
    reference = "CONSTRAINT fk_payment_case_bill_id_bill REFERENCES bill (id)"
    op.execute(f"ALTER TABLE payment_case ADD COLUMN bill_id {kind} {reference}")
    op.execute(
        "CREATE INDEX ix_payment_case_bill_id ON payment_case (bill_id) WHERE bill_id IS NOT NULL"
    )
