"""What may be said in free words. Pure."""

import re

from storefront import text
from storefront.talks.refusals import LeadsAway, NamesAccount, NothingSaid

_AWAY = re.compile(
    r"https?:|www\.|[a-z0-9-]\.(?:com|net|org|vn|info|xyz|top|site|me|ly|cc|io)\b", re.IGNORECASE
)
_DIGITS = re.compile(r"\d(?:[ .-]?\d){6,}", re.ASCII)
_PHONE = re.compile(r"(?:0|84)[35789]\d{8}", re.ASCII)


def checked(words: str) -> str:
    """The words, tidied. Raises NotSaid; nobody is asked for diacritics or manners."""
    said = text.tidy(words)
    if not said:
        raise NothingSaid
    if _AWAY.search(said):
        raise LeadsAway
    for digits in _DIGITS.findall(said):
        if not _PHONE.fullmatch(re.sub(r"\D", "", digits)):
            raise NamesAccount
    return said
