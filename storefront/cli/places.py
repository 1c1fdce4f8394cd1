import click
from flask.cli import with_appcontext

from storefront.db import deed
from storefront.places import actions as places


@click.command("places-import")
@with_appcontext
def places_import() -> None:
    """Bring provinces, districts and communes up to the published state. Twice does no harm."""
    with deed():
        added = places.load_country()
    click.echo(f"{added} places added.")
