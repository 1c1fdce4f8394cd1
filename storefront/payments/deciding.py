"""What a person decides about odd money, and taking it back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from sqlalchemy import Select, and_, false, func, or_, select
from sqlalchemy.orm import joinedload

from storefront import addresses
from storefront.accounts import actions as accounts
from storefront.accounts.models import Person
from storefront.accounts.permissions import Permission
from storefront.bills import letters as bill_letters
from storefront.bills import queries as bill_queries
from storefront.bills.letters import About
from storefront.bills.models import Bill
from storefront.db import session
from storefront.notifications import actions as notifications
from storefront.orders import actions as order_actions
from storefront.orders import letters
from storefront.orders import queries as order_queries
from storefront.orders.models import Order
from storefront.orders.refusals import NotNow
from storefront.payments import by_word, cases, counting, moving, owed, queries, withdrawing
from storefront.payments.models import CaseAction, CaseState, Outcome, PaymentCase
from storefront.payments.owed import Owed
from storefront.payments.refusals import AlreadyDone
from storefront.places.models import Place
from storefront.places.queries import lying_in
from storefront.shops import entries
from storefront.shops.models import Household, Shop

UNDO_WITHIN = timedelta(days=1)
CAN_BE_UNDONE = frozenset(CaseAction) - {
    CaseAction.ACCEPT,
    CaseAction.TRY_AGAIN,
    CaseAction.WITHDRAW,
}
"""See undoing. A word that was withdrawn is said again where it was said."""
SHOWN = 100


def waiting_for(person: Person, *, on: date, limit: int = SHOWN) -> list[PaymentCase]:
    """Open cases this person may act on, the most pressing first."""
    wanted = _seen_by(person, on=on).where(PaymentCase.state == CaseState.OPEN)
    return _allowed(wanted.order_by(PaymentCase.due_at).limit(limit), person, on=on)


def how_many_wait(household_ids: Collection[int]) -> int:
    wanted = select(func.count(PaymentCase.id)).where(
        PaymentCase.household_id.in_(household_ids), PaymentCase.state == CaseState.OPEN
    )
    return session.scalar(wanted) or 0


def decided_lately(person: Person, *, on: date, since: datetime) -> list[PaymentCase]:
    wanted = _seen_by(person, on=on).where(
        PaymentCase.state == CaseState.DONE, PaymentCase.ended_at >= since
    )
    return _allowed(wanted.order_by(PaymentCase.ended_at.desc()).limit(20), person, on=on)


def to_decide(number: int, person: Person, *, on: date) -> PaymentCase | None:
    found = _allowed(_seen_by(person, on=on).where(PaymentCase.id == number), person, on=on)
    return found[0] if found else None


def _allowed(wanted: Select[PaymentCase], person: Person, *, on: date) -> list[PaymentCase]:
    """Without those of households that have not agreed to be helped."""
    return [
        case
        for case in session.scalars(wanted).unique()
        if case.household is None
        or entries.allows(case.household, person, Permission.ORDER_HANDLE, on=on)
    ]


def _seen_by(person: Person, *, on: date) -> Select[PaymentCase]:
    handled = person.places_where(Permission.ORDER_HANDLE, on=on)
    watched = person.places_where(Permission.MONEY_WATCH, on=on)
    home = joinedload(PaymentCase.household).options(
        joinedload(Household.village),
        joinedload(Household.keeper).selectinload(Person.consents),
    )
    return (
        select(PaymentCase)
        .outerjoin(PaymentCase.household)
        .outerjoin(Place, Place.id == Household.village_id)
        .where(
            or_(
                entries.kept_by(person),
                and_(Household.id.is_not(None), lying_in(handled)),
                PaymentCase.household_id.is_(None) if watched else false(),
            )
        )
        .options(
            home,
            joinedload(PaymentCase.receipt),
            joinedload(PaymentCase.attempt),
            joinedload(PaymentCase.ended_by),
            joinedload(PaymentCase.bill).options(
                joinedload(Bill.shop).joinedload(Shop.household), joinedload(Bill.account)
            ),
            joinedload(PaymentCase.order).options(
                joinedload(Order.checkout), joinedload(Order.shop).joinedload(Shop.household)
            ),
        )
    )


def close(
    case: PaymentCase, how: CaseAction, *, by: Person | None, note: str = "", at: datetime
) -> None:
    """Raises AlreadyDone."""
    session.refresh(case, ["state"], with_for_update=True)
    if case.state is CaseState.DONE:
        raise AlreadyDone(case.cause)
    case.state, case.resolution, case.note = CaseState.DONE, how, note
    case.ended_at, case.ended_by_id = at, by.id if by else None
    accounts.trace(
        f"case.{how}",
        f"case:{case.id}",
        actor=by,
        for_id=case.household.keeper_id if case.household else None,
        detail={"amount": case.amount.dong},
        at=at,
    )


def reopen(case: PaymentCase, *, by: Person, at: datetime) -> None:
    """It waits for a decision again; what was moved is the caller's. Raises AlreadyDone."""
    session.refresh(case, ["state", "resolution"], with_for_update=True)
    fresh = case.ended_at is not None and at - case.ended_at <= UNDO_WITHIN
    if case.state is CaseState.OPEN or case.resolution not in CAN_BE_UNDONE or not fresh:
        raise AlreadyDone(case.cause)
    case.state, case.resolution, case.ended_at, case.ended_by_id = CaseState.OPEN, None, None, None
    case.details = case.details | {"moved": [], "before": None, "turn": _turn(case) + 1}
    keeper = case.household.keeper_id if case.household else None
    accounts.trace("case.reopened", f"case:{case.id}", actor=by, for_id=keeper, detail={}, at=at)


def ask_the_rest(case: PaymentCase, *, by: Person, at: datetime) -> None:
    """Send the link on which the QR for the rest stands."""
    of = owed_of(case)
    close(case, CaseAction.ASK_THE_REST, by=by, at=at)
    if not owed.asked(of):
        return
    if isinstance(of, Bill):
        bill_letters.to_payer(of, About.REMINDER, at=at)
        return
    buyer = of.checkout
    body = letters.rest_due(of, link=addresses.follow(buyer.secret))
    notifications.write(body, to=buyer.buyer_phone, person=buyer.buyer, at=at)


def revive(case: PaymentCase, *, by: Person, at: datetime) -> None:
    """Raises OutOfStock, NotNow or AlreadyDone."""
    order = owed_of(case)
    if isinstance(order, Bill):
        raise NotNow(order.code)
    before = {"receipt": queries.newest_receipt_of(order), "earned": order.earned.dong}
    order_actions.revive(order, by=by, at=at)
    counting.recount_revived(order, at=at)
    close(case, CaseAction.REVIVE, by=by, at=at)
    case.details = case.details | {"before": before}
    cases.went_back(order, at=at)


def apply(case: PaymentCase, to: Owed, *, by: Person, at: datetime) -> None:
    """Raises MoreThanCame, NotNow or AlreadyDone."""
    if case.receipt is not None and case.receipt.outcome is Outcome.UNMATCHED:
        amount = moving.left(case.receipt)
        found = moving.apply(case.receipt, to, amount, turn=_turn(case), by=by, at=at)
        moved = [found] if found else []
    else:
        of = owed_of(case)
        owed.lock(of, to)
        once = f"case:{case.id}:{_turn(case)}"
        moved = moving.carry_over(of, to, min(of.over, to.due), once=once, by=by, at=at)
    close(case, CaseAction.APPLY, by=by, note=to.code, at=at)
    case.details = case.details | {"moved": [it.id for it in moved]}


def _turn(case: PaymentCase) -> int:
    """How often it was decided and taken back."""
    return int(case.details.get("turn", 0))


def accept(case: PaymentCase, *, by: Person, at: datetime) -> None:
    """Raises AlreadyDone."""
    by_word.accept(case, by=by, at=at)
    close(case, CaseAction.ACCEPT, by=by, at=at)


def withdraw(case: PaymentCase, *, by: Person, at: datetime) -> None:
    """The household spoke too soon. Raises AlreadyDone and UsedMeanwhile."""
    of = owed_of(case)
    if case.receipt is None:
        raise AlreadyDone(case.cause)
    close(case, CaseAction.WITHDRAW, by=by, note=of.code, at=at)
    withdrawing.withdraw(case.receipt, by=by, at=at)


def owed_of(case: PaymentCase) -> Owed:
    """As it is now, locked."""
    if case.bill_id is not None:
        return bill_queries.locked(case.bill_id)
    if case.order_id is None:
        raise AlreadyDone(case.cause)
    return order_queries.locked(case.order_id)
