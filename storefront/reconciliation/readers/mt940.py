"""MT940: SWIFT's statement, one message after another.

Read strictly: a sum with a sign too much must not become another sum.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from storefront.money import Money
from storefront.reconciliation.statement import (
    LONGEST_MEMO,
    LONGEST_REFERENCE,
    MOST_LINES,
    Fault,
    Line,
    Statement,
    Wrong,
)
from storefront.spreadsheets.cells import NotAValue, amount, words
from storefront.spreadsheets.unreadable import Reason, Unreadable

_TAG = re.compile(r":(\d{2}[A-Z]?):(.*)")
_BALANCE = re.compile(r"([CD])\d{6}([A-Z]{3})(\d{1,15}),(\d{0,2})")
_MOVED = re.compile(
    r"(?P<day>\d{6})(?:\d{4})?(?P<side>R?[CD])[A-Z]?(?P<whole>\d{1,15}),(?P<rest>\d{0,2})"
    r"(?P<kind>[A-Z][A-Z0-9]{3})(?P<ours>.{0,16}?)(?://(?P<theirs>.{0,40}))?"
)
_NO_NAME = frozenset({"", "NONREF", "NOTPROVIDED"})
_MARKED = re.compile(r"\?(\d{2})")
_SAID, _PAYER = range(20, 30), range(32, 34)
"""Which of a structured note's fields hold the buyer's words, and which the name."""


@dataclass(slots=True)
class _Tag:
    row: int
    name: str
    said: list[str]


def is_one(text: str) -> bool:
    start = text.lstrip()[:400]
    return ":20:" in start and (":25:" in text[:2_000] or ":60" in text[:2_000])


def read(text: str) -> Statement:
    tags = list(_tags(text))
    if sum(tag.name == "61" for tag in tags) > MOST_LINES:
        raise Unreadable(Reason.TOO_MANY)
    accounts = {_account(tag) for tag in tags if tag.name == "25"}
    if len(accounts) > 1:
        raise Unreadable(Reason.TOO_MANY)
    lines: list[Line] = []
    faults: list[Fault] = []
    for tag, note in zip(tags, [*tags[1:], None], strict=True):
        if tag.name == "61":
            line, fault = _line(tag, note if note and note.name == "86" else None)
            lines += [line] if line else []
            faults += [fault] if fault else []
    opening, closing = _balances(tags)
    return Statement("".join(accounts), tuple(lines), opening, closing, tuple(faults))


def _tags(text: str) -> Iterator[_Tag]:
    """Fields with the rows that belong to them, whatever envelope is around a message."""
    current: _Tag | None = None
    for row, written in enumerate(text.splitlines(), start=1):
        if found := _TAG.match(written):
            if current:
                yield current
            current = _Tag(row, found[1], [found[2]])
        elif written.startswith(("-", "{")):
            if current:
                yield current
            current = None
        elif current:
            current.said.append(written)
    if current:
        yield current


def _account(tag: _Tag) -> str:
    """Behind the bank's own number, where that is told: 970415/101872344821."""
    number = words(tag.said[0]).rpartition("/")[2]
    return re.sub(r"(VND)$|\s", "", number)


def _line(tag: _Tag, note: _Tag | None) -> tuple[Line | None, Fault | None]:
    found = _MOVED.fullmatch(tag.said[0].rstrip())
    if not found:
        return None, Fault(tag.row, Wrong.AMOUNT, words(tag.said[0], most=60))
    on = _on(found["day"])
    if on is None:
        return None, Fault(tag.row, Wrong.DAY, found["day"])
    try:
        moved = amount(f"{found['whole']},{found['rest']}".rstrip(","))
    except NotAValue as error:
        return None, Fault(tag.row, Wrong.AMOUNT, str(error)[:60])
    if not moved:
        return None, Fault(tag.row, Wrong.NO_AMOUNT)
    memo, payer = _note(note.said if note else tag.said[1:])
    came = found["side"] in ("C", "RD")
    return (
        Line(tag.row, on, moved if came else -moved, memo, _reference(found), payer),
        None,
    )


def _on(written: str) -> date | None:
    try:
        return date(2000 + int(written[:2]), int(written[2:4]), int(written[4:]))
    except ValueError:
        return None


def _reference(found: re.Match[str]) -> str:
    for said in (found["theirs"] or "", found["ours"]):
        name = words(said, most=LONGEST_REFERENCE)
        if name not in _NO_NAME:
            return name
    return ""


def _note(rows: list[str]) -> tuple[str, str]:
    """What the payer wrote, and who that is. Rows were cut at 65 letters, in the midst of words."""
    whole = "".join(rows)
    marks = _MARKED.split(whole)
    if len(marks) < 3:
        return words(" ".join(row.strip() for row in rows), most=LONGEST_MEMO), ""
    fields = list(zip(map(int, marks[1::2]), marks[2::2], strict=True))
    memo = "".join(said for mark, said in fields if mark in _SAID or mark in range(60, 64))
    payer = "".join(said for mark, said in fields if mark in _PAYER)
    return words(memo, most=LONGEST_MEMO), words(payer, most=120)


def _balances(tags: list[_Tag]) -> tuple[Money | None, Money | None]:
    """The first message's beginning and the last one's end."""
    opened = [tag for tag in tags if tag.name in ("60F", "60M")]
    closed = [tag for tag in tags if tag.name in ("62F", "62M")]
    if not opened or not closed:
        return None, None
    return _balance(opened[0]), _balance(closed[-1])


def _balance(tag: _Tag) -> Money | None:
    found = _BALANCE.match(tag.said[0])
    if not found:
        return None
    if found[2] != "VND":
        raise Unreadable(Reason.CURRENCY)
    moved = Money(int(found[3]))
    return moved if found[1] == "C" else -moved
