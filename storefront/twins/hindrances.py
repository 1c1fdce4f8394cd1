"""Why two entries cannot be made one, or not yet: named, so that people know what to do first."""

from __future__ import annotations

import enum
from collections.abc import Iterator

from sqlalchemy import ColumnElement, select

from storefront.accounts.models import Person, Purpose
from storefront.bills.models import Bill
from storefront.campaign.models import Undecided
from storefront.complaints.models import LIVE as COMPLAINED
from storefront.complaints.models import Complaint
from storefront.db import session
from storefront.errors import MarketError
from storefront.fairs.models import Fair, Stall
from storefront.groups.models import GroupOrder, GroupShop
from storefront.helping.models import Objection
from storefront.orders.models import Order
from storefront.orders.states import OPEN
from storefront.payments.models import (
    CaseState,
    HeldCash,
    MerchantCredential,
    PaymentCase,
    PaymentRefund,
    RefundState,
)
from storefront.payouts.models import AccountChange
from storefront.reconciliation.models import Payout, PayoutState
from storefront.screening.models import Scheme, Suspect, SuspectState
from storefront.shops.models import Household, Shop
from storefront.standing.models import StandingOrder, StandingState
from storefront.takedowns.models import DOWN, ListingReport


class Hindrance(enum.StrEnum):
    GONE = "gone"
    """One of them is out of the book already."""
    PROVINCES = "provinces"
    OWN = "own"
    """The entry that would go acts by itself, and the other does not."""
    CONSENT = "consent"
    """To one purpose one of them says yes and the other has said no."""
    ORDERS = "orders"
    BILLS = "bills"
    CASES = "cases"
    REFUNDS = "refunds"
    PAYOUTS = "payouts"
    CASH = "cash"
    WALLET = "wallet"
    ACCOUNT_CHANGE = "account_change"
    WEEKLY = "weekly"
    GROUP = "group"
    STALL = "stall"
    COMPLAINT = "complaint"
    DOWN = "down"
    """A shop of theirs, or goods of it, were taken down."""
    OBJECTION = "objection"
    SUSPECT = "suspect"
    UNDECIDED = "undecided"


FOR_EVER = (Hindrance.GONE, Hindrance.PROVINCES)
"""Waiting does not help: nobody can even propose it."""


class Hindered(MarketError):
    """Something must end first."""

    def __init__(self, found: list[Hindrance]) -> None:
        super().__init__(", ".join(found))
        self.found = found


def hindrances(kept: Household, gone: Household) -> list[Hindrance]:
    """None is a good answer."""
    return [*_between(kept, gone), *_open_things(kept, gone)]


def _between(kept: Household, gone: Household) -> Iterator[Hindrance]:
    if kept.gone_at or gone.gone_at:
        yield Hindrance.GONE
    if province_of(kept) != province_of(gone):
        yield Hindrance.PROVINCES
    if gone.taken_over_at and not kept.taken_over_at:
        yield Hindrance.OWN
    if any(_differ(kept.keeper, gone.keeper, it) for it in Purpose):
        yield Hindrance.CONSENT


def province_of(household: Household) -> int | None:
    commune = household.village.parent
    return commune.parent_id if commune else None


def _differ(one: Person, other: Person, purpose: Purpose) -> bool:
    answers = {_answer(it, purpose) for it in (one, other)}
    return answers == {True, False}


def _answer(person: Person, purpose: Purpose) -> bool | None:
    """Nothing where it was never said."""
    if person.agrees_to(purpose):
        return True
    return False if any(it.purpose is purpose for it in person.consents) else None


def _open_things(kept: Household, gone: Household) -> Iterator[Hindrance]:
    for hindrance, wanted in _questions(kept, gone).items():
        if session.scalar(select(wanted)):
            yield hindrance


def _questions(kept: Household, gone: Household) -> dict[Hindrance, ColumnElement[bool]]:
    """What must not be under way: of the entry that goes, and where it says so, of both."""
    its = select(Shop.id).where(Shop.household_id == gone.id).scalar_subquery()
    both = (kept.id, gone.id)
    order = select(Order.id).where(Order.shop_id == its)
    return {
        Hindrance.ORDERS: order.where(Order.state.in_(OPEN)).exists(),
        Hindrance.BILLS: select(Bill.id)
        .where(
            Bill.shop_id == its, Bill.voided_at.is_(None), Bill.paid + Bill.refunded < Bill.total
        )
        .exists(),
        Hindrance.CASES: select(PaymentCase.id)
        .where(PaymentCase.household_id == gone.id, PaymentCase.state == CaseState.OPEN)
        .exists(),
        Hindrance.REFUNDS: select(PaymentRefund.id)
        .where(
            PaymentRefund.order_id.in_(order),
            PaymentRefund.state.in_((RefundState.ASKED, RefundState.PENDING)),
        )
        .exists(),
        Hindrance.PAYOUTS: select(Payout.id)
        .where(Payout.household_id == gone.id, Payout.state == PayoutState.WRITTEN)
        .exists(),
        Hindrance.CASH: select(HeldCash.id)
        .where(HeldCash.household_id == gone.id, HeldCash.confirmed_at.is_(None))
        .exists(),
        Hindrance.WALLET: select(MerchantCredential.id)
        .where(MerchantCredential.household_id == gone.id, MerchantCredential.retired_at.is_(None))
        .exists(),
        Hindrance.ACCOUNT_CHANGE: select(AccountChange.id)
        .where(AccountChange.household_id.in_(both), AccountChange.ended_at.is_(None))
        .exists(),
        Hindrance.WEEKLY: select(StandingOrder.id)
        .where(StandingOrder.shop_id == its, StandingOrder.state != StandingState.STOPPED)
        .exists(),
        Hindrance.GROUP: select(GroupShop.group_id)
        .join(GroupOrder, GroupOrder.id == GroupShop.group_id)
        .where(GroupShop.shop_id == its, GroupOrder.ended_at.is_(None))
        .exists(),
        Hindrance.STALL: select(Stall.id)
        .join(Fair, Fair.id == Stall.fair_id)
        .where(Stall.shop_id == its, Stall.closed_at.is_(None), Fair.cancelled_at.is_(None))
        .exists(),
        Hindrance.COMPLAINT: select(Complaint.id)
        .where(Complaint.order_id.in_(order), Complaint.state.in_(COMPLAINED))
        .exists(),
        Hindrance.DOWN: select(ListingReport.id)
        .join(Shop, Shop.id == ListingReport.shop_id)
        .where(Shop.household_id.in_(both), ListingReport.state.in_(DOWN))
        .exists(),
        Hindrance.OBJECTION: select(Objection.id)
        .where(Objection.household_id.in_(both), Objection.decided_at.is_(None))
        .exists(),
        Hindrance.SUSPECT: select(Suspect.id)
        .where(
            Suspect.household_id.in_(both),
            Suspect.state == SuspectState.OPEN,
            Suspect.scheme != Scheme.TWICE,
        )
        .exists(),
        Hindrance.UNDECIDED: select(Undecided.household_id)
        .where(Undecided.household_id.in_(both))
        .exists(),
    }
