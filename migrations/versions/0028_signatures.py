"""Who signed a report by which certificate, and whether the moment was stamped."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "signature",
        sa.Column("id", KEY, nullable=False),
        sa.Column("report_id", KEY, nullable=False),
        sa.Column("holder", sa.String(length=200), nullable=False),
        sa.Column("certificate", sa.String(length=64), nullable=False),
        sa.Column("authority", sa.LargeBinary(), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_practice", sa.Boolean(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stamped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stamped_by", sa.String(length=200), nullable=True),
        sa.Column("no_stamp", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_signature_report_id_report")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature")),
        sa.UniqueConstraint("report_id", name=op.f("uq_signature_report_id")),
    )
    op.create_index(op.f("ix_signature_certificate"), "signature", ["certificate"])
