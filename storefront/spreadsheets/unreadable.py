"""Why a file that somebody brought cannot be read."""

import enum

from storefront.errors import MarketError

LARGEST_FILE = 5 * 1024 * 1024
"""Bytes. Far more than any table a person keeps by hand."""


class Reason(enum.StrEnum):
    EMPTY = "empty"
    """Nothing in it that it should hold."""
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    """More rows, sheets or columns than such a file has."""
    OLD_EXCEL = "old_excel"
    """The kind of Excel before 2007, or one locked by a password."""
    PDF = "pdf"
    BROKEN = "broken"
    """It breaks off, or is not what it says it is."""
    NO_TABLE = "no_table"
    """No row is a heading we know."""
    CURRENCY = "currency"


class Unreadable(MarketError):
    """Not a file we can read."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason
