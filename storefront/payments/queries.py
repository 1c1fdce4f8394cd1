from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, case, func, literal, select
from sqlalchemy.orm import contains_eager

from storefront.db import Dong, session
from storefront.money import Money
from storefront.orders import queries as orders
from storefront.orders.models import Order
from storefront.payments.models import Means, Receipt
from storefront.shops.models import PaymentAccount, Shop

CASHLESS = (Means.BANK_NOTICE, Means.KEEPER_SAYS_BANK)


def told_before(provider: str, transaction_id: str) -> Receipt:
    same = (Receipt.provider == provider, Receipt.transaction_id == transaction_id)
    return session.scalars(select(Receipt).where(*same)).one()


def order_meant(codes: Sequence[str], *, to_account: str) -> Order | None:
    """The one order among these codes that was to be paid to this account, locked.

    Of two orders in one note nobody knows how much is for which: a person must look.
    """
    wanted = (
        select(Order.id)
        .join(Order.account)
        .where(Order.code.in_(codes), PaymentAccount.number == to_account)
    )
    found = session.scalars(wanted).all() if codes else []
    return orders.locked(found[0]) if len(found) == 1 else None


def only_account(number: str) -> PaymentAccount | None:
    """The account with this number, unless two banks use it."""
    found = session.scalars(select(PaymentAccount).where(PaymentAccount.number == number)).all()
    return found[0] if len(found) == 1 else None


def sums(order_id: int) -> tuple[Money, Money]:
    """What has come for an order net of what went back, and how much came without cash."""
    none = literal(Money(0), Dong())
    cashless = case((Receipt.means.in_(CASHLESS), Receipt.amount), else_=none)
    wanted = select(
        func.coalesce(func.sum(Receipt.amount), none), func.coalesce(func.sum(cashless), none)
    ).where(Receipt.order_id == order_id, Receipt.confirmed_by_id.is_(None))
    net, without_cash = session.execute(wanted).one()
    return net, without_cash


def word_of_keeper(order_id: int, amount: Money) -> Receipt | None:
    """What a keeper said came to the account, and no bank has told of yet."""
    wanted = select(Receipt).where(
        Receipt.order_id == order_id,
        Receipt.means == Means.KEEPER_SAYS_BANK,
        Receipt.amount == amount,
        Receipt.confirmed_by_id.is_(None),
    )
    return session.scalars(wanted.limit(1)).one_or_none()


def of_order(order_id: int) -> list[Receipt]:
    wanted = select(Receipt).where(Receipt.order_id == order_id).order_by(Receipt.id)
    return list(session.scalars(wanted))


def told_by_bank(order_ids: Sequence[int]) -> set[int]:
    """Those of the orders for which a bank has told of money."""
    wanted = select(Receipt.order_id).where(
        Receipt.order_id.in_(order_ids), Receipt.means == Means.BANK_NOTICE
    )
    return {order_id for order_id in session.scalars(wanted) if order_id is not None}


def came_since(moment: datetime, *, household_id: int) -> list[Receipt]:
    """Money that reached a household from a moment on, each sum once, refunds taken off."""
    return list(session.scalars(_of_household(household_id).where(Receipt.at >= moment)))


def newest_of(household_id: int, *, limit: int) -> list[Receipt]:
    return list(session.scalars(_of_household(household_id).limit(limit)))


def _of_household(household_id: int) -> Select[Receipt]:
    """A keeper's word that a bank has confirmed since is not told twice."""
    return (
        select(Receipt)
        .join(Receipt.order)
        .join(Order.shop)
        .where(Shop.household_id == household_id, Receipt.confirmed_by_id.is_(None))
        .options(contains_eager(Receipt.order))
        .order_by(Receipt.id.desc())
    )
