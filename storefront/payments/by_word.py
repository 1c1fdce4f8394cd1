"""Money for an order that is believed because a person says so. A bank's word goes by `settle`."""

from __future__ import annotations

from datetime import datetime

from storefront.accounts.models import Person
from storefront.money import Money
from storefront.orders import actions as orders
from storefront.orders.models import Order
from storefront.orders.refusals import NotNow
from storefront.payments import arriving, attempts, cases, queries, receipts
from storefront.payments.models import Means, PaymentCase, Receipt
from storefront.payments.provider import Notice
from storefront.payments.receipts import Said
from storefront.payments.refusals import AlreadyDone


def keeper_received(
    order: Order, *, by: Person, cash: bool, seen: Money | None = None, at: datetime
) -> Receipt | None:
    """The keeper, or somebody for the keeper, says that what was due has come: the deposit as long
    as that is asked for, then the rest.

    Nothing when nothing was due any more, or not what was `seen`: pressed twice, or the bank was
    quicker.
    """
    orders.lock(order)
    if order.has_ended_unsold:
        raise NotNow(order.code)
    due = order.asked or order.due
    if not due or seen not in (None, due):
        return None
    said = Said(Means.KEEPER_SAYS_CASH if cash else Means.KEEPER_SAYS_BANK, by=by)
    word = receipts.word(order, queries.name_of_word(order, said.means), due)
    receipt = receipts.once(word, order, said, at=at)
    if receipt is not None:
        arriving.came(order, receipt, by=by, at=at)
    return receipt


def accept(case: PaymentCase, *, by: Person, at: datetime) -> Receipt:
    """A person has looked at both sums: what the gateway told of did come, and is for the order."""
    order = attempts.lock(cases.attempt_of(case))
    notice = Notice(
        cases.attempt_of(case).provider,
        str(case.details["transaction_id"]),
        str(case.details["to_account"]),
        case.amount,
        str(case.details["memo"]),
    )
    receipt = receipts.once(notice, order, Said(Means.GATEWAY, by, None, case.attempt_id), at=at)
    if receipt is None:
        raise AlreadyDone(case.cause)
    attempts.succeed(cases.attempt_of(case), notice.transaction_id, at=at)
    arriving.came(order, receipt, by=None, at=at)
    return receipt
