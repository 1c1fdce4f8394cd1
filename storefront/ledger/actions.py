from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import insert

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
) -> None:
    """Write one event into the books. Debits are above zero, credits below."""
    if Money.sum(movements.values()):
        raise Unbalanced(source)
    journal = {"source": source, "household_id": household_id, "at": at}
    number = session.scalar(insert(Journal).returning(Journal.id), journal)
    session.execute(
        insert(Movement),
        [
            {"journal_id": number, "account": account, "order_id": order_id, "amount": amount}
            for account, amount in movements.items()
            if amount
        ],
    )
