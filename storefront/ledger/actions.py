from collections.abc import Mapping
from datetime import datetime

from storefront.db import session
from storefront.ledger.models import Account, Journal, Movement
from storefront.money import Money


class Unbalanced(ValueError):
    """A journal whose movements do not sum to zero. A programming error."""


def post(
    source: str,
    movements: Mapping[Account, Money],
    *,
    household_id: int,
    order_id: int | None = None,
    at: datetime,
) -> Journal:
    """Write one event into the books. Debits are above zero, credits below."""
    if Money.sum(movements.values()):
        raise Unbalanced(source)
    journal = Journal(source=source, household_id=household_id, at=at)
    journal.movements = [
        Movement(account=account, order_id=order_id, amount=amount)
        for account, amount in movements.items()
        if amount
    ]
    session.add(journal)
    return journal
