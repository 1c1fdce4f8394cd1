from storefront.errors import MarketError


class AlreadyDone(MarketError):
    """Somebody has decided this meanwhile."""


class MoreThanCame(MarketError):
    """Nobody can give back more than was paid."""
