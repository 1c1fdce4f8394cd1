"""Why an order is not placed or not moved."""

from collections.abc import Mapping

from storefront.delivery.choosing import Trouble
from storefront.errors import MarketError
from storefront.money import Money

LARGEST = Money(499_999_999)
"""NAPAS 247 carries less than 500 million đồng at once."""


class EmptyBasket(MarketError):
    pass


class ProductRefused(MarketError):
    """One of the goods cannot be had; `name` says which."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class NotShown(ProductRefused):
    """Taken off the shelf, or never there."""


class Paused(ProductRefused):
    """The household is not selling for a while."""


class OffSeason(ProductRefused):
    """Nothing to pick this month."""


class TooLate(ProductRefused):
    """The harvest is no longer ordered: its cut-off has passed."""


class OutOfStock(ProductRefused):
    def __init__(self, name: str, left: int) -> None:
        super().__init__(name)
        self.left = left


class TooMuch(MarketError):
    """More money than one transfer can carry."""


class NothingToPayWith(MarketError):
    """The household has no payment account: it takes cash only."""

    def __init__(self, shop: str) -> None:
        super().__init__(shop)
        self.shop = shop


class CannotGo(MarketError):
    """No way that is offered, or not the one that was chosen, brings these goods."""

    def __init__(self, shop: str, trouble: Trouble | None = None) -> None:
        super().__init__(shop)
        self.shop = shop
        self.trouble = trouble
        """Nothing when the household does not offer that way any more."""


class NotNow(MarketError):
    """The order is no longer where this can be done."""


class NotWeighed(NotNow):
    """Its price is not settled yet."""


class PriceChanged(MarketError):
    """The buyer was shown another sum."""


class AnotherSum(MarketError):
    """A change comes to another sum than was on the page."""

    def __init__(self, sums: Mapping[str, Money]) -> None:
        super().__init__(*sums)
        self.sums = sums
        """What each order would come to, by its code."""
