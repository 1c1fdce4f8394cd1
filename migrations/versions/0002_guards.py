"""The books watch themselves: rows that are only added, journals that sum to zero."""

from alembic import op

revision = "0002"
down_revision = "0001"

APPEND_ONLY = ("fact", "journal", "movement", "order_event", "trace")


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgresql()
    else:
        _guard_sqlite()


def _guard_postgresql() -> None:
    op.execute("""
        CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$
    """)
    for table in APPEND_ONLY:
        op.execute(f"""
            CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON "{table}"
            FOR EACH ROW EXECUTE FUNCTION refuse_change()
        """)
    op.execute("""
        CREATE FUNCTION refuse_unbalanced() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF (SELECT sum(amount) FROM movement WHERE journal_id = NEW.journal_id) <> 0 THEN
                RAISE EXCEPTION 'journal % does not sum to zero', NEW.journal_id;
            END IF;
            RETURN NULL;
        END $$
    """)
    op.execute("""
        CREATE CONSTRAINT TRIGGER movement_balanced AFTER INSERT ON movement
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse_unbalanced()
    """)


def _guard_sqlite() -> None:
    for table in APPEND_ONLY:
        for change in ("UPDATE", "DELETE"):
            op.execute(f"""
                CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON "{table}"
                BEGIN SELECT raise(ABORT, '{table} is append-only'); END
            """)
    _refuse_unbalanced_on_sqlite()


def _refuse_unbalanced_on_sqlite() -> None:
    """Make the commit fail while some journal is off.

    SQLite has no deferred triggers, but it does check deferred references at commit. A journal
    that does not sum to zero has a row that points at nothing; the row goes when it does sum.
    """
    op.execute("CREATE TABLE unsettled_nowhere (id INTEGER PRIMARY KEY)")
    op.execute("""
        CREATE TABLE unsettled_journal (
            journal_id INTEGER PRIMARY KEY,
            off_by BIGINT NOT NULL,
            must_be_gone INTEGER NOT NULL DEFAULT 1
                REFERENCES unsettled_nowhere (id) DEFERRABLE INITIALLY DEFERRED
        )
    """)
    op.execute("""
        CREATE TRIGGER movement_balanced AFTER INSERT ON movement
        BEGIN
            INSERT INTO unsettled_journal (journal_id, off_by) VALUES (NEW.journal_id, NEW.amount)
            ON CONFLICT (journal_id) DO UPDATE SET off_by = off_by + excluded.off_by;
            DELETE FROM unsettled_journal WHERE journal_id = NEW.journal_id AND off_by = 0;
        END
    """)
