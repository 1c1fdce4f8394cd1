"""Copies of the market, and a market out of a copy."""

from __future__ import annotations

import signal
import threading
import time
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from storefront import clock
from storefront.buckets import FilesAway
from storefront.cli import schema
from storefront.db import db, deed, session
from storefront.files import Files
from storefront.kept import Kept
from storefront.upkeep import actions, backing_up, restoring
from storefront.upkeep.copies import Copies, Copy
from storefront.upkeep.models import BACKUP
from storefront.upkeep.refusals import CannotBackUp, CannotRestore
from storefront.upkeep.store import Damaged

EVERY = 120
"""Seconds between copies of a continuous backup."""
MOST_LOST = 300
"""Seconds of work that may be lost; a round that takes longer is told."""
FOLDER = click.argument("folder", type=click.Path(file_okay=False, path_type=Path))


@click.command("backup")
@FOLDER
@click.option("--continuous", is_flag=True, help="Again and again, until stopped (SQLite).")
@click.option("--every", default=EVERY, help="Seconds between copies.", show_default=True)
@click.option("--check", is_flag=True, help="Take none; read every piece of the newest.")
@with_appcontext
def backup(folder: Path, continuous: bool, every: int, check: bool) -> None:
    """Copy the market into a folder while it is open, and let go of old copies."""
    try:
        if check:
            click.echo(_checked(folder))
        elif continuous:
            _again_and_again(folder, every)
        else:
            click.echo(_taken(folder))
    except (CannotBackUp, CannotRestore, Damaged, FilesAway) as error:
        raise click.ClickException(str(error)) from error


@click.command("restore")
@FOLDER
@click.option("--copy", "name", help="Which one, if not the newest.")
@with_appcontext
def restore(folder: Path, name: str | None) -> None:
    """Put a copy back into an empty place: database, and folders or bucket."""
    name = name or _newest(folder)
    try:
        with schema.as_owner() as engine:
            copy = restoring.restore(engine, _folders(), folder, name, fit=schema.fit)
    except FilesAway as error:
        told = f"The bucket is away: {error}. Empty it before the next try."
        raise click.ClickException(told) from error
    except (CannotBackUp, CannotRestore) as error:
        raise click.ClickException(f"{error}\nNothing was restored.") from error
    click.echo(f"Restored {name}: {_words(copy)}. All figures are as they were copied.")
    if schema.fit(copy.revision) == "older":
        click.echo("It is of an older version: now run `flask --app wsgi migrate`.")


def _taken(folder: Path) -> str:
    schema.check(db.engine)
    at, began = clock.now(), time.monotonic()
    name, copy = backing_up.back_up(
        db.engine, _folders(), folder, revision=schema.expected(), at=at
    )
    free = backing_up.tidy(folder, at=at)
    took = time.monotonic() - began
    with deed():
        actions.beat(BACKUP, {"copy": name, "seconds": round(took)}, at=at)
    return f"Copied {name}: {_words(copy)}, {took:.1f} s; {free:,} bytes of older copies let go."


def _again_and_again(folder: Path, every: int) -> None:
    """Each round copies the whole database, keeps what has changed, and reads it once to count."""
    if db.engine.dialect.name != "sqlite":
        raise CannotBackUp(
            "PostgreSQL keeps such a record itself: archive its WAL (docs/operating.md)."
        )
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_ignored: stop.set())
    while not stop.is_set():
        began = time.monotonic()
        click.echo(_taken(folder))
        session.remove()
        took = time.monotonic() - began
        if took + every > MOST_LOST:
            click.echo(f"A round took {took:.0f} s: more than {MOST_LOST} s of work may be lost.")
        stop.wait(every)


def _checked(folder: Path) -> str:
    name = _newest(folder)
    copy = restoring.checked(Copies(folder), name)
    return f"{name} is whole: {_words(copy)}."


def _newest(folder: Path) -> str:
    names = Copies(folder).names()
    if not names:
        raise click.ClickException(f"There is no copy in {folder}.")
    return names[-1]


def _folders() -> dict[str, Files]:
    """What is kept besides the database: pictures, and proofs of consent."""
    kept: Kept = current_app.extensions["kept"]
    return kept.lasting()


def _words(copy: Copy) -> str:
    files = sum(map(len, copy.folders.values()))
    orders = copy.figures["rows"].get("order", 0)
    return f"{copy.size:,} bytes of database with {orders:,} orders, {files:,} files"
