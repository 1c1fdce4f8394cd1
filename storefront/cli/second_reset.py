import click
from flask.cli import with_appcontext

from storefront import clock
from storefront.accounts import factors
from storefront.accounts.queries import by_phone
from storefront.db import deed


@click.command("second-reset")
@click.argument("phone")
@with_appcontext
def second_reset(phone: str) -> None:
    """Set somebody's second step of signing in back: PHONE as +84912345678.

    Two people decide: one who knows them by voice or face, and you. At their next sign-in they
    begin with a new phone, and until then they are signed in nowhere.
    """
    with deed():
        person = by_phone(phone)
        if person is None:
            raise click.ClickException("Nobody has this number.")
        factors.reset(person, by=None, at=clock.now())
    click.echo(f"{person.name} begins anew at the next sign-in.")
