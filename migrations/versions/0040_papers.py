"""Certificates with a picture of the paper, who wrote them down, and when their end was spoken of."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.add_column(sa.Column("photo_id", KEY, nullable=True))
        batch_op.add_column(sa.Column("entered_by_id", KEY, nullable=True))
        batch_op.add_column(sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True))
        for name, table in (("photo_id", "photo"), ("entered_by_id", "person")):
            batch_op.create_foreign_key(
                batch_op.f(f"fk_certificate_{name}_{table}"), table, [name], ["id"]
            )
