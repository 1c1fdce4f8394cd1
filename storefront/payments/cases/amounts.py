"""Too little, too much, too late, or nobody knows for what."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from storefront.bills.models import Bill
from storefront.money import Money
from storefront.orders import stock
from storefront.orders.models import Order
from storefront.payments import queries
from storefront.payments.cases.ending import end_by_itself, rest_came
from storefront.payments.cases.opening import open_
from storefront.payments.models import CaseAction, CaseKind, Outcome, Receipt
from storefront.payments.owed import Owed, asked
from storefront.shops.models import PaymentAccount


def odd(receipt: Receipt, owed: Owed, *, was_due: Money, at: datetime) -> None:
    """Too little, too much, twice or too late for this order or bill. What was missing before is
    no case of its own any more."""
    rest_came(owed, at=at)
    kind = _kind(receipt, owed, was_due)
    open_(
        kind,
        f"receipt:{receipt.id}",
        asked(owed) if kind is CaseKind.SHORT else owed.over,
        suggestion=_suggestion(kind, owed, at=at),
        of=owed,
        household_id=owed.shop.household_id,
        receipt_id=receipt.id,
        at=at,
    )


def changed(order: Order, *, turn: int, at: datetime) -> None:
    """The buyer wants less than was paid for, or just as much."""
    if not order.due:
        rest_came(order, at=at)
    if order.over:
        open_(
            CaseKind.OVER,
            f"order:{order.code}:changed:{turn}",
            order.over,
            suggestion=CaseAction.REFUND,
            of=order,
            household_id=order.shop.household_id,
            at=at,
        )


def voided(bill: Bill, *, at: datetime) -> None:
    """Somebody had paid what nobody owes any more."""
    rest_came(bill, at=at)
    if bill.over:
        open_(
            CaseKind.LATE,
            f"bill:{bill.code}:voided",
            bill.over,
            suggestion=CaseAction.REFUND,
            of=bill,
            household_id=bill.shop.household_id,
            at=at,
        )


def weighed(order: Order, *, turn: int, had_paid: bool, at: datetime) -> None:
    """Who had paid it all has paid too much now, or too little. A deposit's rest is neither."""
    end_by_itself(order, [CaseKind.SHORT, CaseKind.OVER], at=at)
    short = bool(order.due)
    if order.over or (short and had_paid):
        open_(
            CaseKind.SHORT if short else CaseKind.OVER,
            f"weighed:{order.code}:{turn}",
            order.due or order.over,
            suggestion=CaseAction.ASK_THE_REST if short else CaseAction.REFUND,
            of=order,
            household_id=order.shop.household_id,
            at=at,
        )


def _kind(receipt: Receipt, owed: Owed, was_due: Money) -> CaseKind:
    if receipt.outcome is Outcome.OVER:
        return CaseKind.DOUBLE if not was_due and receipt.amount == owed.total else CaseKind.OVER
    return CaseKind.LATE if receipt.outcome is Outcome.LATE else CaseKind.SHORT


def _suggestion(kind: CaseKind, owed: Owed, *, at: datetime) -> CaseAction:
    if kind is CaseKind.SHORT:
        return CaseAction.ASK_THE_REST if can_be_asked(owed) else CaseAction.CLOSE
    if isinstance(owed, Bill):
        return CaseAction.REFUND
    wanted = owed.deposit if owed.waits_for_rest else owed.total
    revivable = kind is CaseKind.LATE and owed.paid >= wanted
    if revivable and stock.could_take(owed.lines, at=at):
        return CaseAction.REVIVE
    return CaseAction.REFUND


def can_be_asked(owed: Owed) -> bool:
    """Every buyer left a number; a bill's payer need not."""
    return not isinstance(owed, Bill) or owed.payer_phone is not None


def unmatched(
    receipt: Receipt,
    account: PaymentAccount | None,
    meant: Sequence[Owed],
    *,
    at: datetime,
) -> None:
    """Nobody knows what it is for, or it reached another account than the order's."""
    named = meant or queries.named_in(receipt.memo)
    if len(meant) > 1:
        kind = CaseKind.SEVERAL_ORDERS
    else:
        kind = CaseKind.WRONG_ACCOUNT if named else CaseKind.UNKNOWN
    open_(
        kind,
        f"receipt:{receipt.id}",
        receipt.amount,
        suggestion=_for_unmatched(account, named),
        household_id=account.household_id if account else None,
        of=named[0] if named else None,
        receipt_id=receipt.id,
        details={"codes": [it.code for it in named], "memo": receipt.memo},
        at=at,
    )


def _for_unmatched(account: PaymentAccount | None, named: Sequence[Owed]) -> CaseAction:
    ours = account and any(it.shop.household_id == account.household_id for it in named)
    if ours or not named:
        return CaseAction.APPLY
    return CaseAction.REFUND
