"""Who gives a command: somebody the market knows, by telephone."""

import click
import phonenumbers

from storefront.accounts import queries as people
from storefront.accounts.models import Person


def person(phone: str) -> Person:
    found = people.by_phone(number(phone))
    if found is None:
        raise click.ClickException(f"{phone}: nobody has this telephone")
    return found


def number(phone: str) -> str:
    """In the one way in which numbers are kept."""
    try:
        read = phonenumbers.parse(phone, "VN")
    except phonenumbers.NumberParseException:
        raise click.ClickException(f"{phone}: this is no telephone") from None
    if not phonenumbers.is_valid_number(read):
        raise click.ClickException(f"{phone}: this is no telephone")
    return phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.E164)
