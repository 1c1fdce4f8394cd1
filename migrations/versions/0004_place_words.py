"""Finding places by all the words people say: the commune, its old district, its province."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    # Loading the country again fills it for places that are there already.
    op.add_column("place", sa.Column("words", sa.String(400), nullable=False, server_default=""))
