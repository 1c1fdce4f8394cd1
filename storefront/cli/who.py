"""Who gives a command: somebody the market knows, by telephone."""

import click
import phonenumbers

from storefront.accounts import queries as people
from storefront.accounts.models import Person


def person(phone: str) -> Person:
    try:
        number = phonenumbers.parse(phone, "VN")
    except phonenumbers.NumberParseException:
        raise click.ClickException(f"{phone}: this is no telephone") from None
    e164 = phonenumbers.PhoneNumberFormat.E164
    found = people.by_phone(phonenumbers.format_number(number, e164))
    if found is None:
        raise click.ClickException(f"{phone}: nobody has this telephone")
    return found
