import click
from flask.cli import with_appcontext

from storefront.campaign import folding
from storefront.db import deed


@click.command("recount")
@with_appcontext
def recount() -> None:
    """Make every sum afresh from the facts, and add the facts that follow from others.

    Once after an upgrade that counts something new, so that it is known of the past as well.
    """
    with deed():
        folding.recount()
    click.echo("Every sum is made afresh.")
