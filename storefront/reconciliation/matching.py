"""Which order a line of a statement pays, and which line we have heard of before. Pure.

By the code in the note first, as far as a bank or a hand has left of it; never by the sum alone.
"""

import enum
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from storefront import codes, text
from storefront.money import Money
from storefront.payments import memo, tellings
from storefront.payments.tellings import Telling, squeezed
from storefront.reconciliation.statement import Line

LEAST_OF_A_CODE = 6
"""Letters that must be left of a code that was cut off: CB and four of its own."""


@dataclass(frozen=True, slots=True)
class Awaited:
    """Something to be paid to this account."""

    code: str
    due: Money
    payer: str
    phone: str
    since: date


class How(enum.StrEnum):
    CODE = "code"
    CUT = "cut"
    """Only a part of the code is left, but the sum agrees and no other fits."""
    TOGETHER = "together"
    """Several codes, and what they cost together."""


@dataclass(frozen=True, slots=True)
class Meant:
    codes: tuple[str, ...]
    how: How


def meant(line: Line, awaited: Sequence[Awaited]) -> Meant | None:
    """What the line pays, beyond doubt. With a whole code the sum may differ: it came all the same,
    and what is missing or too much is somebody's case."""
    known = {it.code: it for it in awaited}
    named = tuple(code for code in named_in(line) if code in known)
    if len(named) == 1:
        return Meant(named, How.CODE)
    if named:
        together = Money.sum(known[code].due for code in named)
        return Meant(named, How.TOGETHER) if together == line.amount else None
    fits = [it.code for it in awaited if it.due == line.amount and _is_left_of(it.code, line.memo)]
    return Meant((fits[0],), How.CUT) if len(fits) == 1 else None


def named_in(line: Line) -> list[str]:
    """Codes of orders, then of bills."""
    return [*memo.codes_in(line.memo), *memo.codes_in(line.memo, codes.BILL)]


def _is_left_of(code: str, note: str) -> bool:
    """Whether the note has the code without its prefix, or its beginning where the note ends."""
    letters = squeezed(note)
    bare = code[len(codes.PREFIX) :]
    if bare in letters:
        return True
    lengths = range(LEAST_OF_A_CODE, len(code))
    return any(letters.endswith(code[:length]) for length in lengths)


class Hint(enum.StrEnum):
    """Why somebody should look at this order first."""

    CODE = "code"
    AMOUNT = "amount"
    PHONE = "phone"
    NAME = "name"
    ACCOUNT = "account"


_WEIGHT = {Hint.CODE: 3, Hint.AMOUNT: 3, Hint.PHONE: 4, Hint.NAME: 2}
_LOOKS_LIKE_OURS = 3


@dataclass(frozen=True, slots=True)
class Suggestion:
    code: str
    because: tuple[Hint, ...]


def suggestions(line: Line, awaited: Sequence[Awaited], *, most: int = 3) -> list[Suggestion]:
    """What it may be for, the likeliest first. For a person to decide."""
    ranked = sorted(
        ((_because(line, it), it) for it in awaited),
        key=lambda found: (-_weight(found[0]), abs(line.day - found[1].since), found[1].code),
    )
    return [
        Suggestion(it.code, because)
        for because, it in ranked[:most]
        if _weight(because) >= _LOOKS_LIKE_OURS
    ]


def _weight(because: Iterable[Hint]) -> int:
    return sum(_WEIGHT[hint] for hint in because)


def _because(line: Line, it: Awaited) -> tuple[Hint, ...]:
    digits = re.sub(r"\D", "", f"{line.memo} {line.payer}")
    words = set(text.fold(f"{line.memo} {line.payer}").split())
    name = text.fold(it.payer).split()
    found = {
        Hint.CODE: it.code in named_in(line) or _is_left_of(it.code, line.memo),
        Hint.AMOUNT: it.due == line.amount,
        Hint.PHONE: len(it.phone) >= 9 and it.phone[-9:] in digits,
        Hint.NAME: len(name) >= 2 and set(name) <= words,
    }
    return tuple(hint for hint, holds in found.items() if holds)


@dataclass(frozen=True, slots=True)
class Back:
    """Money that goes back to a buyer by the bank: promised, or written down as transferred."""

    code: str
    """Of the order or bill."""
    amount: Money
    receipt_id: int | None = None
    """How it is booked, once somebody has said that it went."""
    refund_id: int | None = None
    to_number: str = ""
    to_holder: str = ""


def went_back(lines: Sequence[Line], back: Sequence[Back]) -> dict[int, Back]:
    """Which lines, by their place, are which money given back: by the code in the note and the
    sum. One for one."""
    left = list(back)
    found: dict[int, Back] = {}
    for place, line in enumerate(lines):
        named = named_in(line)
        it = next((it for it in left if it.code in named and it.amount == -line.amount), None)
        if it is not None:
            found[place] = it
            left.remove(it)
    return found


def perhaps_back(line: Line, back: Sequence[Back], *, most: int = 3) -> list[Suggestion]:
    """Without a code: to that account or that name, and that sum. For a person to decide."""
    found = ((it, _because_back(line, it)) for it in back if it.amount == -line.amount)
    return [Suggestion(it.code, (*why, Hint.AMOUNT)) for it, why in found if why][:most]


def _because_back(line: Line, it: Back) -> tuple[Hint, ...]:
    digits = re.sub(r"\D", "", f"{line.memo} {line.payer}")
    words = set(text.fold(f"{line.memo} {line.payer}").split())
    name = text.fold(it.to_holder).split()
    found = {
        Hint.ACCOUNT: len(it.to_number) >= LEAST_OF_A_CODE and it.to_number in digits,
        Hint.NAME: len(name) >= 2 and set(name) <= words,
    }
    return tuple(hint for hint, holds in found.items() if holds)


def identities(lines: Sequence[Line]) -> list[str]:
    """A name for each line that another statement of the same account gives it too.

    Of lines that are alike the second is another than the first: two neighbours may well pay the
    same sum on one day. Without the bank's reference, its note stands for it.
    """
    seen: dict[str, int] = {}
    names = []
    for line in lines:
        like = f"{line.day.isoformat()}|{line.amount.dong}|{_own_name(line)}"
        seen[like] = seen.get(like, 0) + 1
        names.append(sha256(f"{like}|{seen[like]}".encode()).hexdigest())
    return names


def _own_name(line: Line) -> str:
    return squeezed(line.reference) or squeezed(line.memo)


@dataclass(frozen=True, slots=True)
class Told:
    """Money that somebody has told us of before."""

    id: int
    telling: Telling
    line: str = ""
    """The line of a statement that is this money, when one is."""
    line_day: date | None = None


def recognised(lines: Sequence[Line], told: Sequence[Told]) -> dict[int, int]:
    """Which lines, by their place, are money told of before, by its id. One for one."""
    pairs = sorted(
        (-alike, abs(line.day - it.telling.day), place, it.id)
        for place, line in enumerate(lines)
        for it in told
        if (alike := tellings.alike(_telling(line), it.telling))
    )
    found: dict[int, int] = {}
    taken: set[int] = set()
    for _alikeness, _days, place, number in pairs:
        if place not in found and number not in taken:
            found[place] = number
            taken.add(number)
    return found


def _telling(line: Line) -> Telling:
    return Telling(line.day, line.amount, line.memo, line.reference)
