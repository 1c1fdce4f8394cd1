"""PostgreSQL is told what reading a product's words costs, and finds them by its index."""

from alembic import op

revision = "0061"
down_revision = "0060"


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    # A function with a path of its own is not written out where it is called, and keeps its cost.
    op.execute("""
        CREATE FUNCTION folded_words(folded text) RETURNS tsvector
        LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 1000 SET search_path = pg_catalog
        AS 'SELECT array_to_tsvector(string_to_array(folded, '' ''))'
    """)
    op.execute("CREATE INDEX search_product_words ON product USING gin (folded_words(folded))")
    op.execute("DROP INDEX search_product_folded")
