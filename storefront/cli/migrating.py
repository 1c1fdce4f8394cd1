import click
from flask.cli import with_appcontext

from storefront.cli import schema
from storefront.db import db


@click.command("migrate")
@with_appcontext
def migrate() -> None:
    """Bring the database to the shape this version expects. Twice does no harm."""
    before = schema.revision(db.engine)
    schema.migrate(db.engine)
    after = schema.revision(db.engine)
    click.echo(f"Database at {after}" + (" already." if before == after else "."))
