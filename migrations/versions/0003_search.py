"""Finding products by the beginnings of words."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        _index_postgresql()
    else:
        _index_sqlite()


def _index_postgresql() -> None:
    # No extension: the folded column is words and blanks already, and needs no parser.
    op.execute("""
        CREATE INDEX search_product_folded ON product
        USING gin (array_to_tsvector(string_to_array(folded, ' ')))
    """)


def _index_sqlite() -> None:
    """A revision that rebuilds the product table must call this again: its triggers go with it."""
    op.execute("""
        CREATE VIRTUAL TABLE search_product USING fts5(
            folded, content='product', content_rowid='id',
            tokenize='ascii', detail='none', columnsize=0, prefix='2 3'
        )
    """)
    op.execute("INSERT INTO search_product (search_product) VALUES ('rebuild')")
    forget = "INSERT INTO search_product (search_product, rowid, folded) VALUES ('delete', OLD.id, OLD.folded)"
    learn = "INSERT INTO search_product (rowid, folded) VALUES (NEW.id, NEW.folded)"
    for when, deeds in (
        ("INSERT", learn),
        ("DELETE", forget),
        ("UPDATE OF folded", f"{forget}; {learn}"),
    ):
        name = f"search_product_{when.split()[0].lower()}"
        op.execute(f"CREATE TRIGGER {name} AFTER {when} ON product BEGIN {deeds}; END")
