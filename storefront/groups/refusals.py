"""Why nothing is changed or ordered together."""

from storefront.errors import MarketError


class Ended(MarketError):
    """It was ordered or called off, or the time to choose is over."""


class Full(MarketError):
    """More people, or more kinds of goods, than one group order holds."""


class RanShort(MarketError):
    """Not all that is wished is there, and nobody has said that it shall be dealt out."""
