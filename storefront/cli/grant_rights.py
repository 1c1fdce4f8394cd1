import click
from flask.cli import with_appcontext

from storefront.cli import schema
from storefront.upkeep import rights
from storefront.upkeep.rights import CannotGrant


@click.command("grant-rights")
@click.option("--to", "name", required=True, help="The user of the database that serves.")
@with_appcontext
def grant_rights(name: str) -> None:
    """Let a user of PostgreSQL serve the market: write rows, and change nothing else."""
    with schema.as_owner() as engine:
        schema.check(engine)
        try:
            given = rights.give(engine, name)
        except CannotGrant as error:
            raise click.ClickException(str(error)) from error
    told = f"{name} reads {given.tables} tables, and only adds to {given.only_added} of them."
    click.echo(f"{told} `flask migrate` gives the same for new ones.")
