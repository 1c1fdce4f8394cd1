import click
from flask.cli import with_appcontext

from storefront import clock
from storefront.accounts import stays
from storefront.accounts.models import Ended
from storefront.accounts.queries import by_phone
from storefront.db import deed


@click.command("end-sign-ins")
@click.argument("phone", required=False)
@click.option("--everybody", is_flag=True, help="Where nobody knows whose keys were taken.")
@with_appcontext
def end_sign_ins(phone: str | None, everybody: bool) -> None:
    """End where somebody is signed in: PHONE as +84912345678, or --everybody.

    Whoever it is signs in again; nothing they wrote is lost. What a phone without signal has not
    sent yet waits until its owner is signed in again.
    """
    if everybody is (phone is not None):
        raise click.UsageError("Name one PHONE, or say --everybody.")
    at = clock.now()
    with deed():
        if phone is None:
            many = stays.end_everybodys(Ended.OPERATOR, at=at)
            click.echo(f"{many} sign-ins ended.")
            return
        person = by_phone(phone)
        if person is None:
            raise click.ClickException("Nobody has this number.")
        stays.end_all(person, Ended.OPERATOR, by=None, at=at)
    click.echo(f"{person.name} is signed in nowhere.")
