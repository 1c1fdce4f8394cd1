"""Whether two who tell of a transfer tell of the same one. Pure.

Messengers and statements pass on a bank's words, each cut and dressed in its own way.
"""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass
from datetime import date, timedelta

from storefront import codes, text
from storefront.money import Money
from storefront.payments import memo


@dataclass(frozen=True, slots=True)
class Telling:
    day: date
    amount: Money
    memo: str
    reference: str = ""


class Alike(enum.IntEnum):
    NO = 0
    SAME_CODE = 1
    SAME_NOTE = 2
    SAME_REFERENCE = 3


_NEAR = (timedelta(days=-1), timedelta(days=1))
_FAR = (timedelta(days=-7), timedelta(days=7))
"""How far apart two days may be: less on little evidence."""


def alike(one: Telling, other: Telling) -> Alike:
    if one.amount != other.amount:
        return Alike.NO
    found = _evidence(one, other)
    earliest, latest = _NEAR if found is Alike.SAME_CODE else _FAR
    return found if earliest <= one.day - other.day <= latest else Alike.NO


def _evidence(one: Telling, other: Telling) -> Alike:
    ours, theirs = squeezed(one.reference), squeezed(other.reference)
    if ours and ours == theirs:
        return Alike.SAME_REFERENCE
    if _of_one_make(ours, theirs):
        return Alike.NO
    short, long = sorted((squeezed(one.memo), squeezed(other.memo)), key=len)
    if len(short) > codes.LENGTH and short in long:
        return Alike.SAME_NOTE
    if set(memo.codes_in(one.memo)) & set(memo.codes_in(other.memo)):
        return Alike.SAME_CODE
    return Alike.SAME_NOTE if short and short == long else Alike.NO


def _of_one_make(ours: str, theirs: str) -> bool:
    """Names the same bank gives, as FT26234881 and FT26234907: where they differ, they are of two
    transfers. Names of different make say nothing about each other."""
    same_head = ours[:_HEAD] == theirs[:_HEAD]
    return len(ours) > _HEAD and len(ours) == len(theirs) and same_head


_HEAD = 4
"""Letters in which a bank's names of transfers agree: what they are, and of which year."""


def squeezed(words: str) -> str:
    return text.fold(words).replace(" ", "").upper()


_LONGEST = 300
_WRITTEN_OUT = re.compile(r" \[[A-Z0-9]+\]$")


def written_out(note: str, code: str) -> str:
    """A note with the whole code behind it, when only a part is left or a person knows it."""
    return f"{note} [{code}]"[-_LONGEST:]


def as_it_came(note: str) -> str:
    return _WRITTEN_OUT.sub("", note)
