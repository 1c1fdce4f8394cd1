"""The one checker of households written down at once: by itself each row, then against the others,
then against the book. Lists and pages of rows are held to the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from storefront import text
from storefront.accounts.models import Person
from storefront.accounts.permissions import Permission
from storefront.places.models import Place
from storefront.rolls import book as books
from storefront.rolls.book import Book, Known
from storefront.rolls.models import Standing
from storefront.rolls.sheet import PURPOSES, Column, Fault, Line, Wrong
from storefront.rolls.slips import is_one_slip
from storefront.rolls.values import Entry, understood
from storefront.shops import likeness

EVERY = 500
"""After so many rows whoever waits is told."""

Change = tuple[str, str]
"""What the book says, and what the list says."""


@dataclass(slots=True)
class Judged:
    """A row with what the book knows of it."""

    entry: Entry
    village: Place | None = None
    collector: Person | None = None
    standing: Standing = Standing.NEW
    known: Known | None = None
    """Which household it is, or perhaps is."""
    changes: dict[Column, Change] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, int, int | None]:
        """By which the book knows a household."""
        village = self.village.id if self.village else 0
        return text.fold(self.entry.name), village, self.entry.born


@dataclass(slots=True)
class Checked:
    rows: list[Judged]
    book: Book

    def faults(self, cell: Callable[[int, Column], str] = lambda _row, _column: "") -> list[Fault]:
        return [
            Fault(it.entry.line.row, column, cell(it.entry.line.row, column), bad.what, bad.says)
            for it in self.rows
            for column, bad in sorted(it.entry.faults.items(), key=lambda each: _ORDER[each[0]])
        ]

    @property
    def is_right(self) -> bool:
        return not any(it.entry.faults for it in self.rows)


_ORDER = {column: nth for nth, column in enumerate(Column)}


def check(
    lines: Sequence[Line],
    *,
    by: Person,
    on: date,
    tell: Callable[[int], None] = lambda _done: None,
) -> Checked:
    """`tell` hears after every few hundred rows how many are done."""
    rows = [Judged(understood(line, on=on)) for line in lines]
    entries = [it.entry for it in rows]
    book = books.opened(
        by,
        Permission.ROLL_BRING,
        phones={it.phone for it in entries if it.phone},
        numbers={it.number for it in entries if it.number},
        on=on,
    )
    for it in rows:
        _place(it, book, by)
    _against_each_other(rows)
    for done, it in enumerate(rows, start=1):
        _against_the_book(it, book)
        if done % EVERY == 0:
            tell(done)
    books.look_closer(book, [it.known for it in rows if it.known])
    for it in rows:
        _compare(it, book)
    return Checked(rows, book)


# --- where, and by whom -----------------------------------------------------------------------


def _place(it: Judged, book: Book, by: Person) -> None:
    entry = it.entry
    said = entry.line[Column.VILLAGE]
    if said and Column.VILLAGE not in entry.faults:
        it.village = _village(entry, book)
    named = entry.line[Column.COLLECTOR]
    if not named or Column.COLLECTOR in entry.faults:
        it.collector = by
        return
    found = book.collectors.get(text.fold(named), [])
    if len(found) == 1:
        it.collector = found[0]
    else:
        what = Wrong.WHICH_COLLECTOR if found else Wrong.COLLECTOR
        entry.blame(Column.COLLECTOR, what, named)


def _village(entry: Entry, book: Book) -> Place | None:
    said, commune = entry.line[Column.VILLAGE], entry.line[Column.COMMUNE]
    found = book.villages.get(text.fold(said)) or book.villages.get(books.bare(said)) or []
    if commune and found:
        wanted = books.bare(commune)
        found = [it for it in found if it.parent and books.bare(it.parent.name) == wanted]
    if len(found) == 1:
        return found[0]
    what = Wrong.WHICH_VILLAGE if found else Wrong.VILLAGE
    entry.blame(Column.VILLAGE, what, said)
    return None


# --- the same twice in one list ---------------------------------------------------------------


def _against_each_other(rows: Iterable[Judged]) -> None:
    households: dict[tuple[str, int, int | None], Judged] = {}
    phones: dict[str, int] = {}
    accounts: dict[tuple[str, str], int] = {}
    for it in rows:
        entry, row = it.entry, it.entry.line.row
        twin = households.setdefault(it.key, it) if entry.name and it.village else it
        if twin is not it and (
            twin.entry.phone == entry.phone or not (twin.entry.phone and entry.phone)
        ):
            entry.blame(Column.NAME, Wrong.TWICE, str(twin.entry.line.row))
            continue
        if entry.phone and phones.setdefault(entry.phone, row) != row:
            entry.blame(Column.PHONE, Wrong.PHONE_TWICE, str(phones[entry.phone]))
        account = entry.bank, entry.number
        if all(account) and accounts.setdefault(account, row) != row:
            entry.blame(Column.NUMBER, Wrong.ACCOUNT_TWICE, str(accounts[account]))


# --- against the book -------------------------------------------------------------------------


def _against_the_book(it: Judged, book: Book) -> None:
    entry = it.entry
    if it.village is None or not entry.name:
        return
    it.known, it.standing = _in_the_book(it, it.village, book)
    holder = book.phones.get(entry.phone) if entry.phone else None
    own = it.known.keeper_id if it.known else None
    if holder and holder.id != own and (holder.keeps or holder.folded != text.fold(entry.name)):
        entry.blame(Column.PHONE, Wrong.PHONE_TAKEN, entry.line[Column.PHONE])
    paid = book.paid.get((entry.bank, entry.number))
    if paid is not None and (it.known is None or paid != it.known.id):
        entry.blame(Column.NUMBER, Wrong.ACCOUNT_TAKEN, entry.number)


def _in_the_book(it: Judged, village: Place, book: Book) -> tuple[Known | None, Standing]:
    """By name and number; by name, village and year of birth; else perhaps."""
    entry, named = it.entry, book.named.get(text.fold(it.entry.name), [])
    by_phone = [known for known in named if entry.phone and known.phone == entry.phone]
    here = [known for known in named if known.village_id == village.id]
    exact = [known for known in here if known.born == entry.born]
    if sure := by_phone or exact[:1]:
        return sure[0], Standing.SAME
    near = [
        *(known for known in here if likeness.years_agree(known.born, entry.born)),
        *(
            known
            for known in named
            if known.commune_id == village.parent_id and likeness.same_year(known.born, entry.born)
        ),
        *_slips(entry, book.living.get(village.id, [])),
    ]
    return (near[0], Standing.ALIKE) if near else (None, Standing.NEW)


def _slips(entry: Entry, neighbours: Iterable[Known]) -> list[Known]:
    folded = text.fold(entry.name)
    near = (it for it in neighbours if likeness.same_year(it.born, entry.born))
    return [it for it in near if is_one_slip(it.folded, folded)]


def _compare(it: Judged, book: Book) -> None:
    """What the list says otherwise of a household that is surely in the book, and lets others
    press for it."""
    if it.standing is not Standing.SAME or it.known is None or it.known.is_own:
        return
    known, entry = it.known, it.entry
    said: dict[Column, tuple[object, object]] = {
        Column.NAME: _names(known, entry),
        Column.BORN: (known.born, entry.born or known.born),
        Column.PHONE: (known.phone, entry.phone or known.phone),
        Column.NUMBER: _accounts(known, entry, book),
    }
    agreed = book.agreed[known.keeper_id]
    said |= {
        column: (False, True) for column in PURPOSES if column.value in entry.purposes - agreed
    }
    shown: dict[Column, object] = {Column.NAME: (known.name), Column.BORN: known.born or ""}
    it.changes = {
        column: (str(shown.get(column, before or "")), entry.line[column])
        for column, (before, after) in said.items()
        if before != after
    }
    if it.changes:
        it.standing = Standing.CHANGED


def _names(known: Known, entry: Entry) -> tuple[str, str]:
    """Without any marks a name is typed in haste, and not spelt otherwise."""
    if entry.name.isascii() and text.fold(entry.name) == known.folded:
        return known.name, known.name
    return text.spelling(known.name), text.spelling(entry.name)


def _accounts(known: Known, entry: Entry, book: Book) -> tuple[str, str]:
    now = "".join(book.accounts.get(known.id, ("", "")))
    told = f"{entry.bank}{entry.number}" if entry.bank and entry.number else now
    return now, told
