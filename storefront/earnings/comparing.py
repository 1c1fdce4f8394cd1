"""Whether a newer table of thresholds may take the place of ours: rows are added, none changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from storefront.earnings.thresholds import Threshold, read
from storefront.errors import MarketError

HEAD = ("for_year", "decided_on", "exempt_up_to", "decision", "source")


class NotARule(MarketError):
    """A row that says too little, or nothing that can be read. Its number is the file's."""


@dataclass(frozen=True, slots=True)
class Changes:
    added: list[Threshold]
    missing: list[Threshold]
    """Ours that the newer table does not have, or has otherwise: years reckoned by them would
    change after the fact."""


def compared(rows: Iterable[Mapping[str, str]], known: Iterable[Threshold], on: date) -> Changes:
    """Raises NotARule."""
    new = [_rule(row, number, on) for number, row in enumerate(rows, start=2)]
    ours = list(known)
    return Changes([it for it in new if it not in ours], [it for it in ours if it not in new])


def _rule(row: Mapping[str, str], number: int, on: date) -> Threshold:
    if any(not (row.get(name) or "").strip() for name in HEAD):
        raise NotARule(f"row {number}: each of {', '.join(HEAD)} is needed")
    try:
        rule = read(row)
    except ValueError as error:
        raise NotARule(f"row {number}: {error}") from error
    if rule.decided_on > on or rule.exempt_up_to.dong <= 0:
        raise NotARule(f"row {number}: decided in days to come, or no sum")
    return rule
