"""The kinds of values forms hand over: tidied text, phone numbers, whole đồng."""

import re
from typing import Annotated, Any

import phonenumbers
from flask_babel import gettext as _
from pydantic import AfterValidator, BeforeValidator, StringConstraints

from storefront import digits, text
from storefront.accounts import passwords
from storefront.money import HIGHEST, Money


def _tidied(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if len(value) > 20_000:
        raise ValueError(_("Far too long."))
    return text.tidy(value)


def _as_typed(value: str) -> str:
    if len(value) > 20_000:
        raise ValueError(_("Far too long."))
    return passwords.exactly(value)


def read_phone(value: str) -> str:
    try:
        number = phonenumbers.parse(value, "VN")
    except phonenumbers.NumberParseException:
        raise ValueError(_("Not a phone number. Example: 0912 345 678.")) from None
    if not phonenumbers.is_valid_number(number):
        raise ValueError(_("Not a phone number. Example: 0912 345 678."))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _no_papers(value: str) -> str:
    """Nobody's identity number is kept, wherever somebody types it."""
    if text.holds_id_number(value):
        raise ValueError(_("Leave the identity number out: it is looked at, never kept."))
    return value


def _no_numbers(value: str) -> str:
    if text.holds_any_id_number(value):
        raise ValueError(
            _("Leave numbers of identity cards out, old or new: none is kept here. Sums in words.")
        )
    return value


def _dong(value: Any) -> Any:
    """Takes 120000, 120.000, 120,000 and 120.000 ₫."""
    said = digits.plain(re.sub(r"[₫đ]", "", str(value).lower()))
    if not said.isascii() or not said.isdigit() or len(said) > 15:
        raise ValueError(_("Write an amount in đồng, such as 120,000."))
    amount = int(said)
    if not 0 < amount <= HIGHEST:
        raise ValueError(_("Write an amount in đồng, such as 120,000."))
    return Money(amount)


def _dong_or_none(value: Any) -> Any:
    return Money(0) if str(value).strip() == "0" else _dong(value)


def _whole(value: Any) -> Any:
    said = digits.plain(str(value))
    if not re.fullmatch(r"-?\d{1,12}", said, re.ASCII):
        raise ValueError(_("Write a whole number."))
    return int(said)


NoPapers = AfterValidator(_no_papers)
NoNumbers = AfterValidator(_no_numbers)
"""Stricter: of cards with nine digits as well."""
Tidy = Annotated[str, BeforeValidator(_tidied)]
Exactly = Annotated[str, AfterValidator(_as_typed)]
"""Passwords: nothing is tidied away."""
Line = Annotated[str, BeforeValidator(_tidied), StringConstraints(min_length=1, max_length=80)]
LongLine = Annotated[str, BeforeValidator(_tidied), StringConstraints(min_length=1, max_length=200)]
Paragraph = Annotated[str, BeforeValidator(_tidied), StringConstraints(max_length=2000)]
Phone = Annotated[str, BeforeValidator(_tidied), AfterValidator(read_phone)]
Dong = Annotated[Money, BeforeValidator(_dong)]
DongOrNone = Annotated[Money, BeforeValidator(_dong_or_none)]
"""Nought is a sum too."""
Whole = Annotated[int, BeforeValidator(_whole)]
