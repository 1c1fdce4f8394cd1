"""What was pressed is chained; of a sealed trace the words can be erased, and nothing else."""

import sqlalchemy as sa
from alembic import op

revision = "0083"
down_revision = "0082"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "trace_link",
        sa.Column("id", KEY, nullable=False),
        sa.Column("trace_id", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.LargeBinary(length=32), nullable=False),
        sa.Column("salt", sa.LargeBinary(length=16), nullable=True),
        sa.Column("chained", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_trace_link"),
        sa.UniqueConstraint("trace_id", name="uq_trace_link_trace_id"),
    )
    op.create_table(
        "trace_head",
        sa.Column("id", KEY, nullable=False),
        sa.Column("link_id", sa.BigInteger(), nullable=False),
        sa.Column("newest_id", sa.BigInteger(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.Column("sealed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_trace_head"),
        sa.UniqueConstraint("link_id", name="uq_trace_head_link_id"),
    )
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgresql()
    else:
        _guard_sqlite()


SAME = {
    "trace": ("id", "at", "actor_id", "for_id", "verb", "subject"),
    "trace_link": ("id", "trace_id", "words", "chained"),
}
"""What never changes."""
UNSALTED = "EXISTS (SELECT 1 FROM trace_link WHERE trace_id = OLD.id AND salt IS NULL)"
EMPTIED = {
    "postgresql": {
        "trace": f"NEW.detail = '{{}}'::jsonb AND NEW.note IS NULL AND {UNSALTED}",
        "trace_link": "NEW.salt IS NULL",
    },
    "sqlite": {
        "trace": f"NEW.detail = '{{}}' AND NEW.note IS NULL AND {UNSALTED}",
        "trace_link": "NEW.salt IS NULL",
    },
}


def _guard_postgresql() -> None:
    for table, columns in SAME.items():
        same = " AND ".join(f"NEW.{it} IS NOT DISTINCT FROM OLD.{it}" for it in columns)
        op.execute(f"""
            CREATE FUNCTION refuse_change_of_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF TG_OP = 'UPDATE' THEN
                    IF {same} AND {EMPTIED["postgresql"][table]} THEN RETURN NEW; END IF;
                END IF;
                RAISE EXCEPTION '{table} is append-only';
            END $$
        """)
        op.execute(f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}")
        op.execute(f"""
            CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION refuse_change_of_{table}()
        """)
    op.execute("""
        CREATE TRIGGER trace_head_append_only BEFORE UPDATE OR DELETE ON trace_head
        FOR EACH ROW EXECUTE FUNCTION refuse_change()
    """)


def _guard_sqlite() -> None:
    op.execute("DROP TRIGGER trace_no_update")
    for table, columns in SAME.items():
        same = " AND ".join(f"NEW.{it} IS OLD.{it}" for it in columns)
        _refuse("UPDATE", table, f"WHEN NOT ({same} AND {EMPTIED['sqlite'][table]})")
    _refuse("UPDATE", "trace_head")
    for table in ("trace_link", "trace_head"):
        _refuse("DELETE", table)


def _refuse(change: str, table: str, when: str = "") -> None:
    op.execute(f"""
        CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} {when}
        BEGIN SELECT raise(ABORT, '{table} is append-only'); END
    """)
