"""Why a market day is not closed, or not reported."""

from storefront.errors import MarketError


class SomeOpen(MarketError):
    """A stall that was given has not closed out, or is not signed."""


class NotYours(MarketError):
    """A keeper does not close the own stall, and a steward does not sign for the keeper."""


class Signed(MarketError):
    """Both agreed: what comes later stands beside it."""


class MovedMeanwhile(MarketError):
    """What the stall took is not what was on the screen any more."""
