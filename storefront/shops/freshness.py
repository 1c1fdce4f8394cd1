"""How far goods can travel before they spoil, and on which days they had better stay at home."""

from datetime import date
from typing import Protocol

QUICK = 3
"""Days. What keeps no longer is not sent off at a weekend, when parcels lie where they are."""
_SATURDAY = 5


class Perishable(Protocol):
    @property
    def shelf_days(self) -> int | None: ...


def keeps(product: Perishable, days: int) -> bool:
    """Whether so many days on the way leave the buyer at least one. Nothing said: it keeps."""
    return product.shelf_days is None or days < product.shelf_days


def may_leave(product: Perishable, *, on: date) -> bool:
    """Whether it may be sent off on this day."""
    quick = product.shelf_days is not None and product.shelf_days <= QUICK
    return not (quick and on.weekday() >= _SATURDAY)
