"""What a bank and a keeper say of one sum at one stall: it is counted once, whoever was first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from storefront.bills.models import Bill
from storefront.db import session
from storefront.fairs.models import StallSale
from storefront.money import Money
from storefront.payments.models import Means, Outcome, Receipt
from storefront.payments.queries import BY_OTHERS
from storefront.shops.models import PaymentAccount


def told_by_bank(stall_id: int, amount: Money, *, since: datetime, once: str) -> bool:
    """A bank told of this sum there of its own accord, not by this press."""
    word = aliased(Receipt)
    agreed = select(word.id).where(word.confirmed_by_id == Receipt.id).exists()
    told = (
        select(Receipt.id)
        .join(StallSale, StallSale.bill_id == Receipt.bill_id)
        .join(Bill, Bill.id == Receipt.bill_id)
        .where(
            StallSale.stall_id == stall_id,
            Bill.once != once,
            Receipt.amount == amount,
            Receipt.means.in_(BY_OTHERS),
            Receipt.at >= since,
            ~agreed,
        )
    )
    return session.scalar(told.limit(1)) is not None


def of_keeper(stall_id: int, amount: Money, account: PaymentAccount) -> int | None:
    """The bill on which the keeper said that this sum came to this account; no bank has yet."""
    said = (
        select(Bill.id)
        .join(StallSale, StallSale.bill_id == Bill.id)
        .join(Receipt, Receipt.bill_id == Bill.id)
        .where(
            StallSale.stall_id == stall_id,
            StallSale.paid_into == account.kind,
            Bill.account_id == account.id,
            Bill.voided_at.is_(None),
            Receipt.means == Means.KEEPER_SAYS_BANK,
            Receipt.amount == amount,
            Receipt.confirmed_by_id.is_(None),
            Receipt.outcome != Outcome.WITHDRAWN,
        )
    )
    return session.scalar(said.order_by(Bill.id).limit(1))


def newest(sales: Sequence[StallSale]) -> dict[int, Receipt]:
    """By sale, what was said of it last. One statement for a whole list."""
    last = select(func.max(Receipt.id)).where(Receipt.bill_id.in_([it.bill_id for it in sales]))
    found = session.scalars(select(Receipt).where(Receipt.id.in_(last.group_by(Receipt.bill_id))))
    by_bill = {it.bill_id: it for it in found}
    return {it.id: by_bill[it.bill_id] for it in sales if it.bill_id in by_bill}
