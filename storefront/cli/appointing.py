"""Who begins a market: its officers and operators, and the teams that communes decide on."""

from datetime import datetime

import click
from flask import current_app
from flask.cli import with_appcontext

from storefront import clock
from storefront.accounts import passwords, postings
from storefront.accounts.models import Person
from storefront.accounts.passwords import Refused
from storefront.accounts.permissions import Role
from storefront.accounts.sign_in import hash_password
from storefront.cli import who
from storefront.db import deed, session
from storefront.places import queries as places
from storefront.places.models import Place
from storefront.teams import actions as teams

ROLE = click.Choice([it.value for it in postings.APPOINTED])
WEAK = {
    Refused.LENGTH: f"From {passwords.LEAST} to {passwords.MOST} letters or digits.",
    Refused.COMMON: "Somebody would guess this one first.",
    Refused.STOLEN: "This one was stolen elsewhere, and is tried everywhere since.",
}


@click.command("appoint")
@click.argument("phone")
@click.argument("name")
@click.argument("role", type=ROLE)
@click.argument("place")
@click.option("--password", is_flag=True, help="Ask for a first password: no SMS is sent yet.")
@with_appcontext
def appoint(phone: str, name: str, role: str, place: str, *, password: bool) -> None:
    """Give somebody an office: PHONE as +84912345678, PLACE by its code, such as 20 or 06463.

    Twice does no harm. At their first sign-in they choose a second step.
    """
    number, word = who.number(phone), _asked(name, phone) if password else None
    at = clock.now()
    with deed():
        where = _place(place, at=at)
        person = _known(name, number, at=at)
        _give(person, word)
        try:
            postings.appoint(person, Role(role), where, at=at)
        except postings.WrongLevel:
            raise click.ClickException(f"Nobody is {role} of {where.name}.") from None
    click.echo(f"{person.name} is {role} of {where.name}.")


@click.command("dismiss")
@click.argument("phone")
@click.argument("role", type=ROLE)
@click.argument("place")
@with_appcontext
def dismiss(phone: str, role: str, place: str) -> None:
    """Take an office back. They are signed in nowhere from this moment."""
    at = clock.now()
    with deed():
        person, where = who.person(phone), _place(place, at=at)
        try:
            postings.dismiss(person, Role(role), where, at=at)
        except postings.NotPosted:
            raise click.ClickException(f"{person.name} is not {role} of {where.name}.") from None
    click.echo(f"{person.name} is {role} of {where.name} no longer.")


@click.command("found-team")
@click.argument("village")
@click.argument("name")
@click.argument("decided", type=click.DateTime(["%Y-%m-%d"]))
@with_appcontext
def found_team(village: str, name: str, decided: datetime) -> None:
    """Enter the team of a village as its commune DECIDED on a day, such as 2026-08-22.

    VILLAGE by its code, as /villages shows it. Its commune's officer then says who is in it.
    """
    at = clock.now()
    with deed():
        where = _place(village, at=at)
        try:
            team = teams.found(name, where, decided=decided.date(), at=at)
        except (teams.NotAVillage, teams.HasATeam, teams.BadDay) as error:
            raise click.ClickException(f"{type(error).__name__}: {error}") from None
    click.echo(f"{team.name}: its officer finds it at /teams/{team.id}/roster.")


def _place(code: str, *, at: datetime) -> Place:
    found = places.as_then(code, clock.village_date(at))
    if found is None:
        raise click.ClickException(f"{code}: no place has this code today")
    return found


def _known(name: str, number: str, *, at: datetime) -> Person:
    try:
        return postings.somebody(name, number, at=at)
    except postings.OtherName:
        raise click.ClickException("Somebody of another name has this number.") from None


def _asked(name: str, phone: str) -> str:
    said = click.prompt("First password", hide_input=True, confirmation_prompt=True)
    word = passwords.exactly(said)
    stolen = current_app.config["SETTINGS"].stolen_passwords
    why = passwords.refused(word, about=(name, phone), stolen=stolen)
    if why is not None:
        raise click.ClickException(WEAK[why])
    return word


def _give(person: Person, word: str | None) -> None:
    """Only to whoever has none: theirs is changed by themselves."""
    if word and person.password_hash:
        raise click.ClickException(f"{person.name} has a password already.")
    if word:
        person.password_hash = hash_password(word)
        session.flush()
