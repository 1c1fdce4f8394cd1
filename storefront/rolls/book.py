"""What the book knows that a list of households is held against, read with few questions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import TypeVar

from sqlalchemy import select

from storefront import text
from storefront.accounts.models import Consent, Person, Purpose
from storefront.accounts.permissions import Permission
from storefront.db import session
from storefront.places import queries as places
from storefront.places.models import Place
from storefront.places.queries import lying_in
from storefront.shops.models import Household, PaymentAccount
from storefront.teams.models import Membership, Team

TOGETHER = 500
"""Values asked about in one question."""
Value = TypeVar("Value")
_KINDS = (
    "to dan pho", "khu pho", "khoi pho", "thon", "ban", "xom", "khu", "khoi", "lang", "ap", "to",
    "xa", "phuong", "thi tran",
)  # fmt: skip


@dataclass(slots=True)
class Known:
    """A household of the book, as far as lists speak of it."""

    id: int
    code: str
    village_id: int
    commune_id: int | None
    keeper_id: int
    name: str
    folded: str
    honorific: str
    born: int | None
    phone: str | None
    is_own: bool
    """It has taken over: nobody presses for it."""


@dataclass(slots=True)
class Holder:
    """Who has a telephone number."""

    id: int
    folded: str
    keeps: int | None
    """A household."""


@dataclass(slots=True)
class Book:
    villages: dict[str, list[Place]] = field(default_factory=lambda: defaultdict(list))
    """By their folded name, with and without the word for village."""
    teams: list[tuple[str, int]] = field(default_factory=list)
    collectors: dict[str, list[Person]] = field(default_factory=lambda: defaultdict(list))
    named: dict[str, list[Known]] = field(default_factory=lambda: defaultdict(list))
    living: dict[int, list[Known]] = field(default_factory=lambda: defaultdict(list))
    """By village."""
    phones: dict[str, Holder] = field(default_factory=dict)
    paid: dict[tuple[str, str], int] = field(default_factory=dict)
    """Which household, by bank and number."""
    accounts: dict[int, tuple[str, str]] = field(default_factory=dict)
    ever_paid: set[int] = field(default_factory=set)
    agreed: dict[int, set[Purpose]] = field(default_factory=lambda: defaultdict(set))
    """By keeper."""

    def team_of(self, village: Place) -> int | None:
        return next((team for path, team in self.teams if village.path.startswith(path)), None)


def bare(name: str) -> str:
    """Without the word for what kind of place it is."""
    folded = text.fold(name)
    kind = next((it for it in _KINDS if folded.startswith(f"{it} ")), "")
    return folded.removeprefix(kind).strip()


def opened(
    by: Person,
    permission: Permission,
    *,
    phones: Collection[str],
    numbers: Collection[str],
    on: date,
) -> Book:
    """For the rows of one list, and the places in which this person may bring one."""
    territory = by.places_where(permission, on=on)
    it = Book()
    _villages(it, territory, on=on)
    _teams(it, territory, by, on=on)
    _households(it, territory)
    _phones(it, phones)
    _accounts(it, numbers)
    return it


def _villages(it: Book, territory: list[Place], *, on: date) -> None:
    for village in places.villages_inside(territory, on=on):
        for name in {text.fold(village.name), text.fold(village.full_name), bare(village.name)}:
            it.villages[name].append(village)


def _teams(it: Book, territory: list[Place], by: Person, *, on: date) -> None:
    is_here = Team.ended_on.is_(None) | (Team.ended_on > on)
    wanted = select(Team.id, Place.path).join(Team.place).where(is_here, lying_in(territory))
    it.teams = [(path, team) for team, path in session.execute(wanted.order_by(Team.id))]
    held = Membership.to_day.is_(None) | (Membership.to_day > on)
    helpers = (
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.team_id.in_([team for _path, team in it.teams]), held)
    )
    for person in {by, *session.scalars(helpers)}:
        it.collectors[text.fold(person.name)].append(person)


def _households(it: Book, territory: list[Place]) -> None:
    wanted = (
        select(
            Household.id,
            Household.code,
            Household.village_id,
            Place.parent_id,
            Household.keeper_id,
            Person.name,
            Household.folded,
            Household.honorific,
            Household.birth_year,
            Person.phone,
            Household.taken_over_at.is_not(None),
        )
        .join(Household.keeper)
        .join(Household.village)
        .where(lying_in(territory), Household.gone_at.is_(None))
        .order_by(Household.id)
    )
    for row in session.execute(wanted):
        known = Known(*list(row))
        it.named[known.folded].append(known)
        it.living[known.village_id].append(known)


def _phones(it: Book, phones: Collection[str]) -> None:
    for some in _parts(phones):
        wanted = (
            select(Person.phone, Person.id, Person.name, Household.id)
            .outerjoin(Household, Household.keeper_id == Person.id)
            .where(Person.phone.in_(some))
        )
        for phone, number, name, keeps in session.execute(wanted):
            it.phones[str(phone)] = Holder(number, text.fold(name), keeps)


def _accounts(it: Book, numbers: Collection[str]) -> None:
    for some in _parts(numbers):
        columns = PaymentAccount.bank_bin, PaymentAccount.number, PaymentAccount.household_id
        wanted = select(*columns).where(
            PaymentAccount.number.in_(some), PaymentAccount.retired_at.is_(None)
        )
        it.paid |= {(bank, number): whose for bank, number, whose in session.execute(wanted)}


def look_closer(it: Book, some: Iterable[Known]) -> None:
    """Where these are paid, and what they have agreed to."""
    whose = {known.id: known.keeper_id for known in some}
    for ids in _parts(whose):
        columns = PaymentAccount.household_id, PaymentAccount.bank_bin, PaymentAccount.number
        paid = select(*columns, PaymentAccount.retired_at).where(
            PaymentAccount.household_id.in_(ids)
        )
        for household, bank, number, retired in session.execute(paid):
            it.ever_paid.add(household)
            if retired is None:
                it.accounts[household] = (bank, number)
        keepers = [whose[number] for number in ids]
        agreed = select(Consent.person_id, Consent.purpose).where(
            Consent.person_id.in_(keepers), Consent.withdrawn_at.is_(None)
        )
        for person, purpose in session.execute(agreed):
            it.agreed[person].add(purpose)


def _parts(values: Iterable[Value]) -> Iterator[list[Value]]:
    rest = iter(values)
    while some := list(islice(rest, TOGETHER)):
        yield some
