from storefront.errors import MarketError


class AlreadyFrozen(MarketError):
    """This period of this place has its report; what changed since needs a restatement."""


class NotOver(MarketError):
    """The period still runs."""


class NothingChanged(MarketError):
    """A restatement would say what the report says already."""


class NotTheNewest(MarketError):
    """It has been restated; only the newest wording is corrected, signed or sent."""


class AlreadyAnswered(MarketError):
    """Somebody has received or returned it."""
