import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select

from storefront.accounts.models import Person
from storefront.cli import schema
from storefront.cli.demo import demo
from storefront.cli.places import places_import
from storefront.db import session
from storefront.upkeep import rights


@click.command("prepare")
@click.pass_context
@with_appcontext
def prepare(context: click.Context) -> None:
    """Migrate the database, and fill an empty one: for practice with the demo market, else with
    the country's places."""
    with schema.as_owner() as engine:
        schema.migrate(engine)
        rights.renew(engine)
    if not _nobody_is_here():
        return
    context.invoke(demo if current_app.config["SETTINGS"].practice else places_import)


def _nobody_is_here() -> bool:
    return session.scalar(select(Person.id).limit(1)) is None
