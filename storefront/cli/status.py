"""How the market is doing, for whoever sits at the machine: also when no page can be opened."""

import sys

import click
from flask import current_app
from flask.cli import with_appcontext

from storefront import clock
from storefront.cli import schema
from storefront.db import db
from storefront.upkeep import judging, lags, readiness
from storefront.upkeep.judging import Level, Part
from storefront.upkeep.places import written_to


@click.command("status")
@with_appcontext
def status() -> None:
    """A line for each part. Ends with 1 when one is in trouble."""
    at = clock.now()
    folders = written_to(current_app.config["SETTINGS"])
    kept = current_app.extensions["kept"].media
    ready = readiness.look(db.engine, folders, kept, schema.fit, at=at)
    parts = judging.judge(ready, lags.look(db.engine, at=at), lags.of_replica(db.engines), at=at)
    for part in parts:
        click.echo(f"{part.level:8} {part.name:10} {_words(part)}".rstrip())
    sys.exit(judging.worst(parts) is Level.TROUBLE)


def _words(part: Part) -> str:
    said = [part.word] if part.word else []
    said += [f"{part.many} waiting or wrong"] if part.many and not part.word else []
    said += [f"{part.given_up} given up"] if part.given_up else []
    said += [f"since {part.since:%Y-%m-%d %H:%M:%S} UTC"] if part.since else []
    return ", ".join(said)
