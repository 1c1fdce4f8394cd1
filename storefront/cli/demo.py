import time

import click
from flask import current_app
from flask.cli import with_appcontext

from storefront import clock
from storefront.db import session
from storefront.demo import market
from storefront.demo.size import Size
from storefront.shops.models import Household


@click.command("demo")
@click.option("--shops", default=60, help="How many households open a shop.")
@click.option("--orders", default=3000, help="How many orders they had in two years.")
@click.option("--accounts", type=int, help="How many of them can be paid electronically.")
@click.option("--seed", default=2021, help="The same seed and day make the same market.")
@with_appcontext
def demo(shops: int, orders: int, accounts: int | None, seed: int) -> None:
    """Fill an empty database with the demo market."""
    if session.query(Household.id).first():
        raise click.ClickException("Somebody lives here already.")
    began = time.monotonic()
    market.make(
        Size.of(shops, orders, accounts),
        seed=seed,
        province_code=current_app.config["SETTINGS"].province_code,
        at=clock.now(),
        say=lambda words: click.echo(f"{time.monotonic() - began:6.1f} s  {words}"),
    )
    click.echo(f"{time.monotonic() - began:6.1f} s  Done.")
