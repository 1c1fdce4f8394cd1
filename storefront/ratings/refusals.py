from storefront.errors import MarketError


class NotBought(MarketError):
    """The goods have not been handed over."""


class TooLate(MarketError):
    """The time to rate it is over."""


class OwnGoods(MarketError):
    """Bought by the house itself, or by somebody who helps it."""


class AlreadySaid(MarketError):
    """It was rated, answered or decided before."""
