"""How much is in one of what is sold, read from the words where they are plain."""

import sqlalchemy as sa
from alembic import op

from storefront import units

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    op.add_column("product", sa.Column("measure", sa.String(length=32), nullable=True))
    op.add_column("product", sa.Column("holds", sa.Integer(), nullable=True))
    _fill()


def _fill() -> None:
    """A few dozen ways of saying it, however many products there are."""
    product = sa.table("product", sa.column("unit"), sa.column("measure"), sa.column("holds"))
    for (unit,) in op.get_bind().execute(sa.select(product.c.unit).distinct()).all():
        held = units.read(unit)
        if held:
            op.execute(
                product.update()
                .where(product.c.unit == unit)
                .values(measure=held.measure.value, holds=held.many)
            )
