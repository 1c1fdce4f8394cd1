"""What gateways hold for a household, and handing it over: one officer writes, a second looks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from storefront import codes
from storefront.accounts import actions as accounts
from storefront.accounts.models import Person
from storefront.accounts.permissions import Permission
from storefront.db import session
from storefront.errors import MarketError
from storefront.ledger import actions as ledger
from storefront.ledger.models import Account, Journal, Movement
from storefront.money import Money
from storefront.orders.models import Order
from storefront.reconciliation.models import Payout, PayoutState
from storefront.rows import add_once
from storefront.shops import queries as shops
from storefront.shops.models import Household

HELD = (Account.CLEARING, Account.PAYABLE)
"""By the gateway, and by the merchant it has paid."""
_ABOUT = (*HELD, Account.FEES)


class MoreThanOwed(MarketError):
    """Nobody pays out more than was collected for the household."""


class SameHand(MarketError):
    """Whoever wrote a payout does not look at it a second time."""


class AlreadyLooked(MarketError):
    """Somebody else has looked meanwhile."""


class NoAccount(MarketError):
    """The household has no account to be paid at."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One event in the books of gateway money."""

    at: datetime
    source: str
    code: str
    """Of the order it came for."""
    held: Money
    """More that is held, or below zero less."""
    fee: Money


@dataclass(frozen=True, slots=True)
class Standing:
    """Whose money it is, by the books."""

    entries: Sequence[Entry]
    waiting: Money
    """Written as paid out; the second look is still to come."""

    @property
    def collected(self) -> Money:
        return Money.sum(it.held for it in self.entries if it.held > Money(0))

    @property
    def given_back(self) -> Money:
        return -Money.sum(it.held for it in self.entries if it.held < Money(0) and it.code)

    @property
    def fees(self) -> Money:
        return Money.sum(it.fee for it in self.entries)

    @property
    def owed(self) -> Money:
        return Money.sum(it.held for it in self.entries)

    @property
    def paid_out(self) -> Money:
        return self.collected - self.given_back - self.fees - self.owed

    @property
    def can_be_paid(self) -> Money:
        return max(self.owed - self.waiting, Money(0))


def standing(household: Household) -> Standing:
    wanted = (
        select(
            Journal.id, Journal.at, Journal.source, Movement.account, Movement.amount, Order.code
        )
        .join(Movement, Movement.journal_id == Journal.id)
        .outerjoin(Order, Order.id == Movement.order_id)
        .where(Journal.household_id == household.id, Movement.account.in_(_ABOUT))
        .order_by(Journal.id.desc())
    )
    events: dict[int, list[tuple[datetime, str, Account, Money, str | None]]] = defaultdict(list)
    for journal, at, source, account, amount, code in session.execute(wanted):
        events[journal].append((at, source, account, amount, code))
    return Standing([_entry(moves) for moves in events.values()], _waiting(household))


def _entry(moves: list[tuple[datetime, str, Account, Money, str | None]]) -> Entry:
    at, source, *_rest, code = moves[0]
    return Entry(
        at=at,
        source=source,
        code=code or "",
        held=Money.sum(amount for _at, _source, account, amount, _code in moves if account in HELD),
        fee=Money.sum(
            amount for _at, _source, account, amount, _code in moves if account is Account.FEES
        ),
    )


def _waiting(household: Household) -> Money:
    wanted = select(func.coalesce(func.sum(Payout.amount + Payout.fee), 0)).where(
        Payout.household_id == household.id, Payout.state == PayoutState.WRITTEN
    )
    total = session.scalars(wanted).one()
    return total if isinstance(total, Money) else Money(int(total))


def of_household(household: Household) -> list[Payout]:
    wanted = select(Payout).where(Payout.household_id == household.id)
    return list(session.scalars(wanted.order_by(Payout.id.desc())))


def household_for(code: str, person: Person, *, on: date) -> Household | None:
    """For officers who may hand money over."""
    return shops.household_for(code, person, Permission.MONEY_WATCH, on=on)


def to_look_at(code: str, person: Person, *, on: date) -> Payout | None:
    payout = session.scalar(select(Payout).where(Payout.code == code).with_for_update())
    if payout is None or household_for(payout.household.code, person, on=on) is None:
        return None
    return payout


def write(
    household: Household,
    amount: Money,
    *,
    fee: Money,
    reference: str,
    once: str,
    by: Person,
    at: datetime,
) -> Payout | None:
    """Say that money was paid out. Nothing is booked before a second person has looked.

    The same `once` again writes nothing. Raises MoreThanOwed or NoAccount.
    """
    _lock(household)
    if household.account is None:
        raise NoAccount(household.code)
    if amount + fee > standing(household).can_be_paid:
        if session.scalar(select(Payout.id).where(Payout.once == once)):
            return None
        raise MoreThanOwed(household.code)
    payout = add_once(
        Payout,
        unless=("once",),
        code=codes.short_code(10),
        household_id=household.id,
        account_id=household.account.id,
        amount=amount,
        fee=fee,
        reference=reference,
        once=once,
        written_at=at,
        written_by_id=by.id,
    )
    if payout is not None:
        _trace("payout.write", payout, by=by, at=at)
    return payout


def look(payout: Payout, *, agree: bool, note: str, by: Person, at: datetime) -> None:
    """The second look: books it, or sets it aside. Raises SameHand or AlreadyLooked."""
    if payout.state is not PayoutState.WRITTEN:
        raise AlreadyLooked(payout.code)
    if payout.written_by_id == by.id:
        raise SameHand(payout.code)
    payout.looked_at, payout.looked_by_id, payout.note = at, by.id, note
    payout.state = PayoutState.DONE if agree else PayoutState.REFUSED
    if agree:
        _lock(payout.household)
        _book(payout, at=at)
    _trace("payout.look", payout, by=by, at=at)


def _lock(household: Household) -> None:
    """Two who pay out at the same moment must not both see the same sum."""
    session.execute(select(Household.id).where(Household.id == household.id).with_for_update())


def _book(payout: Payout, *, at: datetime) -> None:
    """First out of what the merchant has, then out of what the gateway still holds."""
    whole = payout.amount + payout.fee
    payable = select(func.sum(Movement.amount)).join(Movement.journal)
    here = session.scalar(
        payable.where(
            Journal.household_id == payout.household_id, Movement.account == Account.PAYABLE
        )
    )
    from_merchant = min(max(here or Money(0), Money(0)), whole)
    movements = {
        Account.BANK: payout.amount,
        Account.FEES: payout.fee,
        Account.PAYABLE: -from_merchant,
        Account.CLEARING: from_merchant - whole,
    }
    ledger.post(f"payout:{payout.code}", movements, household_id=payout.household_id, at=at)


def _trace(verb: str, payout: Payout, *, by: Person, at: datetime) -> None:
    accounts.trace(
        verb,
        f"payout:{payout.code}",
        actor=by,
        for_id=payout.household.keeper_id,
        detail={"amount": payout.amount.dong, "fee": payout.fee.dong, "state": payout.state},
        at=at,
    )
