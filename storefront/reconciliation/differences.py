"""What the bank says beside what our books say, account by account and day by day. Pure."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from storefront.money import Money

_NOTHING = Money(0)


class Kind(enum.StrEnum):
    MISSING_HERE = "missing_here"
    """On the statement; nobody knows what for."""
    MISSING_THERE = "missing_there"
    """In our books, and not on the statement of that day."""
    AMOUNT_DIFFERS = "amount_differs"
    """It came, but not as much as was asked for, or more."""
    DUPLICATE = "duplicate"
    """Paid once more, or for what had ended: owed back to the buyer."""
    NOT_CHECKED = "not_checked"
    """No statement of that day has been brought yet."""
    TIES = "ties"


AMISS = (Kind.MISSING_HERE, Kind.MISSING_THERE, Kind.AMOUNT_DIFFERS, Kind.DUPLICATE)


@dataclass(frozen=True, slots=True)
class AtBank:
    """A line of a statement that came in and is the market's business."""

    account_id: int
    day: date
    amount: Money
    note: str
    receipt_id: int | None
    id: int = 0


@dataclass(frozen=True, slots=True)
class Here:
    """Money our books have on an account."""

    id: int
    account_id: int
    day: date
    amount: Money
    heard_at: datetime
    code: str = ""
    """Of the order or bill; empty when nobody knows."""
    due: Money = _NOTHING
    """What of it is still missing."""
    over: Money = _NOTHING
    """What is owed back of it."""
    payer: str = ""
    fell_short: bool = False
    came_too_much: bool = False
    by_keeper: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Covered:
    """The days a statement tells of, and when it was brought."""

    account_id: int
    first: date
    last: date
    brought_at: datetime


@dataclass(frozen=True, slots=True)
class Difference:
    kind: Kind
    account_id: int
    day: date
    bank: Money | None
    here: Money | None
    code: str = ""
    note: str = ""
    owed: Money = _NOTHING
    owed_to: str = ""
    receipt_id: int | None = None
    line_id: int | None = None
    """Of the statement, when no money of ours is known for it."""


@dataclass(slots=True)
class Day:
    """One account on one day."""

    account_id: int
    day: date
    is_covered: bool
    rows: list[Difference] = field(default_factory=list)

    @property
    def bank(self) -> Money:
        return Money.sum(it.bank for it in self.rows if it.bank is not None)

    @property
    def here(self) -> Money:
        """What our books have of what the bank has been asked about."""
        return self._here(checked=True)

    @property
    def unchecked(self) -> Money:
        """What they have that no statement has been asked about."""
        return self._here(checked=False)

    @property
    def amiss(self) -> list[Difference]:
        return [it for it in self.rows if it.kind in AMISS]

    @property
    def owed(self) -> Money:
        return Money.sum(it.owed for it in self.rows)

    def _here(self, *, checked: bool) -> Money:
        rows = [it for it in self.rows if (it.kind is not Kind.NOT_CHECKED) is checked]
        return Money.sum(it.here for it in rows if it.here is not None)


def days(lines: Iterable[AtBank], here: Iterable[Here], covered: Sequence[Covered]) -> list[Day]:
    """Newest first; a day on which nothing moved is not there."""
    known = {it.id: it for it in here}
    told = {line.receipt_id for line in lines}
    found: dict[tuple[date, int], Day] = {}
    for line in lines:
        receipt = None if line.receipt_id is None else known.get(line.receipt_id)
        _day(found, line.account_id, line.day, covered).rows.append(_at_bank(line, receipt))
    for it in known.values():
        if it.id not in told:
            _day(found, it.account_id, it.day, covered).rows.append(_only_here(it, covered))
    order = list(Kind)
    for day in found.values():
        day.rows.sort(key=lambda row: order.index(row.kind))
    return [found[key] for key in sorted(found, key=lambda key: (-key[0].toordinal(), key[1]))]


def _day(
    found: dict[tuple[date, int], Day], account_id: int, day: date, covered: Sequence[Covered]
) -> Day:
    if (day, account_id) not in found:
        is_covered = any(_tells_of(it, account_id, day) for it in covered)
        found[day, account_id] = Day(account_id, day, is_covered)
    return found[day, account_id]


def _tells_of(it: Covered, account_id: int, day: date) -> bool:
    return it.account_id == account_id and it.first <= day <= it.last


def _at_bank(line: AtBank, receipt: Here | None) -> Difference:
    return _difference(_kind(receipt), line, receipt, bank=line.amount)


def _only_here(it: Here, covered: Sequence[Covered]) -> Difference:
    """Told of by a messenger, or by the keeper alone. A statement that was brought before we heard
    of it cannot be blamed for not telling."""
    kind = Kind.TIES if it.by_keeper else _kind(it)
    if kind is not Kind.TIES:
        return _difference(kind, it, it, bank=it.amount)
    missing = any(
        _tells_of(one, it.account_id, it.day) and one.brought_at > it.heard_at for one in covered
    )
    kind = Kind.MISSING_THERE if missing else Kind.NOT_CHECKED
    return _difference(kind, it, it, bank=None)


def _kind(receipt: Here | None) -> Kind:
    if receipt is None or not receipt.code:
        return Kind.MISSING_HERE
    if receipt.came_too_much and receipt.over >= receipt.amount:
        return Kind.DUPLICATE
    if (receipt.came_too_much and receipt.over) or (receipt.fell_short and receipt.due):
        return Kind.AMOUNT_DIFFERS
    return Kind.TIES


def _difference(
    kind: Kind, at: AtBank | Here, receipt: Here | None, *, bank: Money | None
) -> Difference:
    too_much = receipt is not None and receipt.came_too_much
    owed = min(receipt.over, receipt.amount) if receipt and too_much else _NOTHING
    return Difference(
        kind=kind,
        account_id=at.account_id,
        day=at.day,
        bank=bank,
        here=at.amount if receipt is not None and receipt.code else None,
        code=receipt.code if receipt else "",
        note=at.note,
        owed=owed,
        owed_to=receipt.payer if receipt and owed else "",
        receipt_id=receipt.id if receipt else None,
        line_id=at.id if isinstance(at, AtBank) and receipt is None else None,
    )


def counted(rows: Iterable[Difference]) -> Mapping[Kind, int]:
    counts: dict[Kind, int] = dict.fromkeys(Kind, 0)
    for row in rows:
        counts[row.kind] += 1
    return counts
