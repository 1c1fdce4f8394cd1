"""Money that a statement told of before a messenger does is one sum."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, literal_column, select

from storefront import clock
from storefront.db import Dong, session
from storefront.money import Money
from storefront.payments import tellings
from storefront.payments.models import Means, Receipt
from storefront.payments.provider import Notice
from storefront.payments.tellings import Telling
from storefront.saying import ask


def read_of_before(receipt: Receipt) -> Receipt | None:
    """A messenger tells of money that we have read of in a statement: it was counted then. The
    messenger's word stands from now on, and nothing is booked anew. Gives the statement's."""
    if receipt.means is not Means.BANK_NOTICE:
        return None
    here = telling(receipt)
    line = next(
        (
            it
            for it in _lines(receipt.to_account, receipt.amount)
            if tellings.alike(telling(it), here)
        ),
        None,
    )
    if line is None:
        return None
    line.confirmed_by_id, receipt.outcome = receipt.id, line.outcome
    receipt.order_id, receipt.bill_id = line.order_id, line.bill_id
    return line


def was_read(notice: Notice, *, at: datetime) -> bool:
    """A statement told of the money of this notice, before anything is written down of it."""
    here = Telling(
        day=notice.moved_on or clock.village_date(at),
        amount=notice.amount,
        memo=tellings.as_it_came(notice.memo),
        reference=notice.bank_reference or "",
    )
    lines = _lines(notice.to_account, notice.amount)
    return any(tellings.alike(telling(it), here) for it in lines)


def telling(receipt: Receipt) -> Telling:
    return Telling(
        day=receipt.moved_on or clock.village_date(receipt.at),
        amount=receipt.amount,
        memo=tellings.as_it_came(receipt.memo),
        reference=receipt.bank_reference or "",
    )


def _lines(account: str, amount: Money) -> list[Receipt]:
    """What statements tell of the same sum on this account, and no messenger has told of yet."""
    found = ask(_LINES, {"account": account, "came": amount})
    return [session.get_one(Receipt, row.id) for row in found]


_LINES = (
    select(Receipt.id)
    .where(
        Receipt.to_account == bindparam("account"),
        Receipt.means == literal_column(f"'{Means.STATEMENT}'"),
        Receipt.amount == bindparam("came", type_=Dong()),
        Receipt.confirmed_by_id.is_(None),
    )
    .order_by(Receipt.id)
)
"""Asked at every notice. The means stands in the words, for the small index to be seen to fit."""
