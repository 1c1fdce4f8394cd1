from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, case, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute, contains_eager, joinedload

from storefront import codes
from storefront.bills.models import Bill
from storefront.db import Dong, session
from storefront.money import Money
from storefront.orders import queries as orders
from storefront.orders.models import Order
from storefront.payments import memo
from storefront.payments.merchants import MARKET, Merchant
from storefront.payments.models import Means, Outcome, PaymentRefund, Receipt
from storefront.payments.states import UNDER_WAY
from storefront.saying import ask
from storefront.shops.models import PaymentAccount, Shop

BY_OTHERS = (Means.BANK_NOTICE, Means.GATEWAY, Means.STATEMENT, Means.MOVED)
"""Somebody who is neither buyer nor seller says so."""
CASHLESS = (*BY_OTHERS, Means.KEEPER_SAYS_BANK)


def told_before(provider: str, transaction_id: str) -> Receipt:
    same = (Receipt.provider == provider, Receipt.transaction_id == transaction_id)
    return session.scalars(select(Receipt).where(*same)).one()


def was_told(provider: str, transaction_id: str) -> bool:
    same = (Receipt.provider == provider, Receipt.transaction_id == transaction_id)
    return session.scalar(select(Receipt.id).where(*same)) is not None


def orders_meant(
    named: Sequence[str], *, to_account: str, through: Merchant = MARKET
) -> list[Order]:
    """The orders among these codes that were to be paid to this account, locked in id order."""
    found = orders.locked_for(named, to_account=to_account) if named else []
    return [order for order in found if through.covers(order.shop.household)]


def named_in(note: str) -> list[Order | Bill]:
    """Orders and bills that a transfer's note names, whatever account they were to be paid to."""
    of_orders, of_bills = memo.codes_in(note), memo.codes_in(note, codes.BILL)
    found: list[Order | Bill] = []
    if of_orders:
        them = select(Order).where(Order.code.in_(of_orders)).options(joinedload(Order.shop))
        found += session.scalars(them.order_by(Order.id))
    if of_bills:
        bills = select(Bill).where(Bill.code.in_(of_bills)).options(joinedload(Bill.shop))
        found += session.scalars(bills.order_by(Bill.id))
    return found


def only_account(number: str, *, through: Merchant = MARKET) -> PaymentAccount | None:
    """The account with this number, unless two banks use it. Locked: a statement may tell of the
    same money, and no order is there to wait for."""
    wanted = select(PaymentAccount).where(PaymentAccount.number == number)
    wanted = wanted.options(joinedload(PaymentAccount.household)).order_by(PaymentAccount.id)
    locked = wanted.with_for_update(of=PaymentAccount, key_share=True)
    found = session.scalars(locked).all()
    return found[0] if len(found) == 1 and through.covers(found[0].household) else None


def spoken_for(order_id: int) -> Money:
    """What has been promised back to the buyer and has not gone yet."""
    none = literal(Money(0), Dong())
    wanted = select(func.coalesce(func.sum(PaymentRefund.amount), none)).where(
        PaymentRefund.order_id == order_id, PaymentRefund.state.in_(UNDER_WAY)
    )
    return session.scalars(wanted).one()


class Sums(NamedTuple):
    net: Money
    """What has come, less what went back."""
    cashless: Money
    """What came without cash, whatever went back."""
    gateway: Money
    """What of that a wallet or card company collected."""

    def without(self, receipt: Receipt) -> Sums:
        """As it was before the receipt."""
        none = Money(0)
        cashless = receipt.amount if receipt.means in CASHLESS else none
        gateway = receipt.amount if receipt.means is Means.GATEWAY else none
        return Sums(self.net - receipt.amount, self.cashless - cashless, self.gateway - gateway)


def sums(order_id: int) -> Sums:
    return Sums(*ask(_SUMS_OF_ORDER, {"of": order_id})[0])


def sums_of_bill(bill_id: int) -> Sums:
    return Sums(*ask(_SUMS_OF_BILL, {"of": bill_id})[0])


def _sums(which: InstrumentedAttribute[int | None]) -> Select[Money, Money, Money]:
    none = literal(Money(0), Dong())
    each: list[Any] = [literal(means, Receipt.means.type) for means in CASHLESS]
    cashless = case((Receipt.means.in_(each), Receipt.amount), else_=none)
    gateway = case((Receipt.means == Means.GATEWAY, Receipt.amount), else_=none)
    return select(
        func.coalesce(func.sum(Receipt.amount), none),
        func.coalesce(func.sum(cashless), none),
        func.coalesce(func.sum(gateway), none),
    ).where(which == bindparam("of"), Receipt.confirmed_by_id.is_(None))


_SUMS_OF_ORDER, _SUMS_OF_BILL = _sums(Receipt.order_id), _sums(Receipt.bill_id)
"""Statements asked for with every sum that comes are built once."""


def word_of_keeper(order_id: int, amount: Money) -> Receipt | None:
    """What a keeper said came to the account, and no bank has told of yet."""
    return session.scalar(_WORD_ON_ORDER, {"of": order_id, "came": amount})


def word_on_bill(bill_id: int, amount: Money) -> Receipt | None:
    return session.scalar(_WORD_ON_BILL, {"of": bill_id, "came": amount})


def _word(which: InstrumentedAttribute[int | None]) -> Select[Receipt]:
    said = select(Receipt).where(
        which == bindparam("of"),
        Receipt.means == Means.KEEPER_SAYS_BANK,
        Receipt.amount == bindparam("came"),
        Receipt.confirmed_by_id.is_(None),
        Receipt.outcome != Outcome.WITHDRAWN,
    )
    return said.limit(1)


_WORD_ON_ORDER, _WORD_ON_BILL = _word(Receipt.order_id), _word(Receipt.bill_id)


def name_of_word(owed: Order | Bill, means: Means) -> str:
    """Plain the first time. A word that was taken back may be said again."""
    before = _times_said(owed, means)
    return f"{means}:{before + 1}" if before else str(means)


def _times_said(owed: Order | Bill, means: Means) -> int:
    of = Receipt.bill_id if isinstance(owed, Bill) else Receipt.order_id
    said = select(func.count(Receipt.id)).where(
        of == owed.id, Receipt.means == means, Receipt.amount > Money(0)
    )
    return session.scalars(said).one()


def newest_receipt_of(owed: Order | Bill) -> int:
    """Its number, or nought."""
    of = Receipt.bill_id if isinstance(owed, Bill) else Receipt.order_id
    return session.scalar(select(func.max(Receipt.id)).where(of == owed.id)) or 0


def of_order(order_id: int) -> list[Receipt]:
    wanted = select(Receipt).where(Receipt.order_id == order_id).order_by(Receipt.id)
    return list(session.scalars(wanted.options(joinedload(Receipt.said_by))))


def of_bill(bill_id: int) -> list[Receipt]:
    wanted = select(Receipt).where(Receipt.bill_id == bill_id).order_by(Receipt.id)
    return list(session.scalars(wanted.options(joinedload(Receipt.said_by))))


def told_by_bank(order_ids: Sequence[int]) -> set[int]:
    """Those of the orders for which a bank or a gateway has told of money."""
    wanted = select(Receipt.order_id).where(
        Receipt.order_id.in_(order_ids), Receipt.means.in_(BY_OTHERS)
    )
    return {order_id for order_id in session.scalars(wanted) if order_id is not None}


def newest_of(household_id: int, *, limit: int) -> list[Receipt]:
    """Money for orders and for bills, newest first. A keeper's word that a bank has confirmed
    since is not told twice, and one that was taken back not at all."""
    counts = (Receipt.confirmed_by_id.is_(None), Receipt.outcome != Outcome.WITHDRAWN)
    told = select(Receipt).where(*counts).order_by(Receipt.id.desc())
    theirs = Shop.household_id == household_id
    orders = told.join(Receipt.order).join(Order.shop).options(contains_eager(Receipt.order))
    bills = told.join(Receipt.bill).join(Bill.shop).options(contains_eager(Receipt.bill))
    each = [wanted.where(theirs).limit(limit) for wanted in (orders, bills)]
    found = [receipt for wanted in each for receipt in session.scalars(wanted)]
    return sorted(found, key=lambda receipt: receipt.id, reverse=True)[:limit]
