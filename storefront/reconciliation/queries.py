from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, String, and_, cast, exists, func, literal, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from storefront import clock
from storefront.accounts.models import Person
from storefront.accounts.permissions import Permission
from storefront.bills.models import Bill
from storefront.db import session
from storefront.ledger.models import Account, Journal, Movement
from storefront.orders.models import Order
from storefront.orders.states import OPEN
from storefront.payments.models import Means, PaymentRefund, Receipt, RefundState, RefundWay
from storefront.payments.pairing import telling
from storefront.reconciliation.matching import Awaited, Back, Told
from storefront.reconciliation.models import BankStatement, StatementLine
from storefront.reconciliation.planning import Books, codes_in
from storefront.reconciliation.statement import Line
from storefront.shops import queries as shops
from storefront.shops.models import Household, PaymentAccount, Shop

BACK = timedelta(days=180)
"""How long after an order its money may still come."""
_AROUND = timedelta(days=10)
_TELLING = (Means.BANK_NOTICE, Means.STATEMENT)


def household_for(code: str, person: Person, *, on: date) -> Household | None:
    """A household whose money this person may look after: its keeper, or who helps it."""
    return shops.household_for(code, person, Permission.ORDER_HANDLE, on=on)


def statement_for(code: str, person: Person, *, on: date) -> BankStatement | None:
    found = session.scalar(_statements().where(BankStatement.code == code))
    if found is None:
        return None
    household = household_for(found.account.household.code, person, on=on)
    return found if household else None


def locked(statement: BankStatement) -> BankStatement:
    wanted = select(BankStatement).where(BankStatement.id == statement.id).with_for_update()
    return session.scalars(wanted, execution_options={"populate_existing": True}).one()


def statements_of(household: Household, *, limit: int = 20) -> list[BankStatement]:
    """What was taken in, the newest first."""
    wanted = _statements().where(
        PaymentAccount.household_id == household.id, BankStatement.taken_in_at.is_not(None)
    )
    return list(session.scalars(wanted.order_by(BankStatement.id.desc()).limit(limit)))


def lines_of(statement: BankStatement) -> list[StatementLine]:
    wanted = select(StatementLine).where(StatementLine.statement_id == statement.id)
    money = joinedload(StatementLine.receipt)
    wanted = wanted.options(money.joinedload(Receipt.order), money.joinedload(Receipt.bill))
    return list(session.scalars(wanted.order_by(StatementLine.row, StatementLine.id)))


def line_of(statement: BankStatement, row_id: int) -> StatementLine | None:
    wanted = select(StatementLine).where(
        StatementLine.id == row_id, StatementLine.statement_id == statement.id
    )
    return session.scalar(wanted.with_for_update())


def books(account: PaymentAccount, lines: Sequence[Line]) -> Books:
    """What we know of an account in the days of these lines."""
    first, last = min(line.day for line in lines), max(line.day for line in lines)
    codes = codes_in(lines)
    return Books(
        identities=_identities(account, first, last),
        told=_told(account, first, last),
        awaited=[
            *map(_awaited, _orders(account, codes, first, last)),
            *map(_awaited_bill, _bills(account, codes, first, last)),
        ],
        ours=frozenset(
            code
            for thing in (Order.code, Bill.code)
            for code in session.scalars(select(thing).where(thing.in_(codes)))
        ),
        back=back(account, since=first - BACK),
    )


def back(account: PaymentAccount, *, since: date) -> list[Back]:
    """What goes back to buyers of the household by its bank, and no line is known for yet."""
    lines = select(StatementLine.receipt_id).where(StatementLine.receipt_id.is_not(None))
    ours = Shop.household_id == account.household_id
    promised = (
        select(PaymentRefund)
        .join(PaymentRefund.order)
        .join(Order.shop)
        .options(contains_eager(PaymentRefund.order))
        .where(
            ours,
            PaymentRefund.way == RefundWay.BANK,
            PaymentRefund.state != RefundState.REFUSED,
            PaymentRefund.asked_at >= clock.start_of(since),
            or_(PaymentRefund.receipt_id.is_(None), PaymentRefund.receipt_id.not_in(lines)),
        )
        .order_by(PaymentRefund.id)
    )
    by_hand = (
        select(Receipt.id, Receipt.amount, func.coalesce(Order.code, Bill.code))
        .outerjoin(Receipt.order)
        .outerjoin(Receipt.bill)
        .join(Shop, Shop.id == func.coalesce(Order.shop_id, Bill.shop_id))
        .where(
            ours,
            Receipt.means == Means.REFUND,
            Receipt.at >= clock.start_of(since),
            Receipt.id.not_in(lines),
            Receipt.id.not_in(_OF_REFUNDS),
            _out_of_the_bank(),
        )
        .order_by(Receipt.id)
    )
    return [
        *map(_promised, session.scalars(promised)),
        *(Back(code, -amount, number) for number, amount, code in session.execute(by_hand)),
    ]


_OF_REFUNDS = select(PaymentRefund.receipt_id).where(PaymentRefund.receipt_id.is_not(None))


def _out_of_the_bank() -> ColumnElement[bool]:
    """By what the books say: cash that was handed back stands on no statement."""
    return exists().where(
        Journal.source == literal("receipt:") + cast(Receipt.id, String),
        Movement.journal_id == Journal.id,
        Movement.account == Account.BANK,
    )


def _promised(refund: PaymentRefund) -> Back:
    return Back(
        refund.order.code,
        refund.amount,
        refund.receipt_id,
        refund.id,
        refund.to_number,
        refund.to_holder,
    )


def is_awaited(code: str, account: PaymentAccount) -> bool:
    """Whether there is such an order or bill, to be paid to this account."""
    return any(
        session.scalar(
            select(thing.id)
            .where(thing.code == code, *_paid_at(account))
            .join(thing.account)
            .join(thing.shop)
        )
        is not None
        for thing in (Order, Bill)
    )


def _paid_at(account: PaymentAccount) -> tuple[ColumnElement[bool], ...]:
    return PaymentAccount.number == account.number, Shop.household_id == account.household_id


def lock(account: PaymentAccount, lines: Sequence[Line], codes: Collection[str]) -> None:
    """All that these lines may be for, and the account itself, for money that names nothing.

    Whoever tells of it now waits for us, or we have waited for them: what was read before is read
    again. Orders before bills before the account, as everybody locks them.
    """
    awaited = {it.code for it in books(account, lines).awaited}
    for thing in (Order, Bill):
        wanted = select(thing.id).where(thing.code.in_(awaited | set(codes))).order_by(thing.id)
        session.execute(wanted.with_for_update()).all()
    itself = select(PaymentAccount.id).where(PaymentAccount.id == account.id)
    session.execute(itself.with_for_update(key_share=True)).all()
    session.expire_all()


def _statements() -> Select[BankStatement]:
    return (
        select(BankStatement)
        .join(BankStatement.account)
        .options(
            contains_eager(BankStatement.account).joinedload(PaymentAccount.household),
            joinedload(BankStatement.brought_by),
        )
    )


def _identities(account: PaymentAccount, first: date, last: date) -> frozenset[str]:
    wanted = select(StatementLine.identity).where(
        StatementLine.account_id == account.id, StatementLine.day.between(first, last)
    )
    return frozenset(session.scalars(wanted))


def _told(account: PaymentAccount, first: date, last: date) -> list[Told]:
    """Money on this account that a messenger or a statement has told of in those days."""
    of_shop = (
        select(Receipt, StatementLine.identity, StatementLine.day)
        .join(Receipt.order)
        .join(Order.shop)
        .where(
            Shop.household_id == account.household_id,
            Order.placed_at >= clock.start_of(first - BACK),
        )
    )
    of_nobody = select(Receipt, StatementLine.identity, StatementLine.day).where(
        Receipt.order_id.is_(None)
    )
    heard = Receipt.at.between(clock.start_of(first - _AROUND), clock.start_of(last + _AROUND))
    moved = Receipt.moved_on.between(first - _AROUND, last + _AROUND)
    which = (
        Receipt.to_account == account.number,
        Receipt.means.in_(_TELLING),
        Receipt.confirmed_by_id.is_(None),
        or_(moved, and_(Receipt.moved_on.is_(None), heard)),
    )
    line = and_(StatementLine.receipt_id == Receipt.id, StatementLine.account_id == account.id)
    return [
        Told(
            id=receipt.id,
            telling=telling(receipt),
            line=identity or "",
            line_day=day,
        )
        for wanted in (of_shop, of_nobody)
        for receipt, identity, day in session.execute(
            wanted.outerjoin(StatementLine, line).where(*which).order_by(Receipt.id)
        )
    ]


def _orders(
    account: PaymentAccount, codes: Collection[str], first: date, last: date
) -> list[Order]:
    """Orders to be paid to this account: those named, and those that still wait."""
    waiting = and_(
        Order.state.in_(OPEN),
        Order.placed_at >= clock.start_of(first - BACK),
        Order.placed_at < clock.start_of(last + timedelta(days=1)),
    )
    wanted = (
        select(Order)
        .join(Order.account)
        .join(Order.shop)
        .where(
            *_paid_at(account),
            or_(Order.code.in_(codes), waiting),
        )
        .options(joinedload(Order.checkout))
        .order_by(Order.id)
    )
    return list(session.scalars(wanted))


def _bills(account: PaymentAccount, codes: Collection[str], first: date, last: date) -> list[Bill]:
    waiting = and_(
        Bill.voided_at.is_(None),
        Bill.paid < Bill.total,
        Bill.issued_at >= clock.start_of(first - BACK),
        Bill.issued_at < clock.start_of(last + timedelta(days=1)),
    )
    wanted = (
        select(Bill)
        .join(Bill.account)
        .join(Bill.shop)
        .where(*_paid_at(account), or_(Bill.code.in_(codes), waiting))
        .order_by(Bill.id)
    )
    return list(session.scalars(wanted))


def _awaited_bill(bill: Bill) -> Awaited:
    return Awaited(
        code=bill.code,
        due=bill.due,
        payer=bill.payer_name,
        phone=bill.payer_phone or "",
        since=clock.village_date(bill.issued_at),
    )


def _awaited(order: Order) -> Awaited:
    return Awaited(
        code=order.code,
        due=order.asked or order.due,
        payer=order.checkout.buyer_name,
        phone=order.checkout.buyer_phone,
        since=clock.village_date(order.placed_at),
    )
