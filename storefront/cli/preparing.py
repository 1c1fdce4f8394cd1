import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select

from storefront.accounts.models import Person
from storefront.cli import schema
from storefront.db import db, session


@click.command("prepare")
@click.pass_context
@with_appcontext
def prepare(context: click.Context) -> None:
    """Migrate the database and, when it is empty and for practice, fill it with the demo market."""
    schema.migrate(db.engine)
    demo = current_app.cli.commands.get("demo")
    if demo and current_app.config["SETTINGS"].practice and _nobody_is_here():
        context.invoke(demo)


def _nobody_is_here() -> bool:
    return session.scalar(select(Person.id).limit(1)) is None
