"""Market days: stalls, sales, close-outs and reports; where stickers hang, and who looked."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0068"
down_revision = "0067"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "fair",
        sa.Column("id", KEY, nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("series", sa.String(length=12), nullable=False),
        sa.Column("repeats", sa.String(32), nullable=False),
        sa.Column("place_id", KEY, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("spot", sa.String(length=200), nullable=False),
        sa.Column("opens_at", MOMENT, nullable=False),
        sa.Column("closes_at", MOMENT, nullable=False),
        sa.Column("fee", sa.BigInteger(), nullable=False),
        sa.Column("host_id", KEY),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column(
            "made_by_id", KEY, nullable=False
        ),
        sa.Column("cancelled_at", MOMENT),
        sa.Column(
            "cancelled_by_id", KEY, nullable=True
        ),
        sa.Column("cancelled_why", sa.String(length=200), nullable=False),
        sa.CheckConstraint("closes_at > opens_at", name="ck_fair_hours"),
        sa.CheckConstraint("fee >= 0", name="ck_fair_fee"),
        sa.ForeignKeyConstraint(
            ["cancelled_by_id"], ["person.id"], name="fk_fair_cancelled_by_id_person"
        ),
        sa.ForeignKeyConstraint(["host_id"], ["shop.id"], name="fk_fair_host_id_shop"),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["person.id"], name="fk_fair_made_by_id_person"
        ),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name="fk_fair_place_id_place"),
        sa.PrimaryKeyConstraint("id", name="pk_fair"),
        sa.UniqueConstraint("code", name="uq_fair_code"),
    )
    op.create_index("ix_fair_place_id_opens_at", "fair", ["place_id", "opens_at"])

    op.create_table(
        "fair_report",
        sa.Column("id", KEY, nullable=False),
        sa.Column("fair_id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "content", JSON, nullable=False
        ),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("frozen_at", MOMENT, nullable=False),
        sa.Column(
            "frozen_by_id", KEY, nullable=False
        ),
        sa.ForeignKeyConstraint(["fair_id"], ["fair.id"], name="fk_fair_report_fair_id_fair"),
        sa.ForeignKeyConstraint(
            ["frozen_by_id"], ["person.id"], name="fk_fair_report_frozen_by_id_person"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_fair_report"),
        sa.UniqueConstraint("fair_id", "number", name="uq_fair_report_fair_id_number"),
    )
    op.create_table(
        "poster_scan",
        sa.Column("id", KEY, nullable=False),
        sa.Column("poster_id", KEY),
        sa.Column("serial", sa.String(length=20), nullable=False),
        sa.Column("sight", sa.String(32), nullable=False),
        sa.Column("content", sa.String(length=600), nullable=False),
        sa.Column("spot", sa.String(length=80), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by_id", KEY, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.Column(
            "ended_by_id", KEY, nullable=True
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name="fk_poster_scan_by_id_person"),
        sa.ForeignKeyConstraint(
            ["ended_by_id"], ["person.id"], name="fk_poster_scan_ended_by_id_person"
        ),
        sa.ForeignKeyConstraint(
            ["poster_id"], ["poster.id"], name="fk_poster_scan_poster_id_poster"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_poster_scan"),
    )
    op.create_index("ix_poster_scan_poster_id_at", "poster_scan", ["poster_id", "at"])

    op.create_table(
        "stall",
        sa.Column("id", KEY, nullable=False),
        sa.Column("fair_id", KEY, nullable=False),
        sa.Column("row", sa.String(length=2), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("shop_id", KEY),
        sa.Column("keeper_name", sa.String(length=80), nullable=False),
        sa.Column("keeper_phone", sa.String(length=16)),
        sa.Column("given_at", MOMENT),
        sa.Column(
            "given_by_id", KEY, nullable=True
        ),
        sa.Column(
            "fee_bill_id", KEY, nullable=True
        ),
        sa.Column("poster_id", KEY),
        sa.Column("closed_at", MOMENT),
        sa.ForeignKeyConstraint(["poster_id"], ["poster.id"], name="fk_stall_poster_id_poster"),
        sa.ForeignKeyConstraint(["fair_id"], ["fair.id"], name="fk_stall_fair_id_fair"),
        sa.ForeignKeyConstraint(
            ["fee_bill_id"], ["bill.id"], name="fk_stall_fee_bill_id_bill"
        ),
        sa.ForeignKeyConstraint(
            ["given_by_id"], ["person.id"], name="fk_stall_given_by_id_person"
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name="fk_stall_shop_id_shop"),
        sa.PrimaryKeyConstraint("id", name="pk_stall"),
        sa.UniqueConstraint("fair_id", "row", "number", name="uq_stall_fair_id_row_number"),
    )
    op.create_index("ix_stall_shop_id", "stall", ["shop_id"])
    op.create_index("ix_stall_poster_id", "stall", ["poster_id"])

    op.create_table(
        "close_out",
        sa.Column("id", KEY, nullable=False),
        sa.Column("stall_id", KEY, nullable=False),
        sa.Column("sales", sa.Integer(), nullable=False),
        sa.Column("cash", sa.BigInteger(), nullable=False),
        sa.Column("told", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("counted", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("closed_at", MOMENT, nullable=False),
        sa.Column(
            "closed_by_id", KEY, nullable=False
        ),
        sa.Column("agreed_at", MOMENT),
        sa.Column(
            "agreed_by_id", KEY, nullable=True
        ),
        sa.Column("on_paper", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreed_by_id"], ["person.id"], name="fk_close_out_agreed_by_id_person"
        ),
        sa.ForeignKeyConstraint(
            ["closed_by_id"], ["person.id"], name="fk_close_out_closed_by_id_person"
        ),
        sa.ForeignKeyConstraint(
            ["stall_id"], ["stall.id"], name="fk_close_out_stall_id_stall"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_close_out"),
        sa.UniqueConstraint("stall_id", name="uq_close_out_stall_id"),
    )
    op.create_table(
        "stall_ask",
        sa.Column("id", KEY, nullable=False),
        sa.Column("fair_id", KEY, nullable=False),
        sa.Column("shop_id", KEY, nullable=False),
        sa.Column("sells", sa.String(length=120), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column(
            "asked_by_id", KEY, nullable=False
        ),
        sa.Column("decided_at", MOMENT),
        sa.Column(
            "decided_by_id", KEY, nullable=True
        ),
        sa.Column("stall_id", KEY),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["person.id"], name="fk_stall_ask_asked_by_id_person"
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name="fk_stall_ask_decided_by_id_person"
        ),
        sa.ForeignKeyConstraint(["fair_id"], ["fair.id"], name="fk_stall_ask_fair_id_fair"),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name="fk_stall_ask_shop_id_shop"),
        sa.ForeignKeyConstraint(
            ["stall_id"], ["stall.id"], name="fk_stall_ask_stall_id_stall"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_stall_ask"),
        sa.UniqueConstraint("fair_id", "shop_id", name="uq_stall_ask_fair_id_shop_id"),
    )
    op.create_index("ix_stall_ask_shop_id", "stall_ask", ["shop_id"])

    op.create_table(
        "stall_sale",
        sa.Column("id", KEY, nullable=False),
        sa.Column("stall_id", KEY, nullable=False),
        sa.Column("slip", sa.Integer(), nullable=False),
        sa.Column("bill_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["bill_id"], ["bill.id"], name="fk_stall_sale_bill_id_bill"),
        sa.ForeignKeyConstraint(
            ["stall_id"], ["stall.id"], name="fk_stall_sale_stall_id_stall"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_stall_sale"),
        sa.UniqueConstraint("bill_id", name="uq_stall_sale_bill_id"),
        sa.UniqueConstraint("stall_id", "slip", name="uq_stall_sale_stall_id_slip"),
    )
    with op.batch_alter_table("poster") as batch_op:
        batch_op.add_column(sa.Column("placed_at", MOMENT))
        batch_op.add_column(
            sa.Column(
                "placed_by_id", KEY, nullable=True
            )
        )
        batch_op.add_column(sa.Column("spot", sa.String(length=80), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("check_asked_at", MOMENT))
        batch_op.create_foreign_key(
            "fk_poster_placed_by_id_person", "person", ["placed_by_id"], ["id"]
        )
    with op.batch_alter_table("poster") as batch_op:
        batch_op.alter_column("spot", server_default=None)
