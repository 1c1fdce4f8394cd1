"""Jobs know the request that asked for them.

The default stays: servers of the version before may ask for jobs while this is already done.
"""

import sqlalchemy as sa
from alembic import op

revision = "0077"
down_revision = "0076"


def upgrade() -> None:
    op.add_column("job", sa.Column("asked_by", sa.String(64), nullable=False, server_default=""))
