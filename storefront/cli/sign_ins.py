import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select

from storefront.accounts.models import Person
from storefront.db import session
from storefront.demo.cast import CAST, PASSWORD


@click.command("sign-ins")
@with_appcontext
def sign_ins() -> None:
    """Say who of the demo market can sign in, and how. Nothing outside practice."""
    if not current_app.config["SETTINGS"].practice:
        return
    wanted = select(Person.phone).where(Person.phone.in_([one.phone for one in CAST]))
    here = set(session.scalars(wanted))
    cast = [one for one in CAST if one.phone in here]
    if cast:
        click.echo(f"  Sign in at /sign-in with a phone number and the password {PASSWORD}:")
    for one in cast:
        click.echo(f"    {one.spoken_phone}  {one.name}: {one.says_en}")
