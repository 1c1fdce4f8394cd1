"""Why a bill is not issued, or not changed."""

from storefront.errors import MarketError


class NothingBilled(MarketError):
    """A bill has at least one line."""


class TooMuchBilled(MarketError):
    """More than one transfer can carry."""


class IsVoid(MarketError):
    """Nobody owes it any more."""


class ToldToday(MarketError):
    """Once a day is enough."""


class Unreachable(MarketError):
    """Nobody wrote down the payer's number."""
