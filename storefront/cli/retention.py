"""What was kept long enough, for whoever sits at the machine."""

import click
from flask import current_app
from flask.cli import with_appcontext

from storefront import clock
from storefront.privacy import retention as carrying_out
from storefront.privacy.keeping import rules


@click.command("retention")
@click.option("--dry-run", is_flag=True, help="Count what would go, and leave it.")
@with_appcontext
def retention(dry_run: bool) -> None:
    """Empty or delete what has been kept long enough, and say how many rows of which kind."""
    at = clock.now()
    exports = current_app.extensions["kept"].exports
    many = carrying_out.rehearse(at=at) if dry_run else carrying_out.carry_out(exports, at=at)
    for rule in rules():
        lasts = f"{rule.days} days" if rule.days else "until asked"
        told = many.get(rule.what, 0) if rule.forget else "-"
        where = f"{rule.source} ({rule.rests.value})"
        click.echo(f"{rule.what.value:10} {lasts:>12} {told:>8}  {where}")
