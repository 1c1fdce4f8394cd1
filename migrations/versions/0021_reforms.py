"""Changes of communes that staff enter, and where villages lay before."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.create_table(
        "former_commune",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "village_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "commune_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("until", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["place.id"], name=op.f("fk_former_commune_commune_id_place")
        ),
        sa.ForeignKeyConstraint(
            ["village_id"], ["place.id"], name=op.f("fk_former_commune_village_id_place")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_commune")),
    )
    with op.batch_alter_table("former_commune", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_former_commune_commune_id"), ["commune_id"], unique=False
        )
        batch_op.create_index(
            "ix_former_commune_village_id_until", ["village_id", "until"], unique=False
        )

    op.create_table(
        "reform",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("place_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("decision", sa.String(length=80), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("plan", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column(
            "journal", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "entered_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("refused", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["person.id"], name=op.f("fk_reform_entered_by_id_person")
        ),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_reform_place_id_place")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reform")),
    )
    with op.batch_alter_table("reform", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reform_changed_at"), ["changed_at"], unique=False)
        batch_op.create_index("ix_reform_place_id", ["place_id"], unique=False)

    op.create_table(
        "undecided",
        sa.Column(
            "household_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "reform_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_undecided_household_id_household")
        ),
        sa.ForeignKeyConstraint(
            ["reform_id"], ["reform.id"], name=op.f("fk_undecided_reform_id_reform")
        ),
        sa.PrimaryKeyConstraint("household_id", name=op.f("pk_undecided")),
    )
    with op.batch_alter_table("undecided", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_undecided_reform_id"), ["reform_id"], unique=False)

    op.add_column(
        "baseline",
        sa.Column("is_estimate", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    _fill()


def _fill() -> None:
    """Where villages lay, by where their households lived before the village went over."""
    op.execute("""
        INSERT INTO former_commune (village_id, commune_id, until)
        SELECT DISTINCT before.village_id, before.commune_id, before.to_day
        FROM residence AS before
        JOIN residence AS later ON later.household_id = before.household_id
        WHERE later.village_id = before.village_id AND later.from_day = before.to_day
        AND later.commune_id <> before.commune_id
    """)
