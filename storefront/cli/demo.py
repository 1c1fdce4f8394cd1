import time

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select

from storefront import clock
from storefront.accounts.models import Person
from storefront.db import session
from storefront.settings import Settings


@click.command("demo")
@click.option("--shops", default=60, type=click.IntRange(2, 1_000_000), show_default=True)
@click.option("--orders", default=3000, type=click.IntRange(0, 20_000_000), show_default=True)
@click.option("--accounts", type=click.IntRange(0), help="Shops that can be paid electronically.")
@click.option("--years", default=2, type=click.IntRange(1, 20), show_default=True)
@click.option("--press", is_flag=True, help="The campaign of 2021, as large as it was told.")
@click.option("--seed", default=2021, show_default=True, help="Same seed, same market.")
@click.option("--again", is_flag=True, help="Wipe what is there first.")
@with_appcontext
def demo(
    shops: int,
    orders: int,
    accounts: int | None,
    years: int,
    press: bool,
    seed: int,
    again: bool,
) -> None:
    """Fill an empty database with the demo market: some years of it, up to this moment."""
    from storefront.demo import market  # large, and no server needs it
    from storefront.demo.press import Press
    from storefront.demo.size import Size

    settings: Settings = current_app.config["SETTINGS"]
    _refuse(settings, again=again)
    told = Press.of(settings.province_code) if press else None
    size = told.size if told else Size.of(shops, orders, accounts, years=years)
    wish = market.Wish(size, seed, clock.now(), again, told)
    began = time.monotonic()

    def say(words: str) -> None:
        click.echo(f"{time.monotonic() - began:7.1f} s  {words}")

    market.make(wish, settings, say)
    say("The demo market is ready.")


def _refuse(settings: Settings, *, again: bool) -> None:
    if not settings.practice:
        raise click.ClickException(
            "This market is not for practice, and the demo's passwords are known to everybody. "
            "Nothing was changed."
        )
    if not again and session.scalar(select(Person.id).limit(1)):
        raise click.ClickException(
            "Somebody lives in this market already. To wipe everything and begin afresh: "
            "flask --app wsgi demo --again"
        )
