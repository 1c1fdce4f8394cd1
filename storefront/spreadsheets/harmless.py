"""Texts that spreadsheets show and do not run."""

from typing import Any

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""A spreadsheet would run a text that begins so, in a workbook once somebody edits its cell."""


def harmless(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(DANGEROUS) else cell
