"""What would become of each line of a statement, before anybody decides. Pure."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from storefront.money import Money
from storefront.reconciliation.matching import (
    Awaited,
    Back,
    How,
    Suggestion,
    Told,
    identities,
    meant,
    named_in,
    perhaps_back,
    recognised,
    suggestions,
    went_back,
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
    MAYBE_BACK = "maybe_back"
    """Money that went out and may have been given back. Written only when somebody says so."""
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
    back: Sequence[Back] = ()
    """What goes back to buyers by the bank, and no line of a statement is known for."""


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
    back: Back | None = None
    """What was given back by it."""


def codes_in(lines: Sequence[Line]) -> set[str]:
    return {code for line in lines for code in named_in(line)}


def plan(lines: Sequence[Line], books: Books) -> list[Planned]:
    """In the order of the lines."""
    names = identities(lines)
    known = set(names) & books.identities
    told = _recognised(lines, names, known, books.told)
    back = _went_back(lines, names, known, books.back)
    books = replace(books, back=[it for it in books.back if it not in back.values()])
    return [
        _planned(line, name, books, known=name in known, told=told.get(name), back=back.get(name))
        for line, name in zip(lines, names, strict=True)
    ]


def _recognised(
    lines: Sequence[Line], names: Sequence[str], known: set[str], told: Sequence[Told]
) -> dict[str, int]:
    new = [(line, name) for line, name in _new(lines, names, known) if line.amount > Money(0)]
    found = recognised([line for line, _name in new], _free(told, lines, names))
    return {new[place][1]: number for place, number in found.items()}


def _went_back(
    lines: Sequence[Line], names: Sequence[str], known: set[str], back: Sequence[Back]
) -> dict[str, Back]:
    new = [(line, name) for line, name in _new(lines, names, known) if line.amount < Money(0)]
    found = went_back([line for line, _name in new], back)
    return {new[place][1]: it for place, it in found.items()}


def _new(
    lines: Sequence[Line], names: Sequence[str], known: set[str]
) -> Iterator[tuple[Line, str]]:
    return ((line, name) for line, name in zip(lines, names, strict=True) if name not in known)


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


def _gone(line: Line, name: str, books: Books, back: Back | None) -> Planned:
    if back is not None:
        return Planned(line, name, Fate.WENT_BACK, (back.code,), How.CODE, back=back)
    if codes_in([line]) & books.ours:
        return Planned(line, name, Fate.WENT_BACK)
    perhaps = perhaps_back(line, books.back)
    return Planned(line, name, Fate.MAYBE_BACK if perhaps else Fate.NOT_KEPT, perhaps=perhaps)


def _planned(
    line: Line, name: str, books: Books, *, known: bool, told: int | None, back: Back | None
) -> Planned:
    if known:
        return Planned(line, name, Fate.KNOWN)
    if line.amount < Money(0):
        return _gone(line, name, books, back)
    if told is not None:
        return Planned(line, name, Fate.TOLD, receipt_id=told)
    if found := meant(line, books.awaited):
        return Planned(line, name, Fate.PAYS, found.codes, found.how)
    perhaps = suggestions(line, [it for it in books.awaited if it.due])
    is_ours_perhaps = bool(perhaps or codes_in([line]) & books.ours)
    return Planned(line, name, Fate.UNSURE if is_ours_perhaps else Fate.OTHER, perhaps=perhaps)
