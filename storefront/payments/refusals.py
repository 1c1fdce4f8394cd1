from storefront.errors import MarketError


class AlreadyDone(MarketError):
    """Somebody has decided this meanwhile."""


class UsedMeanwhile(MarketError):
    """What was given cannot be taken back: more has happened with it since."""


class MoneyUnderWay(MarketError):
    """A sum is on its way that was asked for before."""


class MoreThanCame(MarketError):
    """Nobody can give back more than was paid."""
