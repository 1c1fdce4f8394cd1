"""What would become of each line of a statement, before anybody decides. Pure."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from storefront.money import Money
from storefront.reconciliation.matching import (
    Awaited,
    How,
    Suggestion,
    Told,
    identities,
    meant,
    named_in,
    recognised,
    suggestions,
)
from storefront.reconciliation.statement import Line


class Fate(enum.StrEnum):
    """What becomes of a line when its statement is taken in."""

    PAYS = "pays"
    """It pays orders, beyond doubt."""
    TOLD = "told"
    """A messenger, or another statement, told us of this money before."""
    UNSURE = "unsure"
    """It may be for an order; somebody must look."""
    OTHER = "other"
    """Nothing of the market's, as far as we can see."""
    WENT_BACK = "went_back"
    """Money that went out, with the code of one of our orders."""
    KNOWN = "known"
    """The very line is in a statement we have. Not written again."""
    NOT_KEPT = "not_kept"
    """Money that went out for the household's own needs. Not written."""


@dataclass(frozen=True, slots=True)
class Books:
    """What we know of an account, as far as a statement's lines touch it."""

    identities: frozenset[str] = frozenset()
    told: Sequence[Told] = ()
    awaited: Sequence[Awaited] = ()
    ours: frozenset[str] = frozenset()
    """Codes in these lines of orders and bills that are there, paid to whatever account."""


@dataclass(frozen=True, slots=True)
class Planned:
    line: Line
    identity: str
    fate: Fate
    codes: tuple[str, ...] = ()
    """Of the orders it pays."""
    how: How | None = None
    receipt_id: int | None = None
    """The money it was told of as."""
    perhaps: list[Suggestion] = field(default_factory=list)


def codes_in(lines: Sequence[Line]) -> set[str]:
    return {code for line in lines for code in named_in(line)}


def plan(lines: Sequence[Line], books: Books) -> list[Planned]:
    """In the order of the lines."""
    names = identities(lines)
    known = set(names) & books.identities
    new = [
        place
        for place, line in enumerate(lines)
        if names[place] not in known and line.amount > Money(0)
    ]
    fresh = recognised([lines[place] for place in new], _free(books.told, lines, names))
    told = {new[place]: number for place, number in fresh.items()}
    return [
        _planned(line, name, books, is_known=name in known, told=told.get(place))
        for place, (line, name) in enumerate(zip(lines, names, strict=True))
    ]


def counted(planned: Sequence[Planned]) -> Counter[Fate]:
    return Counter(it.fate for it in planned)


def _free(told: Sequence[Told], lines: Sequence[Line], names: Sequence[str]) -> list[Told]:
    """Money that one of these lines may be: not one that is another line of this statement, nor
    one on a day of which this statement says nothing."""
    if not lines:
        return []
    first, last = min(line.day for line in lines), max(line.day for line in lines)
    here = set(names)
    return [
        it
        for it in told
        if it.line not in here and (it.line_day is None or first <= it.line_day <= last)
    ]


def _planned(line: Line, name: str, books: Books, *, is_known: bool, told: int | None) -> Planned:
    if is_known:
        return Planned(line, name, Fate.KNOWN)
    if line.amount < Money(0):
        is_ours = bool(codes_in([line]) & books.ours)
        return Planned(line, name, Fate.WENT_BACK if is_ours else Fate.NOT_KEPT)
    if told is not None:
        return Planned(line, name, Fate.TOLD, receipt_id=told)
    if found := meant(line, books.awaited):
        return Planned(line, name, Fate.PAYS, found.codes, found.how)
    perhaps = suggestions(line, [it for it in books.awaited if it.due])
    is_ours_perhaps = bool(perhaps or codes_in([line]) & books.ours)
    return Planned(line, name, Fate.UNSURE if is_ours_perhaps else Fate.OTHER, perhaps=perhaps)
