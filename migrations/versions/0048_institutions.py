"""For which school, canteen, shop or office somebody buys."""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"


def upgrade() -> None:
    for name, length in (("institution", 32), ("institution_name", 120), ("tax_code", 14)):
        op.add_column("checkout", sa.Column(name, sa.String(length), nullable=True))
