"""Several baselines a campaign, each of its place and day; targets."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _baselines()
    _targets()
    _guard()


def _baselines() -> None:
    with op.batch_alter_table("baseline") as batch:
        batch.add_column(sa.Column("place_id", KEY, nullable=True))
        batch.add_column(sa.Column("multiple", sa.Numeric(12, 3), nullable=True))
        batch.add_column(sa.Column("entered_by_id", KEY, nullable=True))
        batch.add_column(sa.Column("used_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("""
        UPDATE baseline SET place_id =
        (SELECT campaign.place_id FROM campaign WHERE campaign.id = baseline.campaign_id)
    """)
    with op.batch_alter_table("baseline") as batch:
        batch.alter_column("place_id", existing_type=KEY, nullable=False)
        batch.drop_constraint(op.f("uq_baseline_campaign_id_indicator"), type_="unique")
        batch.create_unique_constraint(
            "uq_baseline_told", ["campaign_id", "indicator", "place_id", "on"]
        )
        batch.create_foreign_key(
            op.f("fk_baseline_place_id_place"), "place", ["place_id"], ["id"]
        )
        batch.create_foreign_key(
            op.f("fk_baseline_entered_by_id_person"), "person", ["entered_by_id"], ["id"]
        )


def _targets() -> None:
    op.create_table(
        "target",
        sa.Column("id", KEY, nullable=False),
        sa.Column("place_id", KEY, nullable=False),
        sa.Column("indicator", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("goal", sa.Numeric(18, 3), nullable=False),
        sa.Column("began_on", sa.Date(), nullable=False),
        sa.Column("began_at", sa.Numeric(18, 3), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("owner", sa.String(length=120), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("set_by_id", KEY, nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dropped_on", sa.Date(), nullable=True),
        sa.Column("why_dropped", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_target_place_id_place")),
        sa.ForeignKeyConstraint(
            ["set_by_id"], ["person.id"], name=op.f("fk_target_set_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target")),
    )
    op.create_index("ix_target_place_id", "target", ["place_id"])


def _guard() -> None:
    """What a report was frozen with stays."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("""
            CREATE TRIGGER baseline_used BEFORE UPDATE OR DELETE ON baseline
            FOR EACH ROW WHEN (OLD.used_at IS NOT NULL) EXECUTE FUNCTION refuse_change()
        """)
        return
    for change in ("UPDATE", "DELETE"):
        op.execute(f"""
            CREATE TRIGGER baseline_no_{change.lower()} BEFORE {change} ON baseline
            WHEN OLD.used_at IS NOT NULL
            BEGIN SELECT raise(ABORT, 'baseline is append-only'); END
        """)
