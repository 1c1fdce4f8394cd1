"""What banks and gateways told: looked at, and read again after a fault of ours."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click
from flask.cli import with_appcontext

from storefront import clock
from storefront.cli.who import person
from storefront.db import deed, session
from storefront.payments.models import RawMessage, Verdict
from storefront.payments.registry import KINDS
from storefront.payments.replays import actions, queries
from storefront.payments.replays.models import ReplayRun
from storefront.payments.replays.queries import UNSETTLED, Wanted
from storefront.payments.replays.showing import masked, readable
from storefront.tills import at_hand

_DAY = click.DateTime(["%Y-%m-%d"])
_BY = click.option("--by", "phone", required=True, help="Telephone of whoever replays.")


def _which(command: Any) -> Any:
    """The options that say which messages are meant."""
    for option in (
        click.option("--provider", type=click.Choice(list(KINDS)), default=None),
        click.option("--since", type=_DAY, help="First day."),
        click.option("--until", type=_DAY, help="Last day."),
        click.option("--kind", type=click.Choice([UNSETTLED, *Verdict]), default=None),
    ):
        command = option(command)
    return command


@click.group("messages")
def messages() -> None:
    """What banks and gateways told, as it was heard."""


@messages.command("list")
@_which
@click.option("--limit", default=50, show_default=True)
@with_appcontext
def list_(limit: int, **said: Any) -> None:
    """The newest first."""
    for message in queries.messages(_wanted(**said), limit=limit):
        outcome = message.outcome or ("" if message.settled_at else "not settled")
        heard = f"{clock.village_time(message.heard_at):%Y-%m-%d %H:%M:%S}"
        click.echo(f"{message.id:>8}  {heard}  {message.provider:<8}  {message.verdict:<10} "
                   f"{outcome:<12} tries {message.tries}")  # fmt: skip


@messages.command("show")
@click.argument("number", type=int)
@with_appcontext
def show(number: int) -> None:
    """One of them, signatures masked, and what came of it."""
    message = _message(number)
    whose = f" of {message.merchant}" if message.merchant else ""
    click.echo(f"{message.provider}{whose}, {message.verdict}, {message.outcome or 'not settled'}")
    for name, value in masked(message.headers).items():
        click.echo(f"{name}: {value}")
    click.echo(message.query or readable(message.body))
    for it in queries.replays_of(message):
        click.echo(f"replayed {it.at:%Y-%m-%d %H:%M}Z by {it.by.name}: {it.outcome} {it.fault}")


@messages.command("replay")
@click.argument("numbers", type=int, nargs=-1)
@_which
@_BY
@with_appcontext
def replay(numbers: tuple[int, ...], phone: str, **said: Any) -> None:
    """By number, or all that the options mean: --kind unsettled is what nothing was made of."""
    wanted = _wanted(**said)
    if bool(numbers) == (wanted != Wanted()):
        raise click.UsageError("Say numbers, or which messages: --provider, --since, --kind …")
    by = person(phone).id
    if numbers:
        for number in numbers:
            _one(number, by)
    else:
        _many(wanted, by)


def _one(number: int, by: int) -> None:
    try:
        outcome = actions.replay(_message(number), at_hand(), by=by, at=clock.now())
    except actions.WasForged:
        raise click.ClickException(f"{number}: was forged, and is only kept as evidence") from None
    click.echo(f"{number}: {outcome}")


def _many(wanted: Wanted, by: int) -> None:
    with deed():
        number = actions.begin(wanted, by=by, at=clock.now()).id
    more = True
    while more:
        more = actions.go_on(number, at_hand(), at=clock.now())
        run = session.get_one(ReplayRun, number, populate_existing=True)
        click.echo(f"{run.done} of {run.total}")
    for outcome, times in queries.outcomes(run).items():
        click.echo(f"{outcome}: {times}")


def _wanted(
    *, provider: str | None, since: datetime | None, until: datetime | None, kind: str | None
) -> Wanted:
    return Wanted(
        provider or "", since.date() if since else None, until.date() if until else None, kind or ""
    )


def _message(number: int) -> RawMessage:
    found = session.get(RawMessage, number) if number < 2**62 else None
    if found is None:
        raise click.ClickException(f"{number}: there is no such message")
    return found
