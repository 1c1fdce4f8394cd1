from pathlib import Path

import click
from flask.cli import with_appcontext

from storefront import clock
from storefront.accounts import chain, sealing
from storefront.upkeep import sealed


@click.command("verify-traces")
@click.option("--head", "heads", multiple=True, help="One that was published: 184-3f… .")
@click.option(
    "--copies",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder of backups: the head in each of their lists must still be there.",
)
@with_appcontext
def verify_traces(heads: tuple[str, ...], copies: Path | None) -> None:
    """Say whether what was pressed was changed, removed or inserted since it was sealed.

    The heads in frozen reports are looked for as well.
    """
    found = [f"trace {it.trace_id}: {it.what}" for it in chain.faults(at=clock.now())]
    published = [("--head", it) for it in heads] + list(sealed.in_reports())
    published += sealed.in_copies(copies) if copies else []
    found += [f"head of {where}: not in the chain any more" for where in sealed.lost(published)]
    if found:
        click.echo("\n".join(found))
        raise SystemExit(1)
    click.echo(f"All as it was sealed; {len(published)} published heads are in the chain.")
    click.echo(f"Head {sealing.head() or 'none yet'}")
