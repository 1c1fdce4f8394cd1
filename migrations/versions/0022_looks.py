"""Who looked at rows about households, and exports of more kinds, which may fail."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.create_table(
        "look",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seen", sa.String(32), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("place_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("is_whole", sa.Boolean(), nullable=False),
        sa.Column("is_taken", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_look_actor_id_person")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_look_place_id_place")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_look")),
    )
    with op.batch_alter_table("look", schema=None) as batch_op:
        batch_op.create_index("ix_look_at", ["at"], unique=False)
        batch_op.create_index("ix_look_place_id_at", ["place_id", "at"], unique=False)

    op.create_table(
        "looked_at",
        sa.Column("look_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.ForeignKeyConstraint(["look_id"], ["look.id"], name=op.f("fk_looked_at_look_id_look")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_looked_at_person_id_person")
        ),
        sa.PrimaryKeyConstraint("look_id", "person_id", name=op.f("pk_looked_at")),
    )
    with op.batch_alter_table("looked_at", schema=None) as batch_op:
        batch_op.create_index("ix_looked_at_person_id", ["person_id"], unique=False)

    with op.batch_alter_table("export", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("what", sa.String(32), nullable=False, server_default="households")
        )
        batch_op.add_column(sa.Column("kind", sa.String(32), nullable=False, server_default="xlsx"))
        batch_op.add_column(sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True))
    _take_over()
    _guard()


LOOKS = {
    "growth.look": "household",
    "growth.export": "household",
    "audit.look": "audit",
    "screening.look": "suspect",
}
OF_PLACES = {"rows": "rows", "households": "without_team"}


def _take_over() -> None:
    """Looks were traces among the deeds. Their numbers stay."""
    for verb, seen in LOOKS.items():
        _copied(
            verb,
            seen,
            "(SELECT min(h.village_id) FROM household h WHERE h.keeper_id = t.for_id)",
            "t.for_id IS NOT NULL",
        )
    for verb in ("growth.look", "growth.export"):
        team = "(SELECT m.place_id FROM team m WHERE 'team:' || m.id = t.subject)"
        _copied(verb, "team", team, "t.subject LIKE 'team:%'")
        for word, seen in OF_PLACES.items():
            place = (
                "(SELECT max(p.id) FROM place p WHERE t.subject = "
                f"'{word}:' || p.code OR t.subject LIKE '{word}:' || p.code || ':%')"
            )
            _copied(verb, seen, place, f"t.subject LIKE '{word}:%' AND t.for_id IS NULL")
    op.execute("""
        INSERT INTO looked_at (look_id, person_id)
        SELECT t.id, t.for_id FROM trace t JOIN look ON look.id = t.id WHERE t.for_id IS NOT NULL
    """)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("""
            SELECT setval(pg_get_serial_sequence('look', 'id'), (SELECT max(id) FROM look))
            WHERE EXISTS (SELECT 1 FROM look)
        """)


def _copied(verb: str, seen: str, place: str, which: str) -> None:
    taken = "true" if verb == "growth.export" else "false"
    op.execute(f"""
        INSERT INTO look (id, at, actor_id, seen, subject, place_id, is_whole, is_taken, reason)
        SELECT t.id, t.at, t.actor_id, '{seen}', t.subject, {place}, false, {taken}, ''
        FROM trace t
        WHERE t.verb = '{verb}' AND t.actor_id IS NOT NULL AND {which} AND {place} IS NOT NULL
    """)


TWO_YEARS_AGO = {
    "postgresql": "(SELECT max(at) FROM look) - interval '730 days'",
    "sqlite": "(SELECT julianday(max(at)) - 730 FROM look)",
}


def _guard() -> None:
    """Never changed; deleted only when two years older than the newest. The clock is the log's
    own, so that nobody clears it by setting the machine's."""
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgresql(TWO_YEARS_AGO["postgresql"])
    else:
        _guard_sqlite(TWO_YEARS_AGO["sqlite"])


def _guard_postgresql(limit: str) -> None:
    ages = {
        "look": "OLD.at",
        "looked_at": "(SELECT at FROM look WHERE id = OLD.look_id)",
    }
    for table, at in ages.items():
        op.execute(f"""
            CREATE FUNCTION refuse_change_of_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF TG_OP = 'DELETE' AND {at} < {limit} THEN RETURN OLD; END IF;
                RAISE EXCEPTION '{table} is append-only';
            END $$
        """)
        op.execute(f"""
            CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION refuse_change_of_{table}()
        """)


def _guard_sqlite(limit: str) -> None:
    ages = {
        "look": "julianday(OLD.at)",
        "looked_at": "(SELECT julianday(at) FROM look WHERE id = OLD.look_id)",
    }
    for table, at in ages.items():
        refuse = f"BEGIN SELECT raise(ABORT, '{table} is append-only'); END"
        op.execute(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}")
        op.execute(
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
            f"WHEN {at} >= {limit} {refuse}"
        )
