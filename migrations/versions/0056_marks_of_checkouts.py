"""A checkout knows by itself in which browser it was made."""

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"


def upgrade() -> None:
    op.add_column("checkout", sa.Column("mark", sa.String(24), nullable=True))
    op.execute(
        "UPDATE checkout SET mark ="
        " (SELECT min(mark.mark) FROM mark WHERE mark.checkout_id = checkout.id)"
        " WHERE id IN (SELECT checkout_id FROM mark)"
    )
    op.execute("DELETE FROM mark WHERE person_id IS NULL")
    op.create_index(
        "ix_checkout_marked",
        "checkout",
        ["placed_at"],
        sqlite_where=sa.text("mark IS NOT NULL"),
        postgresql_where=sa.text("mark IS NOT NULL"),
    )
    with op.batch_alter_table("mark") as batch:
        batch.drop_index("ix_mark_at")
        batch.drop_constraint(op.f("uq_mark_checkout_id_mark"), type_="unique")
        batch.drop_constraint(op.f("fk_mark_checkout_id_checkout"), type_="foreignkey")
        batch.drop_column("checkout_id")
        batch.alter_column("person_id", nullable=False)
