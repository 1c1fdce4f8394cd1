from storefront.errors import MarketError


class TooLate(MarketError):
    """The time to complain about this is over."""


class NotYet(MarketError):
    """The goods are not on their way, and should not be."""


class OneAtATime(MarketError):
    """Another complaint about this order waits for its end."""


class Enough(MarketError):
    """Complained about as often as can be decided."""


class NotTheirTurn(MarketError):
    """Somebody else has to answer, or it has ended."""
