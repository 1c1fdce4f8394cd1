"""The market with a fault planted in it, for a proof to find: goods are taken one by one, in the
order in which they lie in the basket. Nobody serves this to anybody."""

from collections.abc import Mapping
from datetime import datetime

from storefront.orders import stock
from storefront.orders.stock import Taken
from wsgi import app

_soundly = stock.take


def _one_by_one(basket: Mapping[int, int], *, at: datetime) -> list[Taken]:
    return [taken for one, many in basket.items() for taken in _soundly({one: many}, at=at)]


stock.take = _one_by_one

__all__ = ["app"]
