"""Grades are found by an index of grades alone."""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"

NAME, GRADES = "ix_product_variant_of_id", sa.text("variant_of_id IS NOT NULL")


def upgrade() -> None:
    op.drop_index(NAME, "product")
    op.create_index(
        NAME, "product", ["variant_of_id"], sqlite_where=GRADES, postgresql_where=GRADES
    )
