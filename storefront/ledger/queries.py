from collections import defaultdict

from sqlalchemy import func, select

from storefront.db import session
from storefront.ledger.models import Account, Movement
from storefront.money import Money


def balances(order_id: int) -> defaultdict[Account, Money]:
    """What the books say about an order: debits above zero, credits below."""
    sums = (
        select(Movement.account, func.sum(Movement.amount))
        .where(Movement.order_id == order_id)
        .group_by(Movement.account)
    )
    return defaultdict(lambda: Money(0), session.execute(sums).all())
