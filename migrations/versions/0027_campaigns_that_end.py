"""Campaigns end, and are fixed once a report has used them."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    with op.batch_alter_table("campaign") as batch:
        batch.add_column(sa.Column("ended_on", sa.Date(), nullable=True))
        batch.add_column(sa.Column("used_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("""
        UPDATE campaign SET used_at =
        (SELECT min(baseline.used_at) FROM baseline WHERE baseline.campaign_id = campaign.id)
    """)
