"""What somebody in the field types back: 1, 2 or 3, perhaps an order's short number.

What could be meant otherwise is unclear, and then nothing is done: "1 con thôi" is no yes.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from storefront import codes, text


class Answer(enum.StrEnum):
    YES = "yes"
    NO = "no"
    CALL = "call"
    """Somebody is to ring the household."""


@dataclass(frozen=True, slots=True)
class Said:
    answer: Answer
    number: str = ""
    """Of the order that is meant, or how it begins."""
    why: str = ""

    def names(self, code: str) -> bool:
        return bool(self.number) and code.startswith((self.number, codes.PREFIX + self.number))


SHORTEST = 4
_LETTERS = set(codes.ALPHABET) | set(codes.PREFIX)
_ANSWERS = {
    "1": Answer.YES, "co": Answer.YES, "ok": Answer.YES, "nhan": Answer.YES, "yes": Answer.YES,
    "2": Answer.NO, "khong": Answer.NO, "ko": Answer.NO, "het": Answer.NO, "no": Answer.NO,
    "3": Answer.CALL, "goi": Answer.CALL, "call": Answer.CALL,
}  # fmt: skip
_POLITE = {"nhe", "nha", "a", "em", "chi", "anh", "ban", "don", "nhan", "hang", "toi"}


def read(typed: str) -> Said | None:
    """Nothing when it is unclear: they are told what to type."""
    words = typed.split()
    if len(words) > 1 and _number(words[0]):
        words[:2] = words[1::-1]  # "7K2M 1" as "1 7K2M"
    answer = _ANSWERS.get(text.fold(words[0])) if words else None
    if answer is None:
        return None
    number = _number(words[1]) if len(words) > 1 else ""
    more = words[2:] if number else words[1:]
    if answer is Answer.NO and number:
        return Said(answer, number, " ".join(more))
    return Said(answer, number) if all(text.fold(it) in _POLITE for it in more) else None


def _number(word: str) -> str:
    """How an order's code begins, or nothing."""
    number = word.upper().strip(".,:;")
    polite = text.fold(word) in _POLITE or text.fold(word) in _ANSWERS
    return number if len(number) >= SHORTEST and set(number) <= _LETTERS and not polite else ""
