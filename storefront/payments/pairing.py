"""Money that a statement told of before a messenger does is one sum."""

from __future__ import annotations

from sqlalchemy import select

from storefront import clock
from storefront.db import session
from storefront.payments import tellings
from storefront.payments.models import Means, Receipt
from storefront.payments.tellings import Telling


def read_of_before(receipt: Receipt) -> bool:
    """A messenger tells of money that we have read of in a statement: it was counted then. The
    messenger's word stands from now on, and nothing is booked anew."""
    if receipt.means is not Means.BANK_NOTICE:
        return False
    here = telling(receipt)
    line = next((it for it in _lines(receipt) if tellings.alike(telling(it), here)), None)
    if line is None:
        return False
    line.confirmed_by_id, receipt.outcome = receipt.id, line.outcome
    receipt.order_id, receipt.bill_id = line.order_id, line.bill_id
    return True


def telling(receipt: Receipt) -> Telling:
    return Telling(
        day=receipt.moved_on or clock.village_date(receipt.at),
        amount=receipt.amount,
        memo=tellings.as_it_came(receipt.memo),
        reference=receipt.bank_reference or "",
    )


def _lines(receipt: Receipt) -> list[Receipt]:
    """What statements tell of the same sum on this account, and no messenger has told of yet."""
    wanted = select(Receipt).where(
        Receipt.to_account == receipt.to_account,
        Receipt.means == Means.STATEMENT,
        Receipt.amount == receipt.amount,
        Receipt.confirmed_by_id.is_(None),
    )
    return list(session.scalars(wanted.order_by(Receipt.id)))
