"""Here alone an order's money is said to have gone back: by hand (`refund`), or as was promised."""

from __future__ import annotations

from datetime import datetime

from storefront.accounts.models import Person
from storefront.ledger.models import Account
from storefront.money import Money
from storefront.orders import actions as orders
from storefront.orders.models import Happened, Order
from storefront.orders.telling import tell
from storefront.payments import cases, counting, queries, receipts
from storefront.payments.models import Means, PaymentRefund, Receipt, RefundWay
from storefront.payments.receipts import Said
from storefront.payments.refusals import AlreadyDone, MoreThanCame


def refund(
    order: Order, amount: Money, *, by: Person, cash: bool, once: str, at: datetime
) -> Receipt | None:
    """Note that money was given back by hand. The same `once` again notes nothing.

    Raises MoreThanCame.
    """
    orders.lock(order)
    word = receipts.word(order, f"back:{once}", -amount)
    receipt = receipts.once(word, order, Said(Means.REFUND, by), at=at)
    if receipt is None:
        return None
    if not Money(0) < amount <= order.paid - queries.spoken_for(order.id):
        raise MoreThanCame(order.code)
    _went(order, receipt, Account.CASH if cash else Account.BANK, by=by, at=at)
    return receipt


def went_back(refund: PaymentRefund, *, by: Person | None, at: datetime) -> None:
    """A refund that was promised has reached its end: book it, once. The order is locked."""
    order = refund.order
    word = receipts.word(order, f"back:{refund.reference}", -refund.amount)
    receipt = receipts.once(word, order, Said(Means.REFUND, by, None, refund.attempt_id), at=at)
    if receipt is None:
        raise AlreadyDone(refund.reference)
    refund.receipt_id = receipt.id
    _went(order, receipt, _OUT_OF[refund.way], by=by, at=at)


_OUT_OF = {
    RefundWay.GATEWAY: Account.CLEARING,
    RefundWay.BANK: Account.BANK,
    RefundWay.CASH: Account.CASH,
}


def _went(
    order: Order, receipt: Receipt, out_of: Account, *, by: Person | None, at: datetime
) -> None:
    """What was lacking before is lacking after, and no more: the rest of it is let go."""
    amount, lacking = -receipt.amount, order.lacking
    order.refunded += amount
    counting.book_refund(order, receipt, out_of, at=at)
    counting.recount(order, receipt, at=at)
    order.let_go = max(order.total - order.paid - lacking, Money(0))
    tell(order, Happened.REFUNDED, by=by, amount=amount, at=at)
    if not order.over:
        cases.went_back(order, at=at)
