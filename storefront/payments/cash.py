"""Cash that somebody else collected for a household: in whose hands it is, until it is handed over.

The receipt books it to the household's till, as ever; from there it is moved to the helper's hands,
and back when it is handed over. Whoever says so is named, and the keeper has the last word.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from storefront.accounts import actions as accounts
from storefront.accounts.models import Person
from storefront.db import session
from storefront.ledger import actions as ledger
from storefront.ledger.models import Account
from storefront.money import Money
from storefront.payments.models import HeldCash, Means, Receipt
from storefront.payments.refusals import UsedMeanwhile
from storefront.rows import add_once
from storefront.shops.models import Household

SHOWN = 50


def hold(
    receipt: Receipt, household: Household, *, holder: Person, at: datetime
) -> HeldCash | None:
    """A helper collected this cash and has it. The household's own hands need no handing over.

    Whoever pressed is named by the receipt, and may be somebody else: see ADR 63.
    """
    if holder.id == household.keeper_id or receipt.means is not Means.KEEPER_SAYS_CASH:
        return None
    held = add_once(
        HeldCash,
        unless=("receipt_id",),
        receipt_id=receipt.id,
        household_id=household.id,
        holder_id=holder.id,
        amount=receipt.amount,
        collected_at=at,
    )
    if held is not None:
        _move(held, Account.CASH, Account.CASH_HELD, at=at)
    return held


def hand_over(household: Household, *, by: Person, at: datetime) -> Money:
    """The helper has given the household all that was collected for it. Pressed twice, once."""
    kept = _locked(household, by, handed=False)
    for held in kept:
        held.handed_at, held.contested_at = at, None
        _move(held, Account.CASH_HELD, Account.CASH, at=at)
    return _told("cash.hand_over", household, kept, by=by, at=at)


def take_back(household: Household, *, by: Person, at: datetime) -> Money:
    """It was not handed over after all. Only what the keeper has not confirmed."""
    handed = _locked(household, by, handed=True)
    for held in handed:
        held.handed_at = None
        _move(held, Account.CASH, Account.CASH_HELD, at=at)
    return _told("cash.take_back", household, handed, by=by, at=at)


def confirm(household: Household, holder: Person, *, by: Person, at: datetime) -> Money:
    """The keeper has it in hand: that is the end of it."""
    handed = _locked(household, holder, handed=True)
    for held in handed:
        held.confirmed_at = at
    return _told("cash.confirm", household, handed, by=by, at=at)


def contest(household: Household, holder: Person, *, by: Person, at: datetime) -> Money:
    """The keeper has not got it: it is in the helper's hands still, and both see that."""
    handed = _locked(household, holder, handed=True)
    for held in handed:
        held.handed_at, held.contested_at = None, at
        _move(held, Account.CASH, Account.CASH_HELD, at=at)
    return _told("cash.contest", household, handed, by=by, at=at)


def was_never_held(receipt: Receipt, *, at: datetime) -> None:
    """Nobody collected it after all. Raises UsedMeanwhile when it was handed over already."""
    wanted = select(HeldCash).where(HeldCash.receipt_id == receipt.id).with_for_update()
    held = session.scalar(wanted, execution_options={"populate_existing": True})
    if held is None:
        return
    if held.handed_at or held.confirmed_at:
        raise UsedMeanwhile(receipt.transaction_id)
    held.confirmed_at = at  # nothing is left to hand over
    _move(held, Account.CASH_HELD, Account.CASH, at=at)


def held_by(person: Person) -> Sequence[HeldCash]:
    """What this person collected and no keeper has confirmed yet."""
    return _open(HeldCash.holder_id == person.id)


def held_for(household: Household) -> Sequence[HeldCash]:
    """What others collected for a household and its keeper has not confirmed yet."""
    return _open(HeldCash.household_id == household.id)


def _open(whose: object) -> Sequence[HeldCash]:
    wanted = (
        select(HeldCash)
        .where(whose, HeldCash.confirmed_at.is_(None))  # type: ignore[arg-type]
        .order_by(HeldCash.id)
        .options(
            joinedload(HeldCash.holder),
            joinedload(HeldCash.household).joinedload(Household.keeper),
            joinedload(HeldCash.household).joinedload(Household.shop),
            joinedload(HeldCash.receipt).options(
                joinedload(Receipt.order), joinedload(Receipt.bill), joinedload(Receipt.said_by)
            ),
        )
    )
    return session.scalars(wanted).all()


def _locked(household: Household, holder: Person, *, handed: bool) -> Sequence[HeldCash]:
    where = HeldCash.handed_at.is_not(None) if handed else HeldCash.handed_at.is_(None)
    wanted = (
        select(HeldCash)
        .where(
            HeldCash.household_id == household.id,
            HeldCash.holder_id == holder.id,
            HeldCash.confirmed_at.is_(None),
            where,
        )
        .order_by(HeldCash.id)
        .with_for_update()
    )
    return session.scalars(wanted, execution_options={"populate_existing": True}).all()


def _move(held: HeldCash, out_of: Account, into: Account, *, at: datetime) -> None:
    """Each turn is a journal of its own: nothing in the books is undone, only reversed."""
    held.turns = (held.turns or 0) + 1
    ledger.post(
        f"cash:{held.id}:{held.turns}",
        {into: held.amount, out_of: -held.amount},
        household_id=held.household_id,
        order_id=held.receipt.order_id,
        bill_id=held.receipt.bill_id,
        at=at,
    )


def _told(
    verb: str, household: Household, moved: Sequence[HeldCash], *, by: Person, at: datetime
) -> Money:
    amount = Money.sum(held.amount for held in moved)
    if moved:
        accounts.trace(
            verb,
            f"household:{household.code}",
            actor=by,
            for_id=household.keeper_id,
            detail={"amount": amount.dong},
            at=at,
        )
    return amount
