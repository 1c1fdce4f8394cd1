"""The market with a fault planted in it, for a proof to find: what is called off comes back to the
shelf twice. Nobody serves this to anybody."""

from collections.abc import Collection
from datetime import datetime

from storefront.orders import stock
from wsgi import app

_soundly = stock.give_back


def _twice(order_ids: Collection[int], *, at: datetime) -> None:
    _soundly(order_ids, at=at)
    _soundly(order_ids, at=at)


stock.give_back = _twice

__all__ = ["app"]
