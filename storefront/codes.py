"""Codes people read aloud, type and write in a transfer note, and secrets nobody can guess."""

import secrets
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from random import Random

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""31 letters, a prime, without 0/O/1/I/L: one wrong or two swapped letters always show."""

PREFIX = "CB"
"""Of orders."""
BILL = "PT"
POSTER = "QR"
REPORT = "BC"
PREFIXES = (PREFIX, BILL, POSTER)
BODY = 6
LENGTH = len(PREFIX) + BODY + 1
"""Nine characters, so that the code fits payOS' nine and every bank's transfer note."""

_by_itself = secrets.SystemRandom()
_told: ContextVar[Random | None] = ContextVar("told", default=None)


@contextmanager
def drawn_from(source: Random) -> Iterator[None]:
    """While a market for practice is made, which is to come out the same every time: whoever knows
    the seed then knows every secret."""
    token = _told.set(source)
    try:
        yield
    finally:
        _told.reset(token)


def new_code(prefix: str = PREFIX) -> str:
    """A code such as CB7K2M9Q4: prefix, six random letters, a check letter."""
    body = _letters(BODY)
    return f"{prefix}{body}{check_letter(body)}"


def check_letter(body: str) -> str:
    weighted = sum(weight * ALPHABET.index(letter) for weight, letter in enumerate(body, start=1))
    return ALPHABET[weighted % len(ALPHABET)]


def is_code(text: str, prefix: str = PREFIX) -> bool:
    if len(text) != LENGTH or not text.startswith(prefix):
        return False
    body, check = text[len(prefix) : -1], text[-1]
    return set(body) <= set(ALPHABET) and check_letter(body) == check


def short_code(length: int = 5) -> str:
    """A public, unguarded code for addresses, such as the tail of a shop's."""
    return _letters(length).lower()


def short_secret() -> str:
    """50 random bits, for a link in an SMS that opens one thing for a short while."""
    return _letters(10).lower()


def secret() -> str:
    """128 random bits for links that are themselves the key."""
    return urlsafe_b64encode(_source().randbytes(16)).rstrip(b"=").decode()


def _letters(many: int) -> str:
    return "".join(_source().choices(ALPHABET, k=many))


def _source() -> Random:
    return _told.get() or _by_itself
