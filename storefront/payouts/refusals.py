"""Why a payout account is not changed, or not yet."""

from storefront.errors import MarketError


class NoPhone(MarketError):
    """The keeper has no number to send the code to."""


class PhoneTooNew(MarketError):
    """The keeper's number was changed of late: perhaps by whoever wants the money."""


class UnderWayAlready(MarketError):
    """One change at a time."""


class NotUnderWay(MarketError):
    """It is done, stopped or lapsed."""


class SecondPersonNeeded(MarketError):
    """Whoever asked cannot say yes to it, nor can the keeper: the code is the keeper's yes."""
