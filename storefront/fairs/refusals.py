"""Why something does not happen on a market day."""

from storefront.errors import MarketError


class NobodyToPay(MarketError):
    """A fee needs a shop that it is paid to."""


class NotHeld(MarketError):
    """The market day is called off, or is not today."""


class Taken(MarketError):
    """Somebody has this stall, or this shop has another."""


class Used(MarketError):
    """Something was sold here already."""


class Closed(MarketError):
    """The stall has closed out: nothing more is entered."""


class SlipUsed(MarketError):
    """Another sale has this slip."""


class ToldAlready(MarketError):
    """A bank has just told of the same sum: it stands there already."""


class NoKeeper(MarketError):
    """No shop keeps this stall, so that it has no books."""
