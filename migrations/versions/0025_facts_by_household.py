"""The index of a household's facts holds what their sums are made of."""

from alembic import op

revision = "0025"
down_revision = "0024"

COLUMNS = ["household_id", "indicator", "day", "commune_id", "amount"]


def upgrade() -> None:
    op.create_index("ix_fact_of_household", "fact", COLUMNS)
    op.drop_index("ix_fact_household_id_indicator", table_name="fact")
