"""What a copy must have in common with the market it was taken from: rows, books and sums."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

Ask = Callable[[str], Sequence[Sequence[Any]]]
"""Asks one database, at one moment."""

_TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    " AND sql NOT LIKE 'CREATE VIRTUAL%'",
    "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()",
}


def figures(ask: Ask, kind: str) -> dict[str, Any]:
    tables = sorted(str(name) for (name,) in ask(_TABLES[kind]))
    return {
        "rows": {name: int(ask(f'SELECT count(*) FROM "{name}"')[0][0]) for name in tables},  # noqa: S608
        "books": _sums(ask("SELECT account, sum(amount) FROM movement GROUP BY account")),
        "counted": _sums(ask("SELECT indicator, sum(amount) FROM fact GROUP BY indicator")),
        "reports": _print_of(ask("SELECT code, digest FROM report")),
        "traces": _head(ask) if "trace_head" in tables else "",
    }


def different(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """What is not as it was, in words."""
    found = []
    for what in before:
        if isinstance(before[what], str):
            found += [what] * (before[what] != after[what])
            continue
        for name in sorted({*before[what], *after[what]}):
            was, now = before[what].get(name), after[what].get(name)
            found += [f"{what} of {name}: {now} instead of {was}"] * (was != now)
    return found


def _sums(rows: Sequence[Sequence[Any]]) -> dict[str, int]:
    return {str(name): int(amount) for name, amount in rows}


def _head(ask: Ask) -> str:
    """Where the chain of what was pressed ended: see accounts/sealing.py."""
    rows = ask("SELECT link_id, head FROM trace_head ORDER BY link_id DESC LIMIT 1")
    return "".join(f"{link_id}-{head}" for link_id, head in rows)


def _print_of(rows: Sequence[Sequence[Any]]) -> str:
    """Of all frozen reports together."""
    lines = sorted(f"{code} {digest}" for code, digest in rows)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
