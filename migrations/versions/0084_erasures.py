"""Who was erased, by which two officers, and what went. Words may be taken out of an
order's story, and nothing put in."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0084"
down_revision = "0083"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "erasure",
        sa.Column("id", KEY, nullable=False),
        sa.Column("request_id", KEY, nullable=False),
        sa.Column("asked_by_id", KEY, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("confirmed_by_id", KEY, nullable=True),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column(
            "counts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True
        ),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["request_id"], ["data_request.id"], name="fk_erasure_request_id_data_request"
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["person.id"], name="fk_erasure_asked_by_id_person"
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["person.id"], name="fk_erasure_confirmed_by_id_person"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_erasure"),
        sa.UniqueConstraint("request_id", name="uq_erasure_request_id"),
    )
    _words_may_go()


def _words_may_go() -> None:
    same = ("id", "order_id", "at", "kind", "actor_id", "amount")
    emptied = "NEW.note IS NULL AND OLD.note IS NOT NULL"
    if op.get_bind().dialect.name == "postgresql":
        unchanged = " AND ".join(f"NEW.{it} IS NOT DISTINCT FROM OLD.{it}" for it in same)
        op.execute(f"""
            CREATE FUNCTION refuse_change_of_order_event() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF TG_OP = 'UPDATE' AND {emptied} AND {unchanged} THEN RETURN NEW; END IF;
                RAISE EXCEPTION 'order_event is append-only';
            END $$
        """)
        op.execute("DROP TRIGGER order_event_append_only ON order_event")
        op.execute("""
            CREATE TRIGGER order_event_append_only BEFORE UPDATE OR DELETE ON order_event
            FOR EACH ROW EXECUTE FUNCTION refuse_change_of_order_event()
        """)
        return
    unchanged = " AND ".join(f"NEW.{it} IS OLD.{it}" for it in same)
    op.execute("DROP TRIGGER order_event_no_update")
    op.execute(f"""
        CREATE TRIGGER order_event_no_update BEFORE UPDATE ON order_event
        WHEN NOT ({emptied} AND {unchanged})
        BEGIN SELECT raise(ABORT, 'order_event is append-only'); END
    """)
