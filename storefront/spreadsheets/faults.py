"""What is wrong in one cell of a table, told so that a person finds it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

Of = TypeVar("Of")
"""The table's columns."""
What = TypeVar("What")
"""What can be wrong in it."""


@dataclass(frozen=True)  # without slots: CellFault[…](…) of a frozen class trips over them
class CellFault(Generic[Of, What]):
    row: int
    column: Of
    cell: str
    """Its name, as spreadsheets say it: D17."""
    what: What
    says: str = ""
    """What stands there, or what should."""
