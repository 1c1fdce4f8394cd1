import click
from flask.cli import with_appcontext

from storefront.db import deed
from storefront.tills import at_hand
from storefront.upkeep import resealing


@click.command("reseal")
@with_appcontext
def reseal() -> None:
    """Seal again, under the first CREDENTIALS_KEY, what providers gave and what apps count with.

    Afterwards nothing hangs on the keys behind it. Ends with 1 when something could not be opened:
    then keep them.
    """
    with deed():
        done, shut = resealing.reseal(at_hand().safe)
    click.echo(f"{done} sealed again.")
    if shut:
        raise click.ClickException(f"{shut} are opened by no key at hand: keep the keys before.")
