"""What an authority outside would do, played in practice mode."""

import click
from flask import current_app
from flask.cli import with_appcontext

from storefront import clock
from storefront.reports import practice_authority


@click.command("practice-take-back")
@with_appcontext
def take_back() -> None:
    """Have the practice authority take back the certificate that reports are signed with."""
    settings = current_app.config["SETTINGS"]
    if not settings.practice:
        raise click.ClickException("only in practice: PRACTICE=1")
    practice_authority.take_back(settings.instance_dir / "practice-authority", at=clock.now())
    click.echo("Taken back. Whoever checks a paper signed from now on is told so.")
