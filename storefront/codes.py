"""Codes people read aloud, type and write in a transfer note, and secrets nobody can guess."""

import secrets

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


def new_code(prefix: str = PREFIX) -> str:
    """A code such as CB7K2M9Q4: prefix, six random letters, a check letter."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(BODY))
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
    return "".join(secrets.choice(ALPHABET) for _ in range(length)).lower()


def short_secret() -> str:
    """50 random bits, for a link in an SMS that opens one thing for a short while."""
    return "".join(secrets.choice(ALPHABET) for _ in range(10)).lower()


def secret() -> str:
    """128 random bits for links that are themselves the key."""
    return secrets.token_urlsafe(16)
