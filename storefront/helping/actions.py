from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from storefront.accounts import actions as accounts
from storefront.accounts.actions import Agreement
from storefront.accounts.models import Consent, Person, Purpose, Trace
from storefront.db import session
from storefront.errors import MarketError
from storefront.helping import clocks, letters
from storefront.helping.models import Objection, Ruling
from storefront.payments.entrusting import actions as entrusting
from storefront.payments.entrusting import queries as entrusted
from storefront.payouts import actions as payouts
from storefront.payouts import queries as changes
from storefront.posters import actions as posters
from storefront.posters.models import Why
from storefront.shops import actions as shops
from storefront.shops import goods, noting, queries
from storefront.shops.errors import CannotTakeBack
from storefront.shops.models import Household


class AlreadyDecided(MarketError):
    """Somebody of the commune was quicker."""


def agree(household: Household, agreement: Agreement, *, by: Person, at: datetime) -> list[Consent]:
    """Write down what is new, and tell the household."""
    given = accounts.record_consents(household.keeper, agreement, by=by, at=at)
    if given:
        told = [it.purpose.value for it in given]
        noting.trace("consent.give", household, by=by, at=at, purposes=told)
    letters.agreed(household, given, by=by, at=at)
    return given


def withdraw(household: Household, purpose: Purpose, *, by: Person, at: datetime) -> None:
    """Take it back, and do what follows. Doing it twice changes nothing.

    Without consent to the shop it rests; without that to an account no new order is paid there.
    Those for the team's help and for the report are asked at every deed and every row.
    """
    shops.hold(household)
    session.refresh(household.keeper, ["consents"])
    if not household.keeper.agrees_to(purpose):
        return
    accounts.withdraw_consent(household.keeper, purpose, by=by, at=at)
    if purpose is Purpose.SHOP and household.shop and household.shop.is_open:
        shops.pause(household.shop, reason="", by=by, at=at)
    if purpose is Purpose.PAYOUT:
        _stop_paying(household, by=by, at=at)
    letters.withdrawn(household, purpose, by=by, at=at)


def _stop_paying(household: Household, *, by: Person, at: datetime) -> None:
    change, account = changes.under_way(household), household.account
    if change:
        payouts.stop(change, by=by, at=at)
    if account:
        shops.retire_account(household, by=by, at=at)
        posters.withdraw_all(account, why=Why.ACCOUNT_RETIRED, by=by, at=at)
    for kept in entrusted.of(household):
        if kept.is_in_use:
            entrusting.retire(kept, by=by, at=at)
        elif kept.is_waiting:
            entrusting.stop(kept, by=by, at=at)


def contest(deed: Trace, household: Household, *, at: datetime) -> Objection:
    """The household says: not asked for. Saying it twice changes nothing."""
    shops.hold(household)
    known = session.scalar(select(Objection).where(Objection.trace_id == deed.id))
    if known:
        return known
    objection = Objection(trace=deed, household=household, raised_at=at, due_at=clocks.due(at))
    session.add(objection)
    accounts.contest(deed, by=household.keeper, at=at)
    return objection


def decide(objection: Objection, ruling: Ruling, *, words: str, by: Person, at: datetime) -> None:
    """What the commune says. When the household is right, what can be put back is put back.

    Raises AlreadyDecided.
    """
    shops.hold(objection.household)
    session.refresh(objection, ["decided_at"])
    if objection.decided_at:
        raise AlreadyDecided(str(objection.id))
    objection.ruling, objection.words = ruling, words
    objection.decided_at, objection.decided_by = at, by
    if ruling is Ruling.NOT_ASKED:
        objection.was_put_back = _put_back(objection, by=by, at=at)
    noting.trace("objection.decide", objection.household, by=by, at=at, ruling=ruling.value)
    letters.ruled(objection, at=at)


def _put_back(objection: Objection, *, by: Person, at: datetime) -> bool:
    """Whether it could be: nobody has changed it since."""
    deed, shop = objection.trace, objection.household.shop
    if not deed.detail.get("changes") or shop is None:
        return False
    product = queries.product_of(shop, deed.detail.get("product", ""))
    try:
        if product:
            goods.take_back(deed, product, by=by, at=at)
    except CannotTakeBack:
        return False
    return product is not None


def take_over(household: Household, *, at: datetime) -> None:
    """From now on nobody presses for it, until it asks again. By its keeper alone, whose phone was
    just shown to be there."""
    _hold(household)
    if household.taken_over_at is None:
        household.taken_over_at = at
        noting.trace("household.take_over", household, by=household.keeper, at=at)
        letters.taken_over(household, at=at)


def ask_again(household: Household, *, at: datetime) -> None:
    """The team may press again."""
    _hold(household)
    if household.taken_over_at is not None:
        household.taken_over_at = None
        noting.trace("household.ask_again", household, by=household.keeper, at=at)


def _hold(household: Household) -> None:
    shops.hold(household)
    session.refresh(household, ["taken_over_at"])
