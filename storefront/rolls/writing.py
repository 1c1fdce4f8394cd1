"""What a list that is right leaves in the book."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from storefront import clock
from storefront.accounts import actions as accounts
from storefront.accounts.actions import Agreement
from storefront.accounts.models import ConsentMode, Person, Purpose
from storefront.db import session
from storefront.rolls.book import Book
from storefront.rolls.checking import Checked, Judged
from storefront.rolls.models import Decision, Standing
from storefront.rolls.sheet import Column
from storefront.shops import actions, enrolling
from storefront.shops.actions import Keeper
from storefront.shops.enrolling import Newcomer, PaidAt
from storefront.shops.models import Household

NOON = timedelta(hours=12)
"""Of the day on which something was agreed to, where nobody says the hour."""


@dataclass(slots=True)
class Became:
    households: dict[int, int] = field(default_factory=dict)
    """By row."""
    standing: dict[int, Standing] = field(default_factory=dict)
    """What it was taken for in the end."""
    new: int = 0


def write(
    checked: Checked,
    decisions: Mapping[int, Decision | None],
    *,
    roll: str,
    by: Person,
    at: datetime,
) -> Became:
    became = Became()
    new = [it for it in checked.rows if _is_new(it, decisions)]
    homes = enrolling.enroll(
        [_newcomer(it, checked.book, at=at) for it in new], by=by, at=at, roll=roll
    )
    for it, home in zip(new, homes, strict=True):
        became.households[it.entry.line.row] = home.id
        became.standing[it.entry.line.row] = Standing.NEW
    became.new = len(new)
    for it in checked.rows:
        if it.entry.line.row not in became.households and it.known:
            _known(it, decisions.get(it.entry.line.row), became, by=by, at=at)
    return became


def _is_new(it: Judged, decisions: Mapping[int, Decision | None]) -> bool:
    is_another = decisions.get(it.entry.line.row) is Decision.ANOTHER
    return it.standing is Standing.NEW or (it.standing is Standing.ALIKE and is_another)


def _newcomer(it: Judged, book: Book, *, at: datetime) -> Newcomer:
    entry = it.entry
    assert it.village is not None  # noqa: S101  a row without a fault has one
    assert it.collector is not None  # noqa: S101
    holder = book.phones.get(entry.phone) if entry.phone else None
    return Newcomer(
        _keeper(it),
        it.village,
        book.team_of(it.village),
        _agreement(it, entry.purposes),
        it.collector,
        _agreed_at(it, at=at),
        PaidAt(entry.bank, entry.number, entry.holder) if entry.number else None,
        session.get_one(Person, holder.id) if holder else None,
    )


def _known(
    it: Judged, decision: Decision | None, became: Became, *, by: Person, at: datetime
) -> None:
    assert it.known is not None  # noqa: S101
    row, is_taken = it.entry.line.row, decision is Decision.TAKE and bool(it.changes)
    became.households[row] = it.known.id
    became.standing[row] = Standing.CHANGED if is_taken else Standing.SAME
    if is_taken:
        _change(session.get_one(Household, it.known.id), it, by=by, at=at)


def _change(home: Household, it: Judged, *, by: Person, at: datetime) -> None:
    """Where it is paid otherwise than before, nothing is changed by a list: that takes a second
    person (payouts/)."""
    assert it.collector is not None  # noqa: S101
    if {Column.NAME, Column.BORN, Column.PHONE} & set(it.changes):
        actions.change_keeper(home, _keeper(it, home), by=by, at=at)
    purposes = it.entry.purposes - {Purpose(its) for its in _agreed(home)}
    if purposes:
        agreement, given = _agreement(it, purposes), _agreed_at(it, at=at)
        accounts.record_consents(home.keeper, agreement, by=it.collector, at=given)
    if Column.NUMBER in it.changes and not home.accounts:
        paid = it.entry
        actions.declare_account(
            home, bank_bin=paid.bank, number=paid.number, holder=paid.holder, by=by, at=at
        )


def _agreed(home: Household) -> set[Purpose]:
    return {it.purpose for it in home.keeper.consents if it.withdrawn_at is None}


def _keeper(it: Judged, home: Household | None = None) -> Keeper:
    entry = it.entry
    if home is None:
        return Keeper(entry.name, entry.honorific, entry.born, entry.phone)
    name = entry.name if Column.NAME in it.changes else home.keeper.name
    phone, born = entry.phone or home.keeper.phone, entry.born or home.birth_year
    return Keeper(name, home.honorific, born, phone)


def _agreement(it: Judged, purposes: frozenset[Purpose]) -> Agreement:
    return Agreement(purposes, it.entry.mode or ConsentMode.PAPER, witness=it.entry.witness)


def _agreed_at(it: Judged, *, at: datetime) -> datetime:
    return min(clock.start_of(it.entry.agreed_on) + NOON, at) if it.entry.agreed_on else at
