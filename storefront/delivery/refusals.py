from storefront.errors import MarketError


class NoWay(MarketError):
    """A household must offer at least one way."""


class TooSoon(MarketError):
    """A table of fees begins tomorrow at the earliest."""
