"""Addresses whose query is signed: sorted by name, without what is empty, encoded as forms."""

from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import parse_qsl, quote_plus

MOST = 50
"""Fields."""


def canonical(fields: Mapping[str, str]) -> str:
    return _joined((key, quote_plus(value)) for key, value in fields.items() if value)


def fields_of(query: str, *, beginning: str) -> dict[str, str]:
    """Those whose name begins so. Raises ValueError when one is said twice, or is no text."""
    pairs = parse_qsl(query, errors="strict", max_num_fields=MOST)
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise ValueError("said twice")
    return {key: value for key, value in fields.items() if key.startswith(beginning)}


def spellings(fields: Mapping[str, str], query: str) -> Iterator[str]:
    """Languages differ in how they encode * and ~: as we would, else as it was written."""
    yield canonical(fields)
    written = (piece.partition("=") for piece in query.split("&"))
    yield _joined((key, value) for key, _, value in written if key in fields)


def _joined(pairs: Iterable[tuple[str, str]]) -> str:
    return "&".join(f"{quote_plus(key)}={value}" for key, value in sorted(pairs))
