from collections import defaultdict

from sqlalchemy import ColumnElement, func, select

from storefront.db import session
from storefront.ledger.models import Account, Movement
from storefront.money import Money


def balances(order_id: int) -> defaultdict[Account, Money]:
    """What the books say about an order: debits above zero, credits below."""
    return _balances(Movement.order_id == order_id)


def balances_of_bill(bill_id: int) -> defaultdict[Account, Money]:
    return _balances(Movement.bill_id == bill_id)


def _balances(which: ColumnElement[bool]) -> defaultdict[Account, Money]:
    sums = (
        select(Movement.account, func.sum(Movement.amount)).where(which).group_by(Movement.account)
    )
    return defaultdict(lambda: Money(0), session.execute(sums).all())
