import sys
from csv import DictReader
from pathlib import Path

import click

from storefront import clock
from storefront.earnings.comparing import NotARule, compared
from storefront.earnings.thresholds import DATA, THRESHOLDS, Threshold


@click.command("tax-rules")
@click.argument("newer", required=False, type=click.Path(exists=True, path_type=Path))
def tax_rules(newer: Path | None) -> None:
    """Show up to which income no tax is asked; of a NEWER table (CSV), what it would change.

    Changes nothing. Ends with 1 when the newer one may not take the place of ours.
    """
    if newer is None:
        for it in THRESHOLDS:
            click.echo(_line(it))
        return
    today = clock.village_date(clock.now())
    try:
        with newer.open(encoding="utf-8-sig", newline="") as rows:
            changes = compared(DictReader(rows), THRESHOLDS, today)
    except (NotARule, UnicodeDecodeError) as error:
        raise click.ClickException(str(error)) from error
    for it in changes.added:
        click.echo(f"+ {_line(it)}")
    for it in changes.missing:
        click.echo(f"- {_line(it)}")
    if changes.missing:
        click.echo("It lacks rows that stood: years reckoned by them would change.")
        sys.exit(1)
    may = f"It may take the place of {DATA / 'thresholds.csv'}."
    click.echo(may if changes.added else "The same.")


def _line(it: Threshold) -> str:
    said = f"{it.for_year} up to {it.exempt_up_to.dong:,}  {it.decided_on}  {it.decision}"
    return f"{said}  [{it.source}]"
