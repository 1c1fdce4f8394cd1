"""Whose shop here an imported row seems to be."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    with op.batch_alter_table("imported_row", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "household_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
            )
        )
        batch_op.create_index("ix_imported_row_household_id", ["household_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_imported_row_household_id_household"),
            "household",
            ["household_id"],
            ["id"],
        )
