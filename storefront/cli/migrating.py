import click
from flask.cli import with_appcontext

from storefront.cli import schema
from storefront.upkeep import rights


@click.command("migrate")
@with_appcontext
def migrate() -> None:
    """Bring the database to the shape this version expects. Twice does no harm."""
    with schema.as_owner() as engine:
        before = schema.revision(engine)
        schema.migrate(engine)
        after = schema.revision(engine)
        click.echo(f"Database at {after}" + (" already." if before == after else "."))
        for name in rights.renew(engine):
            click.echo(f"{name} may write rows of what is new as well.")
