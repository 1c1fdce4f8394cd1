from __future__ import annotations

from datetime import datetime

from storefront import banks
from storefront.accounts.models import Person, Purpose
from storefront.db import deed, session
from storefront.errors import MarketError
from storefront.holders import comparing, queries
from storefront.holders.asking import NameBook, NotTold
from storefront.holders.models import NameCheck, Outcome
from storefront.shops import noting, verifying
from storefront.shops.actions import hold
from storefront.shops.errors import NoAccount, NoConsent
from storefront.shops.models import AccountStep, Household, PaymentAccount

TRIES = 6
AT_ONCE = 10


class NotKnownYet(MarketError):
    """Nobody has made sure who keeps the shop; a name alone proves nothing."""


class NothingToDecide(MarketError):
    """It was not near, or somebody has decided."""


class AnotherMustDecide(MarketError):
    """Whoever wrote the account down does not say that it is the right one."""


def ask(household: Household, *, by: Person, at: datetime) -> NameCheck:
    """To be asked soon. While one waits, asking again gives that one.

    Raises NoAccount, NoConsent, NotKnownYet.
    """
    hold(household)
    account = household.account
    if account is None:
        raise NoAccount(household.code)
    if not household.keeper.agrees_to(Purpose.PAYOUT):
        raise NoConsent(Purpose.PAYOUT)
    if not verifying.is_known(household):
        raise NotKnownYet(household.code)
    newest = next(iter(queries.of_account(account)), None)
    if newest and (newest.outcome is Outcome.WAITING or newest.needs_a_person):
        return newest
    check = NameCheck(account=account, asked_by=by, asked_at=at)
    session.add(check)
    session.flush()
    _trace("account.ask_name", account, by=by, at=at)
    return check


def ask_due(book: NameBook, *, at: datetime) -> int:
    """The worker's duty."""
    numbers = queries.due(at=at, limit=AT_ONCE)
    for number in numbers:
        answer(number, book, at=at)
    return len(numbers)


def answer(number: int, book: NameBook, *, at: datetime) -> None:
    """Ask the bank, outside any deed, and write down what it says. Asking only reads, so that it
    may be done again."""
    check = session.get_one(NameCheck, number)
    account = check.account
    name, error = None, None
    try:
        name = book.holder(account.bank_bin, account.number)
    except NotTold as refusal:
        error = str(refusal)[:200]
    with deed():
        check = session.get_one(NameCheck, number)
        hold(check.account.household)
        session.refresh(check)
        if check.outcome is Outcome.WAITING:
            _write_down(check, name, error, at=at)


def _write_down(check: NameCheck, name: str | None, error: str | None, *, at: datetime) -> None:
    check.tries, check.tried_at, check.last_error = check.tries + 1, at, error
    if error:
        if check.tries >= TRIES:
            check.outcome = Outcome.UNANSWERED
        return
    account = check.account
    check.answered_at, check.told = at, name or ""
    keeper = account.household.keeper.name
    check.outcome = (
        comparing.compare(name, holder=account.holder, keeper=keeper) if name else Outcome.NOBODY
    )
    if check.outcome is Outcome.SAME:
        _matches(account, at=at)
    _trace("account.name_told", account, by=None, at=at, outcome=check.outcome)


def decide(check: NameCheck, *, accept: bool, why: str, by: Person, at: datetime) -> None:
    """A near name is taken for the same, or refused. Raises NothingToDecide, AnotherMustDecide."""
    household = check.account.household
    hold(household)
    session.refresh(check)
    if not check.needs_a_person:
        raise NothingToDecide(household.code)
    if by.id in (check.account.declared_by_id, household.keeper_id):
        raise AnotherMustDecide(by.name)
    check.decided_by_id, check.decided_at, check.accepted, check.why = by.id, at, accept, why
    if accept:
        _matches(check.account, at=at)
    verb = "account.name_taken" if accept else "account.name_refused"
    _trace(verb, check.account, by=by, at=at, why=why)


def _matches(account: PaymentAccount, *, at: datetime) -> None:
    verifying.reach(account, AccountStep.NAME_MATCHED, at=at)
    session.flush()
    verifying.recount(account.household, at=at)


def _trace(
    verb: str, account: PaymentAccount, *, by: Person | None, at: datetime, **more: str
) -> None:
    said = {"bank": banks.name_of(account.bank_bin), "tail": account.tail, **more}
    noting.trace(verb, account.household, by=by, at=at, **said)
