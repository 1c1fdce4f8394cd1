"""What the market's own user of the database may do: rows, and of what is only added to, adding.

Whoever gets hold of a page's line to PostgreSQL then cannot take a guard away, drop a table or
rewrite what was pressed. Tables belong to whoever migrates. SQLite knows no users.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Engine, text

from storefront.db import writing

ONLY_ADDED: dict[str, tuple[str, ...]] = {
    "fact": (),
    "journal": (),
    "movement": (),
    "bill_line": (),
    "price": (),
    "report": (),
    "report_file": (),
    "trace_head": (),
    # Words go when somebody is erased or they were kept long enough; the guards say which.
    "trace": ("UPDATE (detail, note)",),
    "trace_link": ("UPDATE (salt)",),
    "order_event": ("UPDATE (note)",),
    "look": ("DELETE",),
    "looked_at": ("DELETE",),
}
"""What is only added to, and what retention and erasing may do there nevertheless."""

ROWS = "INSERT, UPDATE, DELETE"

TABLES = text("""
    SELECT relname AS name, relispartition AS is_part
    FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')
    ORDER BY relname
""")
WHO = text("""
    SELECT rolsuper AS may_all,
           pg_has_role(rolname, (SELECT tableowner FROM pg_tables
               WHERE schemaname = current_schema() AND tablename = 'trace'), 'MEMBER') AS owns
    FROM pg_roles WHERE rolname = :name
""")
WHO_HAS = text("""
    SELECT DISTINCT grantee FROM information_schema.role_table_grants
    WHERE table_schema = current_schema() AND table_name = 'trace' AND privilege_type = 'INSERT'
      AND grantee <> (SELECT tableowner FROM pg_tables
          WHERE schemaname = current_schema() AND tablename = 'trace')
    ORDER BY grantee
""")


class CannotGrant(Exception):
    """Says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Given:
    tables: int
    only_added: int


def give(engine: Engine, name: str) -> Given:
    """All or nothing, and as often as one likes: what was given before is taken back first.
    Raises CannotGrant."""
    if engine.dialect.name != "postgresql":
        raise CannotGrant("SQLite knows no users: whoever may write the file may do everything.")
    with writing(engine), engine.begin() as line:
        _refuse(line, name)
        return _give(line, name)


def renew(engine: Engine) -> list[str]:
    """After a migration: whoever served before serves what is new too."""
    if engine.dialect.name != "postgresql":
        return []
    with writing(engine), engine.begin() as line:
        names = list(line.scalars(WHO_HAS))
        for name in names:
            _give(line, name)
    return names


def _refuse(line: Connection, name: str) -> None:
    who = line.execute(WHO, {"name": name}).one_or_none()
    if who is None:
        raise CannotGrant(f"The database knows no {name}: createuser {name}")
    if who.may_all or who.owns:
        why = "is a superuser" if who.may_all else "owns the tables"
        raise CannotGrant(f"{name} {why}: taking rights away has no effect. Name another user.")


def _give(line: Connection, name: str) -> Given:
    preparer = line.dialect.identifier_preparer
    whom = preparer.quote_identifier(name)
    schema = preparer.quote_identifier(line.scalar(text("SELECT current_schema()")) or "public")
    for kind in ("TABLES", "SEQUENCES"):
        line.execute(text(f"REVOKE ALL ON ALL {kind} IN SCHEMA {schema} FROM {whom}"))
    line.execute(text(f"REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC, {whom}"))
    line.execute(text(f"GRANT USAGE ON SCHEMA {schema} TO {whom}"))
    line.execute(text(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {whom}"))
    tables = line.execute(TABLES).all()
    for table in tables:
        what = ", ".join(["SELECT", *_more(table.name, is_part=table.is_part)])
        line.execute(text(f"GRANT {what} ON {preparer.quote_identifier(table.name)} TO {whom}"))
    return Given(len(tables), sum(table.name in ONLY_ADDED for table in tables))


def _more(table: str, *, is_part: bool) -> tuple[str, ...]:
    """Parts of a table that was split are written through it, and read by backups."""
    if is_part or table == "alembic_version":
        return ()
    if table in ONLY_ADDED:
        return ("INSERT", *ONLY_ADDED[table])
    return (ROWS,)
