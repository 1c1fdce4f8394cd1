"""The credentials of households and co-operatives. Secrets are typed unseen, never in a command."""

from __future__ import annotations

import click
from flask.cli import with_appcontext
from pydantic import SecretStr, ValidationError
from pydantic.fields import FieldInfo

from storefront import addresses, clock
from storefront.cli.who import person
from storefront.db import deed
from storefront.payments import entrusted
from storefront.payments.models import MerchantCredential
from storefront.payments.provider import Credentials
from storefront.payments.registry import KINDS, Kind, complaints
from storefront.places import queries as places
from storefront.places.models import Place
from storefront.shops.models import Household
from storefront.tills import at_hand


@click.group("merchants")
def merchants() -> None:
    """What providers gave to households and co-operatives."""


@merchants.command("add")
@click.argument("provider", type=click.Choice(list(KINDS)))
@click.option("--shop", default="", help="Code of the household's shop: nhinh-7k3m2.")
@click.option("--place", default="", help="Code of the place whose co-operative it is.")
@click.option("--holder", required=True, help="Who is paid by the provider.")
@click.option("--by", "phone", required=True, help="Telephone of whoever adds it.")
@with_appcontext
def add(provider: str, shop: str, place: str, holder: str, phone: str) -> None:
    """Ask for each field, seal them, and say which address to register."""
    kind = KINDS[provider]
    _owner(shop, place), person(phone)
    credentials = _asked_for(kind)
    with deed():
        kept = entrusted.entrust(
            kind,
            credentials,
            to=_owner(shop, place),
            holder=holder[:80],
            by=person(phone),
            safe=at_hand().safe,
            at=clock.now(),
        )
        code = kept.code
    click.echo(f"{kind.title} is to call {_door(provider, code)}")


@merchants.command("list")
@with_appcontext
def list_() -> None:
    """All of them; secrets are masked."""
    for kept in entrusted.everybodys():
        click.echo(f"{kept.code}  {KINDS[kept.provider].title}  {kept.holder}  {_whose(kept)}")
        for name, shown in kept.hint.items():
            click.echo(f"    {name}: {shown}")
        click.echo(f"    {_door(kept.provider, kept.code)}")


@merchants.command("retire")
@click.argument("code")
@with_appcontext
def retire(code: str) -> None:
    """Open nothing with it any more; go on hearing of what it opened."""
    with deed():
        kept = entrusted.by_code(code)
        if kept is None:
            raise click.ClickException(f"{code}: there are no such credentials")
        entrusted.retire(kept, at=clock.now())


def _owner(shop: str, place: str) -> Household | Place:
    if bool(shop) == bool(place):
        raise click.UsageError("Say --shop or --place.")
    found = entrusted.household_of(shop) if shop else _place(place)
    if found is None:
        raise click.ClickException(f"{shop or place}: nobody has this code")
    return found


def _place(code: str) -> Place | None:
    return next(iter(places.by_codes(code, on=clock.village_date(clock.now()))), None)


def _asked_for(kind: Kind) -> Credentials:
    fields = kind.credentials.model_fields
    typed = {name: _typed(name, field) for name, field in fields.items()}
    try:
        return kind.credentials.model_validate({name: it for name, it in typed.items() if it})
    except ValidationError as error:
        raise click.ClickException("; ".join(complaints(error, str))) from None


def _typed(name: str, field: FieldInfo) -> str:
    is_secret = field.annotation is SecretStr
    usual = "" if field.is_required() or is_secret else str(field.default)
    said: str = click.prompt(name, default=usual, hide_input=is_secret, show_default=bool(usual))
    return said.strip()


def _whose(kept: MerchantCredential) -> str:
    shop = kept.household.shop if kept.household else None
    whose = shop.code if shop else kept.place.name if kept.place else ""
    return f"{whose} (retired)" if kept.retired_at else whose


def _door(provider: str, code: str) -> str:
    return f"{addresses.market()}/payments/notices/{provider}/{code}"
