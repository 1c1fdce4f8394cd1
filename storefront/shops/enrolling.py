"""Many households written into the book at once: what registering and declaring an account would
have written for each of them, in few statements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from storefront import banks, clock, codes, text
from storefront.accounts import actions as accounts
from storefront.accounts.actions import Agreement
from storefront.accounts.models import Consent, Person, Purpose
from storefront.db import session
from storefront.facts import actions as facts
from storefront.facts.models import Indicator
from storefront.places.models import Place
from storefront.rows import put
from storefront.shops import letters, noting
from storefront.shops.actions import Keeper
from storefront.shops.folders import actions as folders
from storefront.shops.kinds import COUNTED_AS, kind_of
from storefront.shops.models import Household, PaymentAccount, Residence

TOGETHER = 200
"""Rows sent in one statement."""
Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class PaidAt:
    bank_bin: str
    number: str
    holder: str


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A household that is not in the book, with what it agreed to, when and before whom."""

    keeper: Keeper
    village: Place
    team_id: int | None
    agreement: Agreement
    collector: Person
    agreed_at: datetime
    paid_at: PaidAt | None = None
    person: Person | None = None
    """Known already by the number: a leader may keep a shop as well."""


def enroll(
    newcomers: Sequence[Newcomer], *, by: Person, at: datetime, **detail: Any
) -> list[Household]:
    """In their order. Whoever asks has looked that none is in the book, and that they may."""
    written = [_household(it, by=by, at=at) for it in newcomers]
    session.add_all(written)
    session.flush()
    both = list(zip(newcomers, written, strict=True))
    _put_each(Residence, (_home(home, at=at) for home in written))
    _put_each(Consent, (row for it, home in both for row in _consents(it, home)))
    _count(Indicator.HOUSEHOLD_REGISTERED, written, at=at)
    for some in _parts([(_subject(home), home.keeper_id) for home in written]):
        accounts.trace_each("household.register", some, actor=by, detail=detail, at=at)
    for homes in _parts(written):
        folders.begin(*homes, by=by, at=at)
    _declare([home for home in written if home.accounts], by=by, at=at)
    return written


def _household(it: Newcomer, *, by: Person, at: datetime) -> Household:
    return Household(
        code=codes.short_code(8),
        keeper=it.person or _person(it, at=at),
        folded=text.fold(it.keeper.name),
        honorific=it.keeper.honorific,
        birth_year=it.keeper.birth_year,
        village=it.village,
        team_id=it.team_id,
        registered_at=at,
        registered_by=by,
        accounts=[_account(it.paid_at, by=by, at=at)] if it.paid_at else [],
    )


def _person(it: Newcomer, *, at: datetime) -> Person:
    keeper, language = it.keeper, it.agreement.language
    return Person(name=keeper.name, phone=keeper.phone, language=language, known_since=at)


def _account(it: PaidAt, *, by: Person, at: datetime) -> PaymentAccount:
    return PaymentAccount(
        kind=kind_of(it.bank_bin),
        bank_bin=it.bank_bin,
        number=it.number,
        holder=it.holder,
        declared_at=at,
        declared_by_id=by.id,
    )


def _home(home: Household, *, at: datetime) -> dict[str, Any]:
    return {
        "household_id": home.id,
        "village_id": home.village.id,
        "commune_id": home.village.parent_id,
        "from_day": clock.village_date(at),
    }


def _consents(it: Newcomer, home: Household) -> Iterator[dict[str, Any]]:
    agreed = it.agreement
    for purpose in [it for it in Purpose if it in agreed.purposes]:
        yield {
            "person_id": home.keeper_id,
            "purpose": purpose,
            "text_version": agreed.text_version,
            "language": agreed.language,
            "mode": agreed.mode,
            "witness": agreed.witness,
            "collector_id": it.collector.id,
            "given_at": it.agreed_at,
        }


def _declare(homes: Sequence[Household], *, by: Person, at: datetime) -> None:
    _count(Indicator.ACCOUNT_DECLARED, homes, at=at)
    for kind, indicator in COUNTED_AS.items():
        _count(indicator, [it for it in homes if it.accounts[0].kind is kind], at=at)
    for home in homes:
        account = home.accounts[0]
        letters.account_declared(account, by=by, at=at)
        bank = banks.name_of(account.bank_bin)
        noting.trace("account.declare", home, by=by, at=at, bank=bank, tail=account.tail)


def _count(indicator: Indicator, homes: Iterable[Household], *, at: datetime) -> None:
    for some in _parts(homes):
        facts.record_each(indicator, [(_subject(it), it.id, it.village) for it in some], at=at)


def _subject(home: Household) -> str:
    return f"household:{home.code}"


def _put_each(model: type[Any], rows: Iterable[dict[str, Any]]) -> None:
    for some in _parts(rows):
        put(model, *some)


def _parts(things: Iterable[Thing]) -> Iterator[list[Thing]]:
    rest = iter(things)
    while some := list(islice(rest, TOGETHER)):
        yield some
