"""The words that products are found by, each kept once: what a slip of the finger may have meant."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WORD = sa.String(length=30).with_variant(sa.String(length=30, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "known_word",
        sa.Column("id", KEY, nullable=False),
        sa.Column("folded", WORD, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_word")),
    )
    op.create_index(op.f("ix_known_word_folded"), "known_word", ["folded"])
    if op.get_bind().dialect.name == "postgresql":
        _learn_on_postgresql()
    else:
        _learn_on_sqlite()


def _learn_on_postgresql() -> None:
    # Not unique: two deeds that bring the same new word need not wait for each other.
    learn = """
        INSERT INTO known_word (folded)
        SELECT DISTINCT word FROM {} unnest(string_to_array({}, ' ')) AS word
        WHERE length(word) BETWEEN 2 AND 30
        AND NOT EXISTS (SELECT FROM known_word WHERE known_word.folded = word)
    """
    op.execute(learn.format("product,", "product.folded"))
    op.execute(f"""
        CREATE FUNCTION search_learn_words() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN {learn.format("", "NEW.folded")}; RETURN NULL; END $$
    """)
    op.execute("""
        CREATE TRIGGER search_words AFTER INSERT OR UPDATE OF folded ON product
        FOR EACH ROW EXECUTE FUNCTION search_learn_words()
    """)


def _learn_on_sqlite() -> None:
    """A revision that rebuilds the product table must call this again: its triggers go with it."""
    learn = """
        INSERT INTO known_word (folded)
        SELECT DISTINCT value FROM {} json_each('["' || replace({}, ' ', '","') || '"]')
        WHERE length(value) BETWEEN 2 AND 30 AND value NOT IN (SELECT folded FROM known_word)
    """
    op.execute(learn.format("product,", "product.folded"))
    for when in ("INSERT", "UPDATE OF folded"):
        op.execute(f"""
            CREATE TRIGGER search_words_{when.split()[0].lower()} AFTER {when} ON product
            BEGIN {learn.format("", "NEW.folded")}; END
        """)
