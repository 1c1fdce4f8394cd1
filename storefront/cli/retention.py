"""What was kept long enough, for whoever sits at the machine."""

from datetime import datetime

import click
from flask import current_app
from flask.cli import with_appcontext

from storefront import clock
from storefront.privacy import retention as carrying_out
from storefront.privacy.ageing import Share
from storefront.privacy.keeping import Kept, Rule, rules
from storefront.upkeep import forgetting


@click.command("retention")
@click.option("--dry-run", is_flag=True, help="Count what would go, and leave it.")
@click.option(
    "--even-so",
    multiple=True,
    type=click.Choice([it.what.value for it in rules() if it.forget] + ["all"]),
    help="Let this kind go though it is more than expected. Look at the clock first.",
)
@with_appcontext
def retention(dry_run: bool, even_so: tuple[str, ...]) -> None:
    """Empty or delete what has been kept long enough, and say how many rows of which kind.

    Where more than half of a table would go at once, or nobody carried it out for a month,
    nothing goes until you say so.
    """
    at = clock.now()
    if dry_run:
        many, held = carrying_out.rehearse(at=at), _held(at)
    else:
        meant = [Kept(it) for it in (Kept if "all" in even_so else even_so)]
        outcome = forgetting.carry_out(current_app.extensions["kept"], even_so=meant, at=at)
        many, held = outcome.many, outcome.held
    for rule in rules():
        click.echo(_line(rule, many, held))


def _held(at: datetime) -> dict[Kept, list[Share]]:
    return carrying_out.held_back(last=forgetting.last(), at=at)


def _line(rule: Rule, many: dict[Kept, int], held: dict[Kept, list[Share]]) -> str:
    lasts = f"{rule.days} days" if rule.days else rule.ends.value
    told = many.get(rule.what, 0) if rule.forget else "-"
    said = f"{rule.what.value:15} {lasts:>12} {told:>8}  {rule.source} ({rule.rests.value})"
    if rule.what not in held:
        return said
    shares = ", ".join(f"{it.old} of {it.of} in {it.table}" for it in held[rule.what])
    return f"{said}  HELD: {shares or 'nobody carried it out for a month'}"
